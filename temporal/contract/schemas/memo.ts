import { z } from "zod";

import { disputeReasons, memoStates } from "../../../domain/memo/memo";
import { moneySchema, requestContextSchema } from "./payloads";

const memo = { schemaVersion: z.literal(1), partner: z.string(), memoId: z.string() };

export const followMemoInputSchema = z.strictObject(memo);

/** What is decided on a memo. */
export const memoActSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("accept"), note: z.string().nullable() }),
  z.strictObject({
    kind: z.literal("dispute"),
    reason: z.enum(disputeReasons),
    text: z.string(),
    /** What a loss is probable of; null: of nothing. */
    probableLoss: moneySchema.nullable(),
  }),
  /** BSP has billed what we dispute. */
  z.strictObject({ kind: z.literal("bill"), billedOn: z.iso.date() }),
  z.strictObject({ kind: z.literal("resolve"), upheld: moneySchema, note: z.string() }),
  /** It was paid with a billing. */
  z.strictObject({ kind: z.literal("settle"), settledOn: z.iso.date(), reference: z.string() }),
  z.strictObject({
    kind: z.literal("recharge"),
    amount: moneySchema,
    to: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("customer"), fee: moneySchema, vat: moneySchema }),
      z.strictObject({
        kind: z.literal("branch"),
        branchId: z.string(),
        /** Whose doing it was. */
        userId: z.string().nullable(),
      }),
    ]),
    note: z.string(),
  }),
]);

export const actOnMemoInputSchema = z.strictObject({
  ...memo,
  operationId: z.string(),
  act: memoActSchema,
  context: requestContextSchema,
});

export const actOnMemoResultSchema = z.strictObject({
  memoId: z.string(),
  state: z.enum(memoStates),
  /** What it posted, in the order of their numbers; none where it posts nothing. */
  journalEntryIds: z.array(z.string()),
});
