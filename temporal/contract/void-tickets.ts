import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { MoneyJson } from "../../domain/money";
import type { voidTicketsInputSchema, voidTicketsResultSchema } from "./schemas/void-tickets";

export const voidTicketsType = "voidTickets";
export type VoidTicketsInput = z.infer<typeof voidTicketsInputSchema>;
export type VoidTicketsResult = z.infer<typeof voidTicketsResultSchema>;

/** What the supplier is asked to void, checked against the books. */
export interface CheckedVoid {
  /** What the tickets were sold for; of histories from before approvals, absent. */
  readonly amount?: MoneyJson;
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
