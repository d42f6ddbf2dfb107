import { insertRevenueReleases } from "../../db/journal/insert-revenue-releases";
import { insertRevenueSchedules } from "../../db/journal/insert-revenue-schedules";
import { postJournalEntry } from "../../db/journal/post-journal-entry";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import type { ExchangeQuoteRecord } from "../../db/read/exchange-quotes";
import { getExchangeQuote } from "../../db/read/exchange-quotes";
import { getBooking } from "../../db/read/get-booking";
import { getPartner } from "../../db/read/get-partner";
import { inTransaction } from "../../db/transaction";
import { insertExchange } from "../../db/write/exchanges";
import type { ExchangedFare } from "../../db/write/insert-journey";
import { idAt, insertExchangedFares, replaceFlights } from "../../db/write/insert-journey";
import type { TicketToInsert } from "../../db/write/insert-tickets";
import { insertTickets } from "../../db/write/insert-tickets";
import { lockBooking } from "../../db/write/lock-booking";
import { markDocuments } from "../../db/write/mark-documents";
import { succeedOperation } from "../../db/write/operations";
import { writeOutbox } from "../../db/write/outbox";
import type { BookedTicket, BookingRecord, PartnerRecord } from "../../domain/booking-record";
import { chooseExchangedTickets } from "../../domain/exchange/choose-exchanged-tickets";
import type { ExchangedJourney } from "../../domain/exchange/match-exchanged";
import { fareOf } from "../../domain/exchange/price-exchange";
import { invariant } from "../../domain/invariant";
import { formatAmount, toMoneyJson } from "../../domain/money";
import type { ExchangeTicketsInput, ExchangeTicketsResult } from "../../temporal/contract/exchange";
import { currentTraceparent, toActContext } from "../act-context";
import { findOperationResult } from "../books/find-operation-result";
import type { LedgerDependencies } from "../dependencies";
import { keepResiduals } from "./keep-residuals";
import type { PlannedExchange, PlannedTicket } from "./plan-exchange";
import { exchangePostingKey, planExchange, toService } from "./plan-exchange";

/**
 * The one commit of an exchange: the new tickets with coupons and taxes, the old ones, flights,
 * booking, history, audit, events, the schedules that move, the operation's result and the entry,
 * or none of them. Run again, it finds its operation's result.
 */
export function createCommitExchange({ openPartner, now, observer }: LedgerDependencies) {
  return async function commitExchange(
    input: ExchangeTicketsInput,
    journey: ExchangedJourney,
  ): Promise<ExchangeTicketsResult> {
    const scope = await openPartner(input.partner);
    const at = now();
    return inTransaction(
      scope,
      async (transaction) =>
        (await findOperationResult<ExchangeTicketsResult>(transaction, input.operationId)) ??
        commit(transaction, { input, journey, at }),
      observer,
    );
  };
}

interface Exchange {
  readonly input: ExchangeTicketsInput;
  readonly journey: ExchangedJourney;
  /** RFC 3339. */
  readonly at: string;
}

interface Standing {
  readonly partner: PartnerRecord;
  readonly booking: BookingRecord;
  readonly quote: ExchangeQuoteRecord;
  readonly tickets: readonly BookedTicket[];
  readonly documents: readonly BookedTicket[];
}

async function commit(
  transaction: PartnerTransaction,
  exchange: Exchange,
): Promise<ExchangeTicketsResult> {
  const { input, at } = exchange;
  const standing = await readStanding(transaction, input);
  const { booking, quote, partner } = standing;
  const exchangeRowId = await insertExchange(transaction, {
    publicId: input.exchangeId,
    quote,
    reason: input.reason,
    postingKey: exchangePostingKey(input.operationId),
    at: toDateTime(at),
  });
  const tickets = await issueAnew(transaction, exchange, standing, exchangeRowId);
  const { bookingState } = await markDocuments(transaction, booking, {
    documents: standing.documents,
    status: "EXCHANGED",
    at: toDateTime(at),
  });
  const plan = await planExchange(transaction, {
    partner,
    booking,
    tickets,
    terms: quote,
    operationId: input.operationId,
    at,
  });
  const journalEntryId = await post(transaction, exchange, standing, plan);
  const emdNumbers = (exchange.journey.residuals ?? []).map(({ number }) => number);
  const issued = {
    exchangeId: input.exchangeId,
    quoteId: input.quoteId,
    bookingId: booking.publicId,
    exchangedNumbers: standing.documents.map(({ number }) => number),
    ticketNumbers: exchange.journey.documents.flatMap(({ numbers }) => numbers),
    journalEntryId,
    customerAmount: { ...toMoneyJson(plan.customer) },
    exchangedAt: at,
  };
  const result = emdNumbers.length === 0 ? issued : { ...issued, emdNumbers };
  await writeEvents(transaction, exchange, { booking, bookingState, result });
  await succeedOperation(transaction, input.operationId, {
    stage: "exchanged",
    result,
    at: toDateTime(at),
  });
  return result;
}

async function readStanding(
  transaction: PartnerTransaction,
  input: ExchangeTicketsInput,
): Promise<Standing> {
  await lockBooking(transaction, input.bookingId);
  const partner = await getPartner(transaction);
  const booking = await getBooking(transaction, input.bookingId);
  const quote = await getExchangeQuote(transaction, input.quoteId);
  const numbers = quote.priced.documents.map(({ number }) => number);
  return { partner, booking, quote, ...chooseExchangedTickets(booking, numbers) };
}

