import type { z } from "@hono/zod-openapi";

import type { ExchangeQuoteRecord } from "../../db/read/exchange-quotes";
import type { ExchangeRecord } from "../../db/read/exchanges";
import { toMoneyJson } from "../../domain/money";
import type { ExchangeTicketsResult } from "../../temporal/contract/exchange";
import type {
  exchangeQuoteSchema,
  exchangeResultSchema,
  exchangeSchema,
} from "../schemas/exchange";

export function presentExchangeQuote(
  quote: ExchangeQuoteRecord,
  livemode: boolean,
): z.infer<typeof exchangeQuoteSchema> {
  return {
    id: quote.publicId,
    object: "exchange_quote",
    livemode,
    booking_id: quote.bookingId,
    status: quote.status,
    ...presentPrice(quote),
    documents: quote.priced.documents.map((document) => ({
      ticket_number: document.number,
      base: toMoneyJson(document.base),
      taxes: document.taxes.map(({ code, amount }) => ({ code, amount: toMoneyJson(amount) })),
      commission: toMoneyJson(document.commission),
      fare_difference: toMoneyJson(document.fareDifference),
      tax_difference: toMoneyJson(document.taxDifference),
      penalty: toMoneyJson(document.penalty),
      commission_difference: toMoneyJson(document.commissionDifference),
      flights: [...document.flights],
    })),
    flights: quote.priced.flights.map((flight) => ({
      flight: flight.carrierCode + flight.flightNumber,
      booking_class: flight.bookingClass,
      origin: flight.originAirport,
      destination: flight.destinationAirport,
      departs_local: flight.departsLocal,
      arrives_local: flight.arrivesLocal,
      status: flight.statusCode,
    })),
    entry: quote.entry.map(({ account, side, amount }) => ({
      account_code: account,
      side,
      amount,
    })),
    expires_at: quote.expiresAt,
    created_at: quote.createdAt,
  };
}

export function presentExchange(
  exchange: ExchangeRecord,
  livemode: boolean,
): z.infer<typeof exchangeSchema> {
  const { quote } = exchange;
  return {
    id: exchange.publicId,
    object: "exchange",
    livemode,
    booking_id: quote.bookingId,
    quote_id: quote.publicId,
    reason: exchange.reason,
    ...presentPrice(quote),
    exchanged_ticket_numbers: quote.priced.documents.map(({ number }) => number),
    ticket_numbers: [...exchange.ticketNumbers],
    emd_numbers: [...exchange.emdNumbers],
    journal_entry_id: exchange.journalEntryId,
    exchanged_at: exchange.exchangedAt,
    created_at: exchange.createdAt,
  };
}

export function presentExchangeResult(
  result: ExchangeTicketsResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof exchangeResultSchema> {
  return {
    object: "exchange_result",
    livemode,
    operation_id: operationId,
    exchange_id: result.exchangeId,
    quote_id: result.quoteId,
    booking_id: result.bookingId,
    exchanged_ticket_numbers: [...result.exchangedNumbers],
    ticket_numbers: [...result.ticketNumbers],
    emd_numbers: [...(result.emdNumbers ?? [])],
    customer_amount: result.customerAmount,
    journal_entry_id: result.journalEntryId,
    exchanged_at: result.exchangedAt,
  };
}

function presentPrice(quote: ExchangeQuoteRecord) {
  return {
    kind: quote.kind,
    residual: quote.residual,
    fare_difference: toMoneyJson(quote.fareDifference),
    tax_difference: toMoneyJson(quote.taxDifference),
    penalty: toMoneyJson(quote.penalty),
    commission_difference: toMoneyJson(quote.commissionDifference),
    due: toMoneyJson(quote.due),
    mark_up: toMoneyJson(quote.markUp),
    fee: toMoneyJson(quote.fee.amount),
    fee_vat: toMoneyJson(quote.fee.vat),
    customer_amount: toMoneyJson(quote.customer),
  };
}
