import { insertRevenueSchedules } from "../../db/journal/insert-revenue-schedules";
import { postJournalEntry } from "../../db/journal/post-journal-entry";
import { newId } from "../../db/new-id";
import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { toDateTime, toInstant } from "../../db/read/amounts";
import { getBooking } from "../../db/read/get-booking";
import { getPartner } from "../../db/read/get-partner";
import { inTransaction } from "../../db/transaction";
import type { AuditEvent } from "../../db/write/audit";
import { changeBooking } from "../../db/write/change-booking";
import type { TicketToInsert } from "../../db/write/insert-tickets";
import { insertTickets } from "../../db/write/insert-tickets";
import { updateOperation } from "../../db/write/operations";
import { writeOutbox } from "../../db/write/outbox";
import type { BookingRecord, PartnerRecord } from "../../domain/booking-record";
import { assertTransition } from "../../domain/booking-state";
import { invariant } from "../../domain/invariant";
import { formatAmount } from "../../domain/money";
import type { IssuancePosting } from "../../domain/posting/issuance";
import { postIssuance } from "../../domain/posting/issuance";
import { Refusal } from "../../domain/refusal";
import { formatTicketNumber } from "../../domain/ticket-number";
import type { IssueBookingInput, IssueBookingResult } from "../../temporal/contract/issue-booking";
import type { IssuedDocumentPayload } from "../../temporal/contract/payloads";
import { currentTraceparent, toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";
import { toIssuanceEvent } from "./issuance-event";

/**
 * The one commit: tickets, coupons, booking, history, audit, events, deferred revenue, the
 * operation's result and the balanced entry, or none of them. Run again, it finds its own posting
 * key and returns what it wrote: a lost COMMIT reply is not a failure.
 */
export function createCommitIssuance(dependencies: LedgerDependencies) {
  return async function commitIssuance(
    input: IssueBookingInput,
    documents: readonly IssuedDocumentPayload[],
  ): Promise<IssueBookingResult> {
    const scope = await dependencies.openPartner(input.partner);
    let booking =
      dependencies.bookings.take(scope, input.bookingId) ??
      (await getBooking(scope, input.bookingId));
    for (let reads = 1; ; reads += 1) {
      if (booking.tickets.length > 0) return getCommitted(scope, input, booking);
      try {
        return await commitBooking(dependencies, scope, { input, booking, documents });
      } catch (error) {
        if (reads >= readsMax || !isOutdated(error)) throw error;
      }
      booking = await getBooking(scope, input.bookingId);
    }
  };
}

/** Remembered, read, and read again after an attempt that had been given up on came first. */
const readsMax = 3;

/** The booking was changed, or issued, between the read and the lock. */
function isOutdated(error: unknown): boolean {
  const codes = ["VERSION_CONFLICT", "BOOKING_ALREADY_ISSUED"];
  return error instanceof Refusal && codes.includes(error.code);
}

async function commitBooking(
  { now, observer }: LedgerDependencies,
  scope: PartnerDatabase,
  {
    input,
    booking,
    documents,
  }: {
    readonly input: IssueBookingInput;
    readonly booking: BookingRecord;
    readonly documents: readonly IssuedDocumentPayload[];
  },
): Promise<IssueBookingResult> {
  const partner = await getPartner(scope);
  const tickets = matchFares(booking, documents);
  const issuance = { input, partner, booking, tickets, now: now() };
  return inTransaction(scope, (transaction) => commit(transaction, issuance), observer);
}

interface Issuance {
  readonly input: IssueBookingInput;
  readonly partner: PartnerRecord;
  readonly booking: BookingRecord;
  readonly tickets: readonly TicketToInsert[];
  readonly now: string;
}

async function commit(
  transaction: PartnerTransaction,
  issuance: Issuance,
): Promise<IssueBookingResult> {
  const { input, partner, booking, tickets, now } = issuance;
  const at = toDateTime(now);
  const context = toActContext(input.context);
  await lockBooking(transaction, booking);
  const ticketIds = await insertTickets(transaction, booking.bookingId, tickets, at);
  await markIssued(transaction, issuance);
  const posting = postIssuance(
    toIssuanceEvent(partner, booking, (fareId) => ticketIdOf(tickets, ticketIds, fareId)),
  );
  const result = toResult(issuance, newId("journalEntry"));
  await writeEvents(transaction, issuance, result);
  const entry = await postJournalEntry(
    transaction,
    {
      postingKey: postingKeyOf(input),
      sourceType: "booking",
      sourceId: booking.publicId,
      eventDate: issuedOnOf(tickets),
      description: describe(booking, tickets),
      lines: posting.lines,
    },
    {
      partner,
      context,
      at,
      publicId: result.journalEntryId,
      furtherAccounts: posting.deferrals.map(({ recognisedAccount }) => recognisedAccount),
      auditEvents: [toAuditEvent(issuance, result)],
    },
  );
  await finish(transaction, { issuance, posting, entry, result });
  return { ...result, entryNumber: entry.entryNumber };
}

/** What waits for the entry: the schedules of what it deferred, and the answer to whoever asked. */
async function finish(
  transaction: PartnerTransaction,
  {
    issuance,
    posting,
    entry,
    result,
  }: {
    readonly issuance: Issuance;
    readonly posting: IssuancePosting;
    readonly entry: Awaited<ReturnType<typeof postJournalEntry>>;
    readonly result: Omit<IssueBookingResult, "entryNumber">;
  },
): Promise<void> {
  await insertRevenueSchedules(transaction, posting.deferrals, {
    bookingId: issuance.booking.bookingId,
    postingKey: postingKeyOf(issuance.input),
    lines: entry.lines,
    accountIds: entry.accountIds,
  });
  await updateOperation(transaction, issuance.input.operationId, {
    status: "succeeded",
    stage: "issued",
    result: { ...result, entryNumber: entry.entryNumber },
    at: toDateTime(issuance.now),
  });
}

function postingKeyOf({ bookingId }: Pick<IssueBookingInput, "bookingId">): string {
  return `issue:${bookingId}`;
}

/** What an earlier attempt of this same issuance has committed, found by its posting key. */
async function getCommitted(
  { db }: PartnerDatabase,
  input: IssueBookingInput,
  booking: BookingRecord,
): Promise<IssueBookingResult> {
  const entry = await db
    .selectFrom("journal_entries")
    .select(["public_id", "entry_number", "posted_at"])
    .where("posting_key", "=", postingKeyOf(input))
    .executeTakeFirst();
  invariant(entry !== undefined, "tickets stand in the books with their entry or not at all");
  return {
    bookingId: input.bookingId,
    journalEntryId: entry.public_id,
    entryNumber: entry.entry_number,
    ticketNumbers: booking.tickets.map(({ number }) => number),
    issuedAt: toInstant(entry.posted_at),
  };
}

/** Each fare of the booking has its documents, and nothing else was issued. */
function matchFares(
  booking: BookingRecord,
  documents: readonly IssuedDocumentPayload[],
): TicketToInsert[] {
  const matched = booking.fares.flatMap((fare) => {
    const document = documents.find(({ fareNumber }) => fareNumber === fare.fareNumber);
    return document ? [{ ...document, fare }] : [];
  });
  if (matched.length !== booking.fares.length || matched.length !== documents.length) {
    throw new Refusal(
      "TICKET_NUMBER_INVALID",
      "The documents do not cover the fares of the booking one to one.",
      { fares: booking.fares.length, documents: documents.length },
    );
  }
  return matched;
}

async function lockBooking({ db }: PartnerTransaction, booking: BookingRecord): Promise<void> {
  const row = await db
    .selectFrom("bookings")
    .select(["state", "version"])
    .where("booking_id", "=", booking.bookingId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  assertTransition(row.state, "ISSUED");
  if (row.version !== booking.version) {
    throw new Refusal("VERSION_CONFLICT", "The booking was changed while it was being issued.", {
      version: row.version,
      expected: booking.version,
    });
  }
}

async function markIssued(
  transaction: PartnerTransaction,
  { booking, tickets, now }: Issuance,
): Promise<void> {
  const at = toDateTime(now);
  await changeBooking(transaction, booking, {
    set: { state: "ISSUED", issued_at: at, issued_on: issuedOnOf(tickets) },
    changes: {
      state: [booking.state, "ISSUED"],
      issued_at: [null, at],
      issued_on: [null, issuedOnOf(tickets)],
    },
    at,
  });
}

function ticketIdOf(
  tickets: readonly TicketToInsert[],
  ticketIds: ReadonlyMap<string, number>,
  fareId: number,
): number {
  const [number] = tickets.find(({ fare }) => fare.fareId === fareId)?.numbers ?? [];
  const ticketId = number === undefined ? undefined : ticketIds.get(number);
  invariant(ticketId !== undefined, "each fare's ticket was just inserted");
  return ticketId;
}

function toResult(
  { booking, tickets, now }: Issuance,
  journalEntryId: string,
): Omit<IssueBookingResult, "entryNumber"> {
  return {
    bookingId: booking.publicId,
    journalEntryId,
    ticketNumbers: tickets.flatMap(({ numbers }) => numbers),
    issuedAt: now,
  };
}

/** What the commit says of itself to whoever listens, and to whoever checks it. */
function trailOf({ booking }: Issuance, result: Omit<IssueBookingResult, "entryNumber">) {
  return {
    booking_ref: booking.reference,
    journal_entry_id: result.journalEntryId,
    ticket_numbers: [...result.ticketNumbers],
    total: formatAmount(booking.total),
    currency: booking.currency,
  };
}

function toAuditEvent(
  issuance: Issuance,
  result: Omit<IssueBookingResult, "entryNumber">,
): AuditEvent {
  const { booking, tickets } = issuance;
  return {
    type: "booking.issued",
    targetType: "booking",
    targetId: booking.publicId,
    payload: {
      ...trailOf(issuance, result),
      from_state: booking.state,
      documents: tickets.length,
    },
  };
}

async function writeEvents(
  transaction: PartnerTransaction,
  issuance: Issuance,
  result: Omit<IssueBookingResult, "entryNumber">,
): Promise<void> {
  const { booking, tickets, now } = issuance;
  await writeOutbox(
    transaction,
    [
      {
        type: "booking.issued",
        aggregateType: "booking",
        aggregateId: booking.publicId,
        payload: { booking_id: booking.publicId, ...trailOf(issuance, result), state: "ISSUED" },
      },
      ...emdsOf(tickets).map((numbers) => ({
        type: "emd.issued",
        aggregateType: "booking",
        aggregateId: booking.publicId,
        payload: {
          booking_id: booking.publicId,
          booking_ref: booking.reference,
          ticket_numbers: numbers,
        },
      })),
      {
        type: "journal_entry.posted",
        aggregateType: "booking",
        aggregateId: booking.publicId,
        payload: { booking_id: booking.publicId, journal_entry_id: result.journalEntryId },
      },
    ],
    { at: toDateTime(now), traceparent: currentTraceparent() },
  );
}

/** Numbers of each EMD among the documents. */
function emdsOf(tickets: readonly TicketToInsert[]): string[][] {
  return tickets.filter(({ fare }) => fare.service !== null).map(({ numbers }) => [...numbers]);
}

/** The supplier's date of issue: one issuance has one, and the latest where midnight fell inside. */
function issuedOnOf(tickets: readonly TicketToInsert[]): string {
  const [latest = ""] = tickets
    .map(({ issuedOn }) => issuedOn)
    .toSorted()
    .toReversed();
  return latest;
}

function describe(booking: BookingRecord, tickets: readonly TicketToInsert[]): string {
  const numbers = tickets.map(({ numbers: [first = ""] }) => formatTicketNumber(first));
  return `Issuance of ${booking.reference}: ${numbers.join(", ")}`.slice(0, 400);
}
