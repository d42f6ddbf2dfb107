import type { Money } from "../../domain/money";
import { readOwnJson } from "../../domain/own-json";
import type { RefundKind } from "../../domain/posting/refund";
import type { StoredQuote } from "../../domain/refund/stored-quote";
import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant, toMoney } from "./amounts";

export interface RefundQuoteRecord {
  readonly refundQuoteId: number;
  readonly publicId: string;
  readonly bookingPublicId: string;
  readonly bookingReference: string;
  readonly branchId: number | null;
  readonly kind: RefundKind;
  /** What the customer gets; below zero: what they owe. */
  readonly customerAmount: Money;
  readonly expiresAt: string;
  readonly createdAt: string;
  /** Public id of the refund that took it. */
  readonly refund: string | null;
  readonly quote: StoredQuote;
}

/** Refuses what is no quote of the partner's (`NOT_FOUND`). */
export async function getRefundQuote(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<RefundQuoteRecord> {
  const row = await db
    .selectFrom("refund_quotes as quote")
    .innerJoin("bookings as booking", "booking.booking_id", "quote.booking_id")
    .leftJoin("refunds as refund", "refund.refund_quote_id", "quote.refund_quote_id")
    .selectAll("quote")
    .select([
      "booking.public_id as booking_public_id",
      "booking.booking_reference",
      "booking.branch_id",
      "refund.public_id as refund_public_id",
    ])
    .where("quote.public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) {
    throw new Refusal("NOT_FOUND", "No such quote of a refund.", { id: publicId });
  }
  return {
    refundQuoteId: row.refund_quote_id,
    publicId: row.public_id,
    bookingPublicId: row.booking_public_id,
    bookingReference: row.booking_reference,
    branchId: row.branch_id,
    kind: row.refund_kind,
    customerAmount: toMoney(row.customer_amount, row.currency),
    expiresAt: toInstant(row.expires_at),
    createdAt: toInstant(row.created_at),
    refund: row.refund_public_id,
    quote: readOwnJson<StoredQuote>(row.quote_payload),
  };
}
