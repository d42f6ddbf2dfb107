import type { PartnerTransaction } from "../../db/partner-scope";
import { toMoney } from "../../db/read/amounts";
import type { ApprovalRecord } from "../../db/read/approvals";
import { findApprovalOf } from "../../db/read/approvals";
import { updateOperation } from "../../db/write/operations";
import type { ActContext } from "../../domain/actor";
import type { ApprovalAct } from "../../domain/approval-policy/acts";
import { assertTransition } from "../../domain/booking-state";
import { invariant } from "../../domain/invariant";
import type { Money } from "../../domain/money";
import { toMoneyJson } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import { holdBooking } from "./hold-booking";
import { requestApproval } from "./request-approval";

export interface OperationApproval {
  readonly act: ApprovalAct;
  /** Null: the act is of no booking, and says its amount. */
  readonly bookingId: string | null;
  readonly operationId: string;
  readonly workflowId: string;
  /** Absent: the booking's total. */
  readonly amount?: Money;
  readonly reason?: string;
  readonly shown?: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Asks for what an operation's act needs, once: asked again, it finds its request. What waits for
 * other people says so: the operation, and the booking that is to be issued.
 */
export async function askForOperation(
  transaction: PartnerTransaction,
  asked: OperationApproval,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<ApprovalRecord> {
  const { act, operationId } = asked;
  await lockOperation(transaction, operationId);
  const found = await findApprovalOf(transaction, { kind: "workflow", subjectId: operationId });
  if (found !== undefined) return found;
  const booking = await findLockedBooking(transaction, asked.bookingId);
  if (act === "booking.issue" && booking) assertTransition(booking.state, "ISSUED");
  const amount = asked.amount ?? (booking && toMoney(booking.total_amount, booking.currency));
  invariant(amount !== undefined, "what is of no booking says its amount");
  const { isAutomatic } = await requestApproval(
    transaction,
    {
      kind: "workflow",
      act,
      subjectId: operationId,
      payload: {
        ...asked.shown,
        ...(booking && {
          booking: booking.public_id,
          booking_reference: booking.booking_reference,
          booking_state: booking.state,
        }),
        amount: { ...toMoneyJson(amount) },
      },
      reason: asked.reason ?? null,
      branches: booking?.branch_id ? [booking.branch_id] : [],
      workflowId: asked.workflowId,
      amount,
    },
    { context, at },
  );
  if (!isAutomatic) {
    const stage = "pending_approval";
    await updateOperation(transaction, operationId, { status: "running", stage, at });
    if (act === "booking.issue" && booking) await holdBooking(transaction, booking, at);
  }
  const made = await findApprovalOf(transaction, { kind: "workflow", subjectId: operationId });
  invariant(made !== undefined, "it was just written");
  return made;
}

async function lockOperation({ db }: PartnerTransaction, publicId: string): Promise<void> {
  await db
    .selectFrom("operations")
    .select("operation_id")
    .where("public_id", "=", publicId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

async function findLockedBooking({ db }: PartnerTransaction, publicId: string | null) {
  if (publicId === null) return undefined;
  const row = await db
    .selectFrom("bookings")
    .select(["booking_id", "public_id", "booking_reference", "state", "version", "branch_id"])
    .select(["total_amount", "currency"])
    .where("public_id", "=", publicId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such booking.", { id: publicId });
  return row;
}
