import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { MoneyJson } from "../../domain/money";
import type {
  acceptBspExceptionsInputSchema,
  acceptBspExceptionsResultSchema,
} from "./schemas/accept-bsp-exceptions";

export const acceptBspExceptionsType = "acceptBspExceptions";

export type AcceptBspExceptionsInput = z.infer<typeof acceptBspExceptionsInputSchema>;
export type AcceptBspExceptionsResult = z.infer<typeof acceptBspExceptionsResultSchema>;

/** What was tried on the books. */
export interface CheckedAcceptance {
  /** All that it moves, whichever way: what the policy goes by. */
  readonly amount: MoneyJson;
  readonly documentNumbers: readonly string[];
}

/** Waits for the acceptance and its entries, or until people must decide (null). */
export const acceptBspExceptionsUpdate = defineUpdate<
  AcceptBspExceptionsResult | null,
  [{ readonly operationId: string }]
>("acceptBspExceptions");
