import { insertRevenueReleases } from "../../db/journal/insert-revenue-releases";
import { postJournalEntries } from "../../db/journal/post-journal-entries";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getBooking } from "../../db/read/get-booking";
import { inTransaction } from "../../db/transaction";
import type { AuditEvent } from "../../db/write/audit";
import { lockBooking } from "../../db/write/lock-booking";
import { markDocuments } from "../../db/write/mark-documents";
import { succeedOperation } from "../../db/write/operations";
import { writeOutbox } from "../../db/write/outbox";
import type { BookingRecord } from "../../domain/booking-record";
import { invariant } from "../../domain/invariant";
import type {
  CheckedVoid,
  VoidTicketsInput,
  VoidTicketsResult,
} from "../../temporal/contract/void-tickets";
import { currentTraceparent, toActContext } from "../act-context";
import { findOperationResult } from "../books/find-operation-result";
import type { LedgerDependencies } from "../dependencies";
import { planVoid, voidPostingKeys } from "./plan-void";

/**
 * The one commit of a void: tickets, coupons, booking, history, audit, events, what no longer waits
 * to be earned, the operation's result and the exact mirror of the issuance, or none of them. Run
 * again, it finds its operation's result.
 */
export function createCommitVoid({ openPartner, now, observer }: LedgerDependencies) {
  return async function commitVoid(
    input: VoidTicketsInput,
    done: CheckedVoid & { readonly left: readonly string[] },
  ): Promise<VoidTicketsResult> {
    const scope = await openPartner(input.partner);
    const at = toDateTime(now());
    return inTransaction(
      scope,
      async (transaction) =>
        (await findOperationResult<VoidTicketsResult>(transaction, input.operationId)) ??
        commit(transaction, { input, done, at }),
      observer,
    );
  };
}

interface Void {
  readonly input: VoidTicketsInput;
  readonly done: CheckedVoid & { readonly left: readonly string[] };
  readonly at: string;
}

async function commit(transaction: PartnerTransaction, act: Void): Promise<VoidTicketsResult> {
  const { input, done, at } = act;
  await lockBooking(transaction, input.bookingId);
  const booking = await getBooking(transaction, input.bookingId);
  const ticketNumbers = done.documentNumbers.filter((number) => !done.left.includes(number));
  const plan = await planVoid(transaction, booking, { ...input, ticketNumbers }, done.checkedAt);
  const { bookingState } = await markDocuments(transaction, booking, {
    documents: plan.chosen.documents,
    status: "VOIDED",
    at,
  });
  const facts = {
    booking_ref: booking.reference,
    ticket_numbers: [...ticketNumbers],
    state: bookingState,
    reason: input.reason,
  };
  const entries = await postJournalEntries(transaction, plan.postings, {
    partner: plan.partner,
    context: toActContext(input.context),
    at,
    auditEvents: [toAuditEvent(booking, facts)],
  });
  const idOf = (postingKey: string): string | undefined =>
    entries[plan.postings.findIndex((posting) => posting.postingKey === postingKey)]?.publicId;
  const reversalKey = voidPostingKeys.reversal(input.operationId);
  const journalEntryId = idOf(reversalKey);
  invariant(journalEntryId !== undefined, "a void reverses what was booked");
  await insertRevenueReleases(transaction, plan.releases, {
    reason: "void",
    postingKey: reversalKey,
  });
  await writeEvents(transaction, { booking, facts, entryIds: entries, at });
  const result: VoidTicketsResult = {
    bookingId: booking.publicId,
    bookingState,
    ticketNumbers,
    leftNumbers: [...done.left],
    journalEntryId,
    feeEntryId: idOf(voidPostingKeys.fee(input.operationId)) ?? null,
    voidedAt: done.checkedAt,
  };
  await succeedOperation(transaction, input.operationId, {
    stage: "voided",
    result: { ...result },
    at,
  });
  return result;
}

type Facts = Readonly<Record<string, string | string[]>>;

function toAuditEvent(booking: BookingRecord, facts: Facts): AuditEvent {
  return {
    type: "ticket.voided",
    targetType: "booking",
    targetId: booking.publicId,
    payload: { ...facts, from_state: booking.state },
  };
}

async function writeEvents(
  transaction: PartnerTransaction,
  {
    booking,
    facts,
    entryIds,
    at,
  }: {
    readonly booking: BookingRecord;
    readonly facts: Facts;
    readonly entryIds: readonly { readonly publicId: string }[];
    readonly at: string;
  },
): Promise<void> {
  const aggregate = { aggregateType: "booking", aggregateId: booking.publicId };
  await writeOutbox(
    transaction,
    [
      {
        ...aggregate,
        type: "ticket.voided",
        payload: { booking_id: booking.publicId, ...facts },
      },
      ...entryIds.map(({ publicId }) => ({
        ...aggregate,
        type: "journal_entry.posted",
        payload: { booking_id: booking.publicId, journal_entry_id: publicId },
      })),
    ],
    { at, traceparent: currentTraceparent() },
  );
}
