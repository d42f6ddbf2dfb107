import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { voidTicketsInputSchema, voidTicketsResultSchema } from "./schemas/void-tickets";

export const voidTicketsType = "voidTickets";
export type VoidTicketsInput = z.infer<typeof voidTicketsInputSchema>;
export type VoidTicketsResult = z.infer<typeof voidTicketsResultSchema>;

/** What the supplier is asked to void, checked against the books. */
export interface CheckedVoid {
  /** With those in conjunction. */
  readonly documentNumbers: readonly string[];
  /** When the window was found open, RFC 3339: what the void is dated by. */
  readonly checkedAt: string;
}

/** Waits for the void and its entry, or until a person must decide (null). */
export const voidUpdate = defineUpdate<
  VoidTicketsResult | null,
  [{ readonly operationId: string }]
>("void");
