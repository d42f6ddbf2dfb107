import type { z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import type { ExchangeQuoteRecord } from "../../db/read/exchange-quotes";
import { getExchangeQuote } from "../../db/read/exchange-quotes";
import type { getBookingHead } from "../../db/read/get-booking";
import type { Money } from "../../domain/money";
import { percentageOf, toMoneyJson } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type {
  ExchangeTicketsResult,
  QuoteExchangeInput,
  QuoteExchangeResult,
} from "../../temporal/contract/exchange";
import {
  exchangeTicketsType,
  exchangeUpdate,
  quoteExchangeType,
  quoteExchangeUpdate,
} from "../../temporal/contract/exchange";
import {
  exchangeTicketsInputSchema,
  exchangeTicketsResultSchema,
  quoteExchangeInputSchema,
  quoteExchangeResultSchema,
} from "../../temporal/contract/schemas/exchange";
import { showTicketNumbers } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { bookingWorkflow } from "../booking-workflow";
import type { ApiEnvironment } from "../environment";
import type { OperationPlan } from "../operations";
import { presentExchangeQuote, presentExchangeResult } from "../present/exchange";
import { operationKinds } from "../present/operation-result";
import { toRequestContext } from "../request-context";
import { toMoney } from "../schemas/common";
import type { exchangeQuoteRequestSchema } from "../schemas/exchange";

type BookingHead = Awaited<ReturnType<typeof getBookingHead>>;

export function quoteExchangePlan(
  c: Context<ApiEnvironment>,
  booking: BookingHead,
  body: z.infer<typeof exchangeQuoteRequestSchema>,
): OperationPlan<QuoteExchangeResult> {
  const { scope, livemode } = c.get("principal");
  const { gdsProviderCode } = reservationOf(booking);
  const quoteId = newId("exchangeQuote");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.quoteExchange,
      workflowId: workflowIds.quoteExchange(scope.partner, quoteId),
      resource: { type: "booking", id: booking.publicId },
      request: quoteExchangeInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        quoteId,
        bookingId: booking.publicId,
        bookingReference: booking.reference,
        gdsProviderCode,
        operationId,
        kind: body.kind,
        ticketNumbers: body.ticket_numbers,
        residual: body.residual,
        ...toCharges(booking, body),
        context: toRequestContext(c),
      }),
    },
    workflow: bookingWorkflow(quoteExchangeType, booking, {
      partner: scope.partner,
      gdsProviderCode,
      stage: "requested",
      further: [showTicketNumbers(body.ticket_numbers)],
    }),
    update: quoteExchangeUpdate,
    result: quoteExchangeResultSchema,
    present: async (result) => ({
      body: presentExchangeQuote(await getExchangeQuote(scope, result.quoteId), livemode),
      headers: { Location: `/v1/exchanges/quotes/${result.quoteId}` },
    }),
    alreadyDone: () => Promise.resolve(notExchangeable(booking)),
  };
}

export function exchangePlan(
  c: Context<ApiEnvironment>,
  booking: BookingHead,
  quote: ExchangeQuoteRecord,
  reason: string,
): OperationPlan<ExchangeTicketsResult> {
  const { scope, livemode } = c.get("principal");
  const { gdsProviderCode } = reservationOf(booking);
  const exchangeId = newId("exchange");
  const operationId = newId("operation");
  const numbers = quote.priced.documents.map(({ number }) => number);
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.exchangeTickets,
      workflowId: workflowIds.exchangeTickets(scope.partner, booking.publicId, booking.version),
      resource: { type: "booking", id: booking.publicId },
      request: exchangeTicketsInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        exchangeId,
        quoteId: quote.publicId,
        bookingId: booking.publicId,
        bookingReference: booking.reference,
        gdsProviderCode,
        operationId,
        reason,
        context: toRequestContext(c),
      }),
    },
    workflow: bookingWorkflow(exchangeTicketsType, booking, {
      partner: scope.partner,
      gdsProviderCode,
      stage: "requested",
      further: [showTicketNumbers(numbers)],
    }),
    update: exchangeUpdate,
    result: exchangeTicketsResultSchema,
    present: (result, operation) =>
      Promise.resolve({
        body: presentExchangeResult(result, operation.publicId, livemode),
        headers: { Location: `/v1/exchanges/${result.exchangeId}` },
      }),
    alreadyDone: () => Promise.resolve(notExchangeable(booking)),
  };
}

function reservationOf(booking: BookingHead): NonNullable<BookingHead["reservation"]> {
  if (booking.reservation === null) throw notExchangeable(booking);
  return booking.reservation;
}

function notExchangeable({ publicId, state }: BookingHead): Refusal {
  return new Refusal(
    "TICKET_NOT_EXCHANGEABLE",
    "The booking has no ticket that could be exchanged.",
    { booking_id: publicId, state },
  );
}

/** The airline's own change is not ours to charge for. */
function toCharges(
  { currency }: BookingHead,
  { kind, mark_up: markUp, fee }: z.infer<typeof exchangeQuoteRequestSchema>,
): Pick<QuoteExchangeInput, "markUp" | "fee"> {
  if (kind === "involuntary" && (markUp !== undefined || fee !== undefined)) {
    throw new Refusal("AMOUNT_INVALID", "An involuntary exchange is free of charge.");
  }
  const inCurrency = (amount: Money): Money => {
    if (amount.currency === currency) return amount;
    throw new Refusal("CURRENCY_MISMATCH", `The booking is in ${currency}: state amounts in it.`, {
      currency: amount.currency,
      expected: currency,
    });
  };
  const feeAmount = fee && inCurrency(toMoney(fee.amount));
  return {
    markUp: markUp === undefined ? null : { ...toMoneyJson(inCurrency(toMoney(markUp))) },
    fee:
      fee === undefined || feeAmount === undefined
        ? null
        : {
            amount: { ...toMoneyJson(feeAmount) },
            vat: { ...toMoneyJson(percentageOf(feeAmount, fee.vat_percent)) },
          },
  };
}
