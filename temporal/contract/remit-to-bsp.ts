import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { MoneyJson } from "../../domain/money";
import type { remitToBspInputSchema, remitToBspResultSchema } from "./schemas/remit-to-bsp";

export const remitToBspType = "remitToBsp";

export type RemitToBspInput = z.infer<typeof remitToBspInputSchema>;
export type RemitToBspResult = z.infer<typeof remitToBspResultSchema>;

/** What would be paid, as people approve it: what is paid in the end is that, or nothing. */
export interface CheckedRemittance {
  readonly batchCode: string;
  readonly remitted: MoneyJson;
  readonly documents: number;
  /** Where it is paid to, by the row of the bank details; null where nothing is ordered of a bank. */
  readonly bankDetailsId: number | null;
  readonly payee: string;
}

/** The order of a remittance, as it lies in the document store. */
export interface StoredBankFile {
  readonly storageKey: string;
  readonly sha256: string;
  readonly byteSize: number;
}

/** A remittance that was approved, at the time that it is ordered (RFC 3339). */
export interface ApprovedRemittance extends RemitToBspInput {
  readonly checked: CheckedRemittance;
  readonly orderedAt: string;
}

/** Waits for the entry and the bank's file, or until people must decide (null). */
export const remitToBspUpdate = defineUpdate<
  RemitToBspResult | null,
  [{ readonly operationId: string }]
>("remitToBsp");
