import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type {
  verifyAllBooksInputSchema,
  verifyBooksInputSchema,
  verifyBooksResultSchema,
} from "./schemas/verify-books";

export const verifyBooksType = "verifyBooks";
export const verifyAllBooksType = "verifyAllBooks";

export type VerifyBooksInput = z.infer<typeof verifyBooksInputSchema>;
export type VerifyBooksResult = z.infer<typeof verifyBooksResultSchema>;
export type VerifyAllBooksInput = z.infer<typeof verifyAllBooksInputSchema>;

/** Waits for what the verification comes to. */
export const verifyBooksUpdate = defineUpdate<
  VerifyBooksResult | null,
  [{ readonly operationId: string }]
>("verify");
