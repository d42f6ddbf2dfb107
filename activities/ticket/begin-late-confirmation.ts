import { z } from "zod";

import type { PartnerTransaction } from "../../db/partner-scope";
import { findOperation } from "../../db/read/get-operation";
import { listOperations } from "../../db/read/list-operations";
import { inTransaction } from "../../db/transaction";
import { lockBooking } from "../../db/write/lock-booking";
import type { BookingState } from "../../domain/booking-state";
import { canTransition, hasBeenIssued } from "../../domain/booking-state";
import { insertOperation } from "../../services/operation/begin-operation";
import type {
  LateConfirmation,
  LateConfirmationInput,
} from "../../temporal/contract/issue-booking";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { LedgerDependencies } from "../dependencies";

/**
 * Begins the operation by which a person decides on what was confirmed late; run again, it finds
 * that. Tickets that are in the books, or that a person has dismissed, ask nobody again, however
 * often the supplier tells of them.
 */
export function createBeginLateConfirmation({ openPartner, observer }: LedgerDependencies) {
  return async function beginLateConfirmation(
    input: LateConfirmationInput,
    numbers: readonly string[],
  ): Promise<LateConfirmation> {
    const scope = await openPartner(input.partner);
    return inTransaction(
      scope,
      async (transaction) => {
        await lockBooking(transaction, input.bookingId);
        const { state } = await transaction.db
          .selectFrom("bookings")
          .select("state")
          .where("public_id", "=", input.bookingId)
          .executeTakeFirstOrThrow();
        return begin(transaction, { input, numbers, state });
      },
      observer,
    );
  };
}

async function begin(
  transaction: PartnerTransaction,
  {
    input,
    numbers,
    state,
  }: {
    readonly input: LateConfirmationInput;
    readonly numbers: readonly string[];
    readonly state: BookingState;
  },
): Promise<LateConfirmation> {
  const { partner, bookingId, operationId: publicId } = input;
  const begun = {
    kind: "begun",
    bookingState: state,
    isAdoptable: canTransition(state, "ISSUED"),
  } as const;
  if ((await findOperation(transaction, { publicId })) !== undefined) return begun;
  if (hasBeenIssued(state)) return { kind: "known", text: "The booking has been issued." };
  if (await wasDismissed(transaction, bookingId, numbers)) {
    return { kind: "known", text: "A person has decided to leave these tickets as they are." };
  }
  await insertOperation(
    transaction,
    {
      publicId,
      kind: "booking.issue",
      workflowId: workflowIds.issueBooking(partner, bookingId),
      resource: { type: "booking", id: bookingId },
      request: input,
    },
    {},
  );
  return begun;
}

const dismissalSchema = z.object({ details: z.object({ ticket_numbers: z.string() }) });

/** By the newest decision on the booking: another one meanwhile is looked at anew. */
async function wasDismissed(
  transaction: PartnerTransaction,
  bookingId: string,
  numbers: readonly string[],
): Promise<boolean> {
  const filter = { kind: "booking.issue", resourceId: bookingId } as const;
  const { items } = await listOperations(transaction, filter, { limit: 1 });
  const [last] = items;
  if (last?.stage !== "dismissed" || numbers.length === 0) return false;
  const { data } = dismissalSchema.safeParse(last.error);
  return data?.details.ticket_numbers === numbers.join(",");
}
