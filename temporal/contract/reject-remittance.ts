import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type {
  rejectRemittanceInputSchema,
  rejectRemittanceResultSchema,
} from "./schemas/reject-remittance";

export const rejectRemittanceType = "rejectRemittance";

export type RejectRemittanceInput = z.infer<typeof rejectRemittanceInputSchema>;
export type RejectRemittanceResult = z.infer<typeof rejectRemittanceResultSchema>;

/** Waits until the payment is taken back. */
export const rejectRemittanceUpdate = defineUpdate<
  RejectRemittanceResult | null,
  [{ readonly operationId: string }]
>("rejectRemittance");
