import { z } from "zod";

import { refundKinds } from "../../../domain/posting/refund";
import { documentNumberPattern } from "../../../domain/ticket-number";
import { moneySchema, requestContextSchema } from "./payloads";

export const quotedTermsSchema = z.strictObject({
  kind: z.enum(refundKinds),
  fee: z.strictObject({ amount: moneySchema, vat: moneySchema }),
  returnsMarkUp: z.boolean(),
  returnsServiceFee: z.boolean(),
});

export const quoteRefundInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  quoteId: z.string(),
  bookingId: z.string(),
  gdsProviderCode: z.string(),
  operationId: z.string(),
  /** 13 digits each; empty for all that stand. */
  ticketNumbers: z.array(z.string().regex(documentNumberPattern)),
  /** Only these of the tickets that they are on; of the others all that were not used. */
  coupons: z
    .array(
      z.strictObject({
        ticketNumber: z.string().regex(documentNumberPattern),
        coupon: z.number().int().min(1).max(4),
      }),
    )
    .exactOptional(),
  terms: quotedTermsSchema,
  context: requestContextSchema,
});

export const quoteRefundResultSchema = z.strictObject({
  quoteId: z.string(),
  bookingId: z.string(),
});
