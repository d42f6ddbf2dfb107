import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime, toInstant } from "../../db/read/amounts";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeOutbox } from "../../db/write/outbox";
import type { RefundRow } from "../../db/write/refunds";
import { changeRefund, findLockedRefund, lockRefund } from "../../db/write/refunds";
import { Refusal } from "../../domain/refusal";
import type { RefusalRecord } from "../../temporal/contract/failures";
import type {
  RefundSettlement,
  RefundStanding,
  RefundTicketsInput,
} from "../../temporal/contract/refund-tickets";
import type { ActResolution } from "../../temporal/contract/ticket-act";
import { currentTraceparent, toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";
import {
  endLateSettlement,
  lateSettlement,
  openLateSettlement,
  reminderAt,
} from "./late-settlement";

type Named = Pick<RefundTicketsInput, "partner" | "refundId" | "bookingId">;

/** What becomes of a refund beside its booking: given up, settled by the airline, reminded of. */
export function createRefundRecords({ openPartner, now, observer }: LedgerDependencies) {
  const change = async <Result>(
    { partner, refundId }: Named,
    work: (
      transaction: PartnerTransaction,
      refund: RefundRow | undefined,
      instant: string,
    ) => Promise<Result>,
  ): Promise<Result> => {
    const scope = await openPartner(partner);
    const instant = now();
    return inTransaction(
      scope,
      async (transaction) =>
        work(transaction, await findLockedRefund(transaction, refundId), instant),
      observer,
    );
  };
  return {
    /** The business said no before anything was booked. */
    closeRefund: (input: RefundTicketsInput, refusal: RefusalRecord): Promise<void> =>
      change(input, async (transaction, refund, instant) => {
        if (refund === undefined || refund.open_booking === null) return;
        await closeRefund(transaction, refund, { refusal, input, at: toDateTime(instant) });
      }),

    readRefund: (input: Named): Promise<RefundStanding> =>
      change(input, (_transaction, refund, instant) =>
        Promise.resolve(toStanding(refund, instant)),
      ),

    settleRefund: (input: Named, settlement: RefundSettlement): Promise<RefundStanding> =>
      change(input, async (transaction, _refund, instant) => {
        await settle(transaction, input, { settlement, at: toDateTime(instant) });
        const settled = await findLockedRefund(transaction, input.refundId);
        return toStanding(settled, instant);
      }),

    /** The airline's part is late: somebody is asked, once. */
    remindOfRefund: (input: Named): Promise<void> =>
      change(input, async (transaction, refund, instant) => {
        if (refund === undefined || refund.remind_at === null) return;
        const at = toDateTime(instant);
        const reminded = { remind_at: null, attention_reason: lateSettlement };
        await changeRefund(transaction, refund, reminded, at);
        await openLateSettlement(transaction, input, { refund, at });
        await tell(transaction, { refund, type: "refund.not_settled", payload: {}, at });
      }),

    /** A person has asked the airline: it is waited for as long again. */
    postponeReminder: (input: Named, { note, context }: ActResolution): Promise<void> =>
      change(input, async (transaction, refund, instant) => {
        if (refund?.attention_reason !== lateSettlement) return;
        const at = toDateTime(instant);
        const remindAt = await reminderAt(transaction, instant);
        await changeRefund(
          transaction,
          refund,
          { remind_at: remindAt, attention_reason: null },
          at,
        );
        const operation = await endLateSettlement(transaction, input, { stage: "postponed", at });
        const event = {
          type: "refund.settlement_postponed",
          targetType: "booking",
          targetId: input.bookingId,
          payload: { refund_id: input.refundId, note, operation_id: operation ?? null },
        };
        await writeAudit(transaction, toActContext(context), [event], at);
      }),
  };
}

function toStanding(refund: RefundRow | undefined, instant: string): RefundStanding {
  if (refund === undefined || refund.state !== "PAYBACK_PENDING") {
    return { isCompleted: true, remindInMs: null };
  }
  const { remind_at: remindAt } = refund;
  if (remindAt === null) return { isCompleted: false, remindInMs: null };
  const inMs = Date.parse(toInstant(remindAt)) - Date.parse(instant);
  return { isCompleted: false, remindInMs: Math.max(0, inMs) };
}

const notApproved: ReadonlySet<string> = new Set([
  "APPROVAL_EXPIRED",
  "APPROVAL_REJECTED",
  "APPROVAL_WITHDRAWN",
]);

async function closeRefund(
  transaction: PartnerTransaction,
  refund: RefundRow,
  {
    refusal,
    input,
    at,
  }: {
    readonly refusal: RefusalRecord;
    readonly input: RefundTicketsInput;
    readonly at: string;
  },
): Promise<void> {
  const { code, message } = refusal;
  const state = notApproved.has(code) ? "REJECTED" : "FAILED";
  const failure = { failure_code: code, failure_text: message.slice(0, 1000) };
  await changeRefund(transaction, refund, { state, open_booking: null, ...failure }, at);
  const payload = { code, state, booking_id: input.bookingId };
  await tell(transaction, { refund, type: "refund.rejected", payload, at });
}

async function settle(
  transaction: PartnerTransaction,
  input: Named,
  { settlement, at }: { readonly settlement: RefundSettlement; readonly at: string },
): Promise<void> {
  const refund = await lockRefund(transaction, input.refundId);
  // Told again, it is settled already: once is enough.
  if (refund.settlement_kind !== null) return;
  if (refund.state !== "PAYBACK_PENDING") {
    throw new Refusal(
      "REFUND_STATE_INVALID",
      `A refund in ${refund.state} waits for nothing from the airline.`,
      { state: refund.state },
    );
  }
  const { kind, reference, settledOn, reason, context } = settlement;
  const facts = { kind, reference, settled_on: settledOn };
  await writeAudit(
    transaction,
    toActContext(context),
    [
      {
        type: "refund.settled",
        targetType: "booking",
        targetId: input.bookingId,
        payload: { refund_id: input.refundId, reason, ...facts },
      },
    ],
    at,
  );
  const change = {
    settlement_kind: kind,
    settlement_reference: reference,
    settled_on: settledOn,
    remind_at: null,
    attention_reason: null,
  };
  const paidBack = refund.paid_back_amount === refund.payable_amount;
  await changeRefund(transaction, refund, { ...change, ...completion(paidBack, at) }, at);
  await endLateSettlement(transaction, input, { stage: "settled", at });
  await tell(transaction, { refund, type: "refund.settled", payload: facts, at });
  if (paidBack) await tell(transaction, { refund, type: "refund.completed", payload: {}, at });
}

/** Over once the airline's part is here and the customer has theirs. */
export function completion(isOver: boolean, at: string) {
  return isOver ? ({ state: "COMPLETED", completed_at: at } as const) : {};
}

export async function tell(
  transaction: PartnerTransaction,
  event: {
    readonly refund: RefundRow;
    readonly type: string;
    readonly payload: Readonly<Record<string, string | null>>;
    readonly at: string;
  },
): Promise<void> {
  const { refund, type, payload, at } = event;
  const aggregateId = refund.public_id;
  await writeOutbox(
    transaction,
    [
      {
        type,
        aggregateType: "refund",
        aggregateId,
        payload: { refund_id: aggregateId, ...payload },
      },
    ],
    { at, traceparent: currentTraceparent() },
  );
}
