import { insertRevenueReleases } from "../../db/journal/insert-revenue-releases";
import { postJournalEntries } from "../../db/journal/post-journal-entries";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getBooking } from "../../db/read/get-booking";
import { getRefundQuote } from "../../db/read/refund-quotes";
import { listRefundedBefore } from "../../db/read/refunded-before";
import { inTransaction } from "../../db/transaction";
import { lockBooking } from "../../db/write/lock-booking";
import { markDocuments } from "../../db/write/mark-documents";
import { succeedOperation } from "../../db/write/operations";
import { writeOutbox } from "../../db/write/outbox";
import { changeRefund, lockRefund } from "../../db/write/refunds";
import type { BookingRecord } from "../../domain/booking-record";
import { invariant } from "../../domain/invariant";
import { formatAmount, toMoneyJson } from "../../domain/money";
import { isPart, listGivenUp } from "../../domain/refund/given-up-coupons";
import type { PricedTicketRefund } from "../../domain/refund/price-refund";
import type { StoredQuote } from "../../domain/refund/stored-quote";
import { partsOf, priceQuote, toTerms } from "../../domain/refund/stored-quote";
import { isEmd } from "../../domain/reservation";
import type {
  RefundAtSupplierResult,
  RefundTicketsInput,
  RefundTicketsResult,
} from "../../temporal/contract/refund-tickets";
import { currentTraceparent, toActContext } from "../act-context";
import { findOperationResult } from "../books/find-operation-result";
import type { LedgerDependencies } from "../dependencies";
import { reminderAt } from "./late-settlement";
import { planRefund, refundPostingKey } from "./plan-refund";

/**
 * The one commit of a refund: documents and coupons, booking, refund, history, audit, events, what
 * no longer waits to be earned, the operation's result and the entry, or none of them. Run again,
 * it finds its operation's result.
 */
export function createCommitRefund({ openPartner, now, observer }: LedgerDependencies) {
  return async function commitRefund(
    input: RefundTicketsInput,
    done: RefundAtSupplierResult,
  ): Promise<RefundTicketsResult> {
    const scope = await openPartner(input.partner);
    const at = now();
    return inTransaction(
      scope,
      async (transaction) =>
        (await findOperationResult<RefundTicketsResult>(transaction, input.operationId)) ??
        commit(transaction, { input, done, at }),
      observer,
    );
  };
}

interface Refund {
  readonly input: RefundTicketsInput;
  readonly done: RefundAtSupplierResult;
  readonly at: string;
}

async function commit(transaction: PartnerTransaction, act: Refund): Promise<RefundTicketsResult> {
  const { input, done } = act;
  const at = toDateTime(act.at);
  await lockBooking(transaction, input.bookingId);
  const booking = await getBooking(transaction, input.bookingId);
  const { quote } = await getRefundQuote(transaction, input.quoteId);
  const tickets = priceQuote(
    booking,
    partsOf(withoutLeft(quote, done)),
    await listRefundedBefore(transaction, booking),
  );
  const refund = { id: input.refundId, tickets, terms: toTerms(quote.terms), at: act.at };
  const plan = await planRefund(transaction, booking, refund);
  const { bookingState } = await markRefunded(transaction, booking, tickets, at);
  const ticketNumbers = tickets.map(({ ticket }) => ticket.number);
  const facts = {
    refund_id: input.refundId,
    booking_ref: booking.reference,
    ticket_numbers: ticketNumbers,
    coupons: tickets
      .flatMap(({ documents }) => listGivenUp(documents))
      .map(({ ticketNumber, coupon }) => `${ticketNumber}/${coupon}`),
    state: bookingState,
  };
  const [entry] = await postJournalEntries(transaction, [plan.posting], {
    partner: plan.partner,
    context: toActContext(input.context),
    at,
    auditEvents: [
      {
        type: "ticket.refunded",
        targetType: "booking",
        targetId: booking.publicId,
        payload: { ...facts, from_state: booking.state, reason: input.reason },
      },
    ],
  });
  invariant(entry !== undefined, "a refund has its entry");
  const postingKey = refundPostingKey(input.refundId);
  await insertRevenueReleases(transaction, plan.releases, { reason: "refund", postingKey });
  const held = await lockRefund(transaction, input.refundId);
  await insertDocuments(transaction, held.refund_id, tickets);
  const change = {
    state: "PAYBACK_PENDING",
    open_booking: null,
    customer_amount: formatAmount(plan.customer),
    payable_amount: formatAmount(plan.payable),
    posting_key: postingKey,
    refunded_at: at,
    remind_at: await reminderAt(transaction, act.at),
  } as const;
  await changeRefund(transaction, held, change, at);
  const emds = tickets
    .filter(({ ticket }) => isEmd({ type: ticket.documentType }))
    .map(({ ticket }) => ticket.number);
  await writeEvents(transaction, { booking, emds, facts, entryId: entry.publicId, at });
  const result: RefundTicketsResult = {
    refundId: input.refundId,
    bookingId: booking.publicId,
    bookingState,
    ticketNumbers,
    leftNumbers: done.left.map(({ number }) => number),
    journalEntryId: entry.publicId,
    payable: { ...toMoneyJson(plan.payable) },
    refundedAt: act.at,
  };
  const { operationId } = input;
  await succeedOperation(transaction, operationId, { stage: "refunded", result, at });
  return result;
}

