import type { ExchangeQuoteRecord } from "../../db/read/exchange-quotes";
import { getExchangeQuote } from "../../db/read/exchange-quotes";
import { getBooking } from "../../db/read/get-booking";
import { listRecordedOutcomes, readIntents } from "../../db/write/supplier-requests";
import type { BookedTicket } from "../../domain/booking-record";
import { chooseExchangedTickets } from "../../domain/exchange/choose-exchanged-tickets";
import { matchExchanged } from "../../domain/exchange/match-exchanged";
import { matchResiduals } from "../../domain/exchange/residual-emds";
import { invariant } from "../../domain/invariant";
import { partOfTickets } from "../../domain/split/booking-parts";
import type {
  ExchangeAtSupplierResult,
  ExchangeTicketsInput,
} from "../../temporal/contract/exchange";
import type { SupplierDependencies } from "../dependencies";
import { askSupplier } from "../ticket/ask-supplier";

/**
 * Exchanges tickets at the supplier at the price that was accepted. Exchanged already, by an
 * attempt whose answer was lost, they are found and not exchanged again.
 */
export function createExchangeAtSupplier(dependencies: SupplierDependencies) {
  return async function exchangeAtSupplier(
    input: ExchangeTicketsInput,
  ): Promise<ExchangeAtSupplierResult> {
    const scope = await dependencies.openPartner(input.partner);
    const quote = await getExchangeQuote(scope, input.quoteId);
    const whole = await getBooking(scope, input.bookingId);
    const numbers = quote.priced.documents.map(({ number }) => number);
    const { tickets } = chooseExchangedTickets(whole, numbers);
    const booking = partOfTickets(whole, tickets);
    const { reservation } = booking;
    invariant(reservation !== null, "a quote was asked of a reservation");
    const { recordLocator } = reservation;
    const idempotencyKey = `exchange:${input.exchangeId}`;
    const [{ open }, recorded] = await Promise.all([
      readIntents(scope, idempotencyKey),
      listRecordedOutcomes(scope, idempotencyKey),
    ]);
    const wasAsked = open.length > 0 || recorded.length > 0;
    const supplier = await dependencies.openSupplier(scope, reservation.gdsProviderCode);
    const value = await askSupplier(dependencies, {
      scope,
      gdsProviderCode: input.gdsProviderCode,
      operation: "exchange",
      bookingId: booking.bookingId,
      idempotencyKey,
      request: { recordLocator, quote: input.quoteId },
      call: (options) =>
        supplier.exchange({ recordLocator, quote: quote.supplierQuote, idempotencyKey }, options),
      record: ({ kind, reservation: { documents } }) => ({
        ...(kind === "alreadyExchanged" && !wasAsked ? { state: "refused" as const } : {}),
        payload: { kind, numbers: documents.flatMap(({ conjunction }) => [...conjunction]) },
      }),
    });
    const journey = matchExchanged(booking, tickets, value.reservation);
    const residuals =
      quote.residual === "emd"
        ? matchResiduals(booking, withPrices(tickets, quote), value.reservation)
        : [];
    if (journey === undefined || residuals === undefined) {
      const found = value.reservation.documents.flatMap(({ conjunction }) => conjunction);
      return { kind: "unmatched", numbers: found };
    }
    return {
      kind: "exchanged",
      isOurs: value.kind === "exchanged" || wasAsked,
      journey: { ...journey, ...(residuals.length === 0 ? {} : { residuals }) },
    };
  };
}

function withPrices(tickets: readonly BookedTicket[], { priced }: ExchangeQuoteRecord) {
  return tickets.flatMap((ticket) =>
    priced.documents
      .filter(({ number }) => number === ticket.number)
      .map((document) => ({ ticket, priced: document })),
  );
}
