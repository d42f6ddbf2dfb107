import type { Selectable } from "kysely";

import type { ExchangeTerms } from "../../domain/exchange/post-exchanges";
import type {
  PricedDocument,
  PricedExchange,
  QuotedExchange,
} from "../../domain/exchange/price-exchange";
import type { Money, MoneyJson } from "../../domain/money";
import { parseMoney } from "../../domain/money";
import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant, toMoney } from "./amounts";

/** A line of the entry that the exchange would post. */
export interface QuotedLine {
  readonly account: string;
  readonly side: "debit" | "credit";
  readonly amount: MoneyJson;
}

export interface ExchangeQuoteRecord extends ExchangeTerms {
  readonly quoteRowId: number;
  readonly publicId: string;
  readonly bookingRowId: number;
  readonly bookingId: string;
  readonly bookingVersion: number;
  readonly branchId: number | null;
  readonly kind: "voluntary" | "involuntary";
  readonly status: "QUOTED" | "EXCHANGED";
  readonly currency: string;
  readonly fareDifference: Money;
  readonly taxDifference: Money;
  readonly penalty: Money;
  readonly commissionDifference: Money;
  readonly due: Money;
  readonly customer: Money;
  readonly priced: PricedExchange;
  readonly entry: readonly QuotedLine[];
  readonly supplierQuote: QuotedExchange;
  readonly expiresAt: string;
  readonly createdAt: string;
}

/** How `terms` is kept: money as decimal strings. */
export interface StoredTerms {
  readonly documents: readonly (Record<
    "base" | "commission" | "fareDifference" | "taxDifference" | "penalty" | "commissionDifference",
    MoneyJson
  > & {
    readonly number: string;
    readonly taxes: readonly { readonly code: string; readonly amount: MoneyJson }[];
    readonly flights: readonly number[];
  })[];
  readonly flights: PricedExchange["flights"];
  readonly entry: readonly QuotedLine[];
}

export interface StoredSupplierQuote {
  readonly documentNumbers: readonly string[];
  readonly newTotal: MoneyJson;
  readonly penalty: MoneyJson;
  readonly due: MoneyJson;
  readonly reference: string | null;
  readonly expiresAt: string | null;
}

export async function findExchangeQuote(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<ExchangeQuoteRecord | undefined> {
  const row = await db
    .selectFrom("exchange_quotes as quote")
    .innerJoin("bookings as booking", "booking.booking_id", "quote.booking_id")
    .selectAll("quote")
    .select(["booking.public_id as booking_public_id", "booking.branch_id"])
    .where("quote.public_id", "=", publicId)
    .executeTakeFirst();
  return row && toQuote(row);
}

export async function getExchangeQuote(
  scope: PartnerDatabase,
  publicId: string,
): Promise<ExchangeQuoteRecord> {
  const quote = await findExchangeQuote(scope, publicId);
  if (quote === undefined) {
    throw new Refusal("NOT_FOUND", "No such exchange quote.", { id: publicId });
  }
  return quote;
}

export function toQuote(
  row: Selectable<Database["exchange_quotes"]> & {
    readonly booking_public_id: string;
    readonly branch_id: number | null;
  },
): ExchangeQuoteRecord {
  const amount = (text: string) => toMoney(text, row.currency);
  const terms = readOwnJson<StoredTerms>(row.terms);
  return {
    quoteRowId: row.exchange_quote_id,
    publicId: row.public_id,
    bookingRowId: row.booking_id,
    bookingId: row.booking_public_id,
    bookingVersion: row.booking_version,
    branchId: row.branch_id,
    kind: row.quote_kind,
    status: row.status,
    residual: row.residual_mode,
    currency: row.currency,
    fareDifference: amount(row.fare_difference_amount),
    taxDifference: amount(row.tax_difference_amount),
    penalty: amount(row.penalty_amount),
    commissionDifference: amount(row.commission_difference_amount),
    due: amount(row.due_amount),
    markUp: amount(row.mark_up_amount),
    fee: { amount: amount(row.fee_amount), vat: amount(row.fee_vat_amount) },
    customer: amount(row.customer_amount),
    priced: { documents: terms.documents.map(toPricedDocument), flights: terms.flights },
    entry: terms.entry,
    supplierQuote: toSupplierQuote(readOwnJson<StoredSupplierQuote>(row.supplier_quote)),
    expiresAt: toInstant(row.expires_at),
    createdAt: toInstant(row.created_at),
  };
}

function toPricedDocument(stored: StoredTerms["documents"][number]): PricedDocument {
  return {
    number: stored.number,
    base: parseMoney(stored.base),
    taxes: stored.taxes.map((tax) => ({ code: tax.code, amount: parseMoney(tax.amount) })),
    commission: parseMoney(stored.commission),
    fareDifference: parseMoney(stored.fareDifference),
    taxDifference: parseMoney(stored.taxDifference),
    penalty: parseMoney(stored.penalty),
    commissionDifference: parseMoney(stored.commissionDifference),
    flights: stored.flights,
  };
}

function toSupplierQuote(stored: StoredSupplierQuote): QuotedExchange {
  return {
    documentNumbers: stored.documentNumbers,
    newTotal: parseMoney(stored.newTotal),
    penalty: parseMoney(stored.penalty),
    due: parseMoney(stored.due),
    ...(stored.reference === null ? {} : { reference: stored.reference }),
    ...(stored.expiresAt === null ? {} : { expiresAt: stored.expiresAt }),
  };
}