function withoutLeft(quote: StoredQuote, { left }: RefundAtSupplierResult): StoredQuote {
  const isLeft = new Set(left.map(({ number }) => number));
  const granted = quote.granted.documents.filter(({ number }) => !isLeft.has(number));
  return {
    ...quote,
    granted: { ...quote.granted, documents: granted },
    documents: quote.documents.filter(({ ticketNumber }) => !isLeft.has(ticketNumber)),
  };
}

/** Coupons that the supplier says were used are flown; of a part, those not given up stay open. */
async function markRefunded(
  transaction: PartnerTransaction,
  booking: BookingRecord,
  tickets: readonly PricedTicketRefund[],
  at: string,
): ReturnType<typeof markDocuments> {
  for (const { ticketId, usedCoupons } of tickets.flatMap(({ documents }) => documents)) {
    if (usedCoupons.length === 0) continue;
    await transaction.db
      .updateTable("booking_ticket_coupons")
      .set((eb) => ({ coupon_status: "FLOWN", version: eb("version", "+", 1) }))
      .where("booking_ticket_id", "=", ticketId)
      .where("coupon_number", "in", [...usedCoupons])
      .execute();
  }
  const [parts, wholes] = [tickets.filter(isPart), tickets.filter((ticket) => !isPart(ticket))];
  const ids = new Set(wholes.flatMap(({ documents }) => documents.map(({ ticketId }) => ticketId)));
  return markDocuments(transaction, booking, {
    documents: booking.tickets.filter(({ ticketId }) => ids.has(ticketId)),
    coupons: parts.flatMap(({ documents }) =>
      documents.map(({ ticketId, givenUpCoupons }) => ({ ticketId, numbers: givenUpCoupons })),
    ),
    status: "REFUNDED",
    at,
  });
}

async function insertDocuments(
  { db }: PartnerTransaction,
  refundId: number,
  tickets: readonly PricedTicketRefund[],
): Promise<void> {
  await db
    .insertInto("refund_documents")
    .values(
      tickets.map((priced) => ({
        refund_id: refundId,
        booking_ticket_id: priced.ticket.ticketId,
        coupon_numbers: priced.documents
          .flatMap(({ givenUpCoupons }, index) =>
            givenUpCoupons.map((coupon) => index * 4 + coupon),
          )
          .join(","),
        currency: priced.fare.currency,
        fare_amount: formatAmount(priced.fare),
        tax_amount: formatAmount(priced.taxTotal),
        penalty_amount: formatAmount(priced.penalty),
        commission_amount: formatAmount(priced.commissionRecalled),
      })),
    )
    .execute();
}

async function writeEvents(
  transaction: PartnerTransaction,
  {
    booking,
    emds,
    facts,
    entryId,
    at,
  }: {
    readonly booking: BookingRecord;
    readonly emds: readonly string[];
    readonly facts: Readonly<Record<string, string | string[]>>;
    readonly entryId: string;
    readonly at: string;
  },
): Promise<void> {
  const aggregate = { aggregateType: "booking", aggregateId: booking.publicId };
  const isPartial = facts["state"] !== "CANCELLED_AFTER_ISSUE";
  const payload = { booking_id: booking.publicId, ...facts };
  await writeOutbox(
    transaction,
    [
      { ...aggregate, type: "ticket.refunded", payload },
      ...emds.map((number) => ({
        ...aggregate,
        type: "emd.refunded",
        payload: { ...payload, ticket_numbers: [number] },
      })),
      ...(isPartial ? [{ ...aggregate, type: "booking.partially_refunded", payload }] : []),
      {
        ...aggregate,
        type: "journal_entry.posted",
        payload: { booking_id: booking.publicId, journal_entry_id: entryId },
      },
    ],
    { at, traceparent: currentTraceparent() },
  );
}