/** Writes flights, fares and tickets of the new journey; returns what the posting names of them. */
async function issueAnew(
  transaction: PartnerTransaction,
  { input, journey, at }: Exchange,
  { booking, quote, tickets, documents }: Standing,
  exchangeId: number,
): Promise<PlannedTicket[]> {
  const segmentIds = await replaceFlights(transaction, booking, {
    flights: journey.flights,
    exchanged: new Set(documents.map(({ ticketId }) => ticketId)),
  });
  const fares = tickets.map((ticket) => toFare(booking, quote, journey, ticket));
  const fareIds = await insertExchangedFares(transaction, booking, fares, segmentIds);
  const changed = await getBooking(transaction, input.bookingId);
  const toInsert = fares.map(({ issued }, index): TicketToInsert => {
    const fare = changed.fares.find(({ fareId }) => fareId === fareIds[index]);
    const ticket = tickets[index];
    invariant(fare !== undefined && ticket !== undefined, "each new fare was just written");
    return { ...issued, fare, exchange: { exchangeId, fromTicketId: ticket.ticketId } };
  });
  const ids = await insertTickets(transaction, booking.bookingId, toInsert, toDateTime(at));
  const emds = await keepResiduals(transaction, { booking, exchangeId, at }, fares, {
    residuals: journey.residuals ?? [],
    segmentIds,
  });
  return fares.map(({ priced, issued }) => {
    const emd = emds.get(issued.oldNumber);
    return {
      priced,
      newTicketId: idOf(ids, issued.numbers[0]),
      segments: issued.flights.map((flight) =>
        toService(journey.flights, flight, idAt(segmentIds, flight)),
      ),
      ...(emd === undefined ? {} : { emd }),
    };
  });
}

function toFare(
  booking: BookingRecord,
  quote: ExchangeQuoteRecord,
  journey: ExchangedJourney,
  ticket: BookedTicket,
): ExchangedFare {
  const priced = quote.priced.documents.find(({ number }) => number === ticket.number);
  const issued = journey.documents.find(({ oldNumber }) => oldNumber === ticket.number);
  invariant(priced !== undefined && issued !== undefined, "each ticket was quoted and exchanged");
  return { old: fareOf(booking, ticket), priced, issued };
}

function idOf(ids: ReadonlyMap<string, number>, number: string | undefined): number {
  const id = number === undefined ? undefined : ids.get(number);
  invariant(id !== undefined, "each new ticket was just inserted");
  return id;
}

async function post(
  transaction: PartnerTransaction,
  { input, journey, at }: Exchange,
  { partner, booking, quote, documents }: Standing,
  plan: PlannedExchange,
): Promise<string> {
  const postingKey = exchangePostingKey(input.operationId);
  const entry = await postJournalEntry(transaction, plan.posting, {
    partner,
    context: toActContext(input.context),
    at: toDateTime(at),
    furtherAccounts: plan.deferrals.map(({ recognisedAccount }) => recognisedAccount),
    auditEvents: [
      {
        type: "ticket.exchanged",
        targetType: "booking",
        targetId: booking.publicId,
        payload: {
          booking_ref: booking.reference,
          exchange_id: input.exchangeId,
          quote_id: quote.publicId,
          exchanged_numbers: documents.map(({ number }) => number),
          ticket_numbers: journey.documents.flatMap(({ numbers }) => [...numbers]),
          ...(journey.residuals === undefined
            ? {}
            : { emd_numbers: journey.residuals.map(({ number }) => number) }),
          customer_amount: formatAmount(plan.customer),
          currency: booking.currency,
          reason: input.reason,
        },
      },
    ],
  });
  await insertRevenueSchedules(transaction, plan.deferrals, {
    bookingId: booking.bookingId,
    postingKey,
    lines: entry.lines,
    accountIds: entry.accountIds,
  });
  await insertRevenueReleases(transaction, plan.releases, { reason: "exchange", postingKey });
  return entry.publicId;
}

async function writeEvents(
  transaction: PartnerTransaction,
  { at }: Exchange,
  {
    booking,
    bookingState,
    result,
  }: {
    readonly booking: BookingRecord;
    readonly bookingState: BookingRecord["state"];
    readonly result: ExchangeTicketsResult;
  },
): Promise<void> {
  const aggregate = { aggregateType: "booking", aggregateId: booking.publicId };
  await writeOutbox(
    transaction,
    [
      {
        ...aggregate,
        type: "ticket.exchanged",
        payload: {
          booking_id: booking.publicId,
          booking_ref: booking.reference,
          state: bookingState,
          exchange_id: result.exchangeId,
          exchanged_numbers: [...result.exchangedNumbers],
          ticket_numbers: [...result.ticketNumbers],
          customer_amount: result.customerAmount.amount,
          currency: result.customerAmount.currency,
        },
      },
      ...(result.emdNumbers ?? []).map((number) => ({
        ...aggregate,
        type: "emd.issued",
        payload: {
          booking_id: booking.publicId,
          booking_ref: booking.reference,
          ticket_numbers: [number],
        },
      })),
      {
        ...aggregate,
        type: "journal_entry.posted",
        payload: { booking_id: booking.publicId, journal_entry_id: result.journalEntryId },
      },
    ],
    { at: toDateTime(at), traceparent: currentTraceparent() },
  );
}
