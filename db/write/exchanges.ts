import type { ExchangeTerms } from "../../domain/exchange/post-exchanges";
import type { PricedExchange, QuotedExchange } from "../../domain/exchange/price-exchange";
import type { Money } from "../../domain/money";
import { formatAmount, sum, toMoneyJson } from "../../domain/money";
import type { PartnerTransaction } from "../partner-scope";
import { toDateTime } from "../read/amounts";
import type { QuotedLine, StoredSupplierQuote, StoredTerms } from "../read/exchange-quotes";

export interface NewExchangeQuote extends ExchangeTerms {
  readonly publicId: string;
  readonly booking: {
    readonly bookingId: number;
    readonly version: number;
    readonly currency: string;
  };
  readonly kind: "voluntary" | "involuntary";
  readonly priced: PricedExchange;
  readonly entry: readonly QuotedLine[];
  readonly supplierQuote: QuotedExchange;
  readonly customer: Money;
  readonly expiresAt: string;
}

export async function insertExchangeQuote(
  { db }: PartnerTransaction,
  quote: NewExchangeQuote,
): Promise<void> {
  const { booking, priced, fee, supplierQuote } = quote;
  const total = (of: (document: PricedExchange["documents"][number]) => Money) =>
    formatAmount(sum(booking.currency, priced.documents.map(of)));
  await db
    .insertInto("exchange_quotes")
    .values({
      public_id: quote.publicId,
      booking_id: booking.bookingId,
      booking_version: booking.version,
      quote_kind: quote.kind,
      residual_mode: quote.residual,
      currency: booking.currency,
      fare_difference_amount: total(({ fareDifference }) => fareDifference),
      tax_difference_amount: total(({ taxDifference }) => taxDifference),
      penalty_amount: total(({ penalty }) => penalty),
      commission_difference_amount: total(({ commissionDifference }) => commissionDifference),
      due_amount: formatAmount(supplierQuote.due),
      mark_up_amount: formatAmount(quote.markUp),
      fee_amount: formatAmount(fee.amount),
      fee_vat_amount: formatAmount(fee.vat),
      customer_amount: formatAmount(quote.customer),
      supplier_quote: JSON.stringify(toStoredQuote(supplierQuote)),
      terms: JSON.stringify(toStoredTerms(priced, quote.entry)),
      expires_at: toDateTime(quote.expiresAt),
    })
    .execute();
}

function toStoredTerms(
  { documents, flights }: PricedExchange,
  entry: readonly QuotedLine[],
): StoredTerms {
  return {
    documents: documents.map((document) => ({
      number: document.number,
      base: toMoneyJson(document.base),
      taxes: document.taxes.map(({ code, amount }) => ({ code, amount: toMoneyJson(amount) })),
      commission: toMoneyJson(document.commission),
      fareDifference: toMoneyJson(document.fareDifference),
      taxDifference: toMoneyJson(document.taxDifference),
      penalty: toMoneyJson(document.penalty),
      commissionDifference: toMoneyJson(document.commissionDifference),
      flights: document.flights,
    })),
    flights,
    entry,
  };
}

function toStoredQuote(quote: QuotedExchange): StoredSupplierQuote {
  return {
    documentNumbers: quote.documentNumbers,
    newTotal: toMoneyJson(quote.newTotal),
    penalty: toMoneyJson(quote.penalty),
    due: toMoneyJson(quote.due),
    reference: quote.reference ?? null,
    expiresAt: quote.expiresAt ?? null,
  };
}

/** Writes the exchange that takes a quote up; returns its key. */
export async function insertExchange(
  { db }: PartnerTransaction,
  exchange: {
    readonly publicId: string;
    readonly quote: { readonly quoteRowId: number; readonly bookingRowId: number };
    readonly reason: string;
    readonly postingKey: string;
    readonly at: string;
  },
): Promise<number> {
  const { quoteRowId, bookingRowId } = exchange.quote;
  const { insertId } = await db
    .insertInto("exchanges")
    .values({
      public_id: exchange.publicId,
      booking_id: bookingRowId,
      exchange_quote_id: quoteRowId,
      reason: exchange.reason,
      exchanged_at: exchange.at,
      posting_key: exchange.postingKey,
    })
    .executeTakeFirstOrThrow();
  await db
    .updateTable("exchange_quotes")
    .set((eb) => ({ status: "EXCHANGED", version: eb("version", "+", 1) }))
    .where("exchange_quote_id", "=", quoteRowId)
    .execute();
  return Number(insertId);
}
