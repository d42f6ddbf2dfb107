import { newId } from "../../db/new-id";
import { toDateTime } from "../../db/read/amounts";
import { findIssuanceAtSupplier, getHold } from "../../db/read/find-hold";
import { findBegunOperation } from "../../db/read/get-operation";
import { getReminderHours } from "../../db/read/reminder-hours";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { changeBooking } from "../../db/write/change-booking";
import { succeedOperation, updateOperation } from "../../db/write/operations";
import { canTransition } from "../../domain/booking-state";
import { endBeforeIssue } from "../../services/booking/end-before-issue";
import { insertOperation } from "../../services/operation/begin-operation";
import type {
  EndedHold,
  EndHoldInput,
  HoldExpiryInput,
  HoldReading,
} from "../../temporal/contract/hold";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { currentTraceparent, toActContext } from "../act-context";
import { findOperationResult } from "../books/find-operation-result";
import type { LedgerDependencies } from "../dependencies";
import { settleOpenIntents } from "../ticket/ask-supplier";
import { releaseKey } from "./release-at-supplier";

/** Steps of a hold in our own books. */
export function createHoldActivities(dependencies: LedgerDependencies) {
  return {
    readHold: createReadHold(dependencies),
    beginExpiry: createBeginExpiry(dependencies),
    endHold: createEndHold(dependencies),
    keepHold: createKeepHold(dependencies),
    postponeHold: createPostponeHold(dependencies),
  };
}

/** What the books say of a hold; null once nothing is held any more. */
function createReadHold({ openPartner }: LedgerDependencies) {
  return async function readHold({
    partner,
    bookingId,
  }: HoldExpiryInput): Promise<HoldReading | null> {
    const scope = await openPartner(partner);
    const { state, deadlineAt, createdAt: heldAt } = await getHold(scope, bookingId);
    if (!canTransition(state, "EXPIRED")) return null;
    const issuance = await findIssuanceAtSupplier(scope, bookingId);
    const reminderHours = await getReminderHours(scope, "hold");
    return { deadlineAt, heldAt, reminderHours, isBeingIssued: issuance !== undefined };
  };
}

/** The operation by which an expiry is followed; the one that is begun already, run again. */
function createBeginExpiry({ openPartner, observer }: LedgerDependencies) {
  return async function beginExpiry(input: HoldExpiryInput): Promise<string> {
    const scope = await openPartner(input.partner);
    const workflowId = workflowIds.holdExpiry(input.partner, input.bookingId);
    return inTransaction(
      scope,
      async (transaction) => {
        const begun = await findBegunOperation(transaction, workflowId);
        if (begun !== undefined) return begun;
        const publicId = newId("operation");
        await insertOperation(
          transaction,
          {
            publicId,
            kind: "booking.expire",
            workflowId,
            resource: { type: "booking", id: input.bookingId },
            request: input,
          },
          {},
        );
        return publicId;
      },
      observer,
    );
  };
}

/** The one commit that ends a hold, with its operation's result; run again, it finds that. */
function createEndHold(dependencies: LedgerDependencies) {
  const { openPartner, now, observer } = dependencies;
  return async function endHold(input: EndHoldInput): Promise<EndedHold> {
    const { bookingId, operationId, to, reason } = input;
    const scope = await openPartner(input.partner);
    const endedAt = now();
    const at = toDateTime(endedAt);
    const released = { state: "succeeded", text: "the hold has ended" } as const;
    await settleOpenIntents(dependencies, scope, releaseKey(bookingId), released);
    return inTransaction(
      scope,
      async (transaction) => {
        const done = await findOperationResult<EndedHold>(transaction, operationId);
        if (done !== undefined) return done;
        const context = toActContext(input.context);
        const traceparent = currentTraceparent();
        await endBeforeIssue(transaction, { bookingId, to, reason, context, at, traceparent });
        const result: EndedHold = { bookingId, bookingState: to, endedAt };
        const stage = to === "EXPIRED" ? "expired" : "cancelled";
        await succeedOperation(transaction, operationId, { stage, result, at });
        return result;
      },
      observer,
    );
  };
}

/** A person says that the reservation stands: nothing is asked of the supplier any more. */
function createKeepHold(dependencies: LedgerDependencies) {
  return async function keepHold(input: {
    readonly partner: string;
    readonly bookingId: string;
  }): Promise<void> {
    const scope = await dependencies.openPartner(input.partner);
    await settleOpenIntents(dependencies, scope, releaseKey(input.bookingId), {
      state: "not_done",
      text: "a person has left the reservation as it is",
    });
  };
}

/** The supplier holds for longer than it had said: the books follow. */
function createPostponeHold({ openPartner, now, observer }: LedgerDependencies) {
  return async function postponeHold(
    input: Pick<EndHoldInput, "partner" | "bookingId" | "operationId" | "context">,
    deadlineAt: string,
  ): Promise<EndedHold> {
    const { bookingId: publicId, operationId } = input;
    const scope = await openPartner(input.partner);
    const endedAt = now();
    const at = toDateTime(endedAt);
    return inTransaction(
      scope,
      async (transaction) => {
        const { db } = transaction;
        const row = await db
          .selectFrom("bookings")
          .select(["booking_id", "state", "version", "ticketing_deadline_at"])
          .where("public_id", "=", publicId)
          .forUpdate()
          .executeTakeFirstOrThrow();
        const result: EndedHold = { bookingId: publicId, bookingState: row.state, endedAt };
        const change = { status: "succeeded", stage: "postponed", result, at } as const;
        if (!(await updateOperation(transaction, operationId, change))) return result;
        const deadline = toDateTime(deadlineAt);
        await changeBooking(
          transaction,
          { bookingId: row.booking_id, version: row.version },
          {
            set: { ticketing_deadline_at: deadline },
            changes: { ticketing_deadline_at: [row.ticketing_deadline_at, deadline] },
            at,
          },
        );
        const event = {
          type: "booking.time_limit_changed",
          targetType: "booking",
          targetId: publicId,
          payload: { ticketing_deadline_at: deadlineAt },
        };
        await writeAudit(transaction, toActContext(input.context), [event], at);
        return result;
      },
      observer,
    );
  };
}
