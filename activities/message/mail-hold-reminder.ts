import type { PartnerDatabase } from "../../db/partner-scope";
import { toInstant } from "../../db/read/amounts";
import type { HoldReminderInput } from "../../temporal/contract/hold";
import { keepHeartbeating } from "../heartbeat";
import type { MessageDependencies } from "./message-activities";
import { tellPerson } from "./tell-person";

/**
 * Reminds of a ticketing time limit: whoever made the booking, or the partner's own address where
 * a token did. Returns whether there was anybody to write to; one reminder goes out once.
 */
export function createMailHoldReminder(dependencies: MessageDependencies) {
  return ({ partner, bookingId, hours }: HoldReminderInput): Promise<boolean> =>
    keepHeartbeating(async () => {
      const scope = await dependencies.openPartner(partner);
      const hold = await findHeld(scope, bookingId);
      if (hold === undefined) return false;
      const { reference, deadlineAt, createdByUserId: userId } = hold;
      const limit = `${deadlineAt.slice(0, 16).replace("T", " ")} UTC`;
      return tellPerson(dependencies, scope, {
        key: `hold:${bookingId}:${deadlineAt}:${hours}`,
        messageType: "hold_reminder",
        userId,
        subject: `Ticketing time limit of ${reference}: ${limit}`,
        text: `${reference} is held until ${limit}. Issue it before, or it is cancelled.`,
        page: `bookings/${bookingId}`,
      });
    });
}

interface Held {
  readonly reference: string;
  readonly deadlineAt: string;
  readonly createdByUserId: number | null;
}

async function findHeld({ db }: PartnerDatabase, publicId: string): Promise<Held | undefined> {
  const row = await db
    .selectFrom("bookings")
    .select(["booking_reference", "ticketing_deadline_at", "created_by_user_id"])
    .where("public_id", "=", publicId)
    .where("state", "in", ["HELD", "PENDING_PAYMENT", "PENDING_APPROVAL"])
    .executeTakeFirst();
  if (!row?.ticketing_deadline_at) return undefined;
  return {
    reference: row.booking_reference,
    deadlineAt: toInstant(row.ticketing_deadline_at),
    createdByUserId: row.created_by_user_id,
  };
}
