import type { Updateable } from "kysely";

import type { Database } from "../generated/database";
import type { PartnerTransaction } from "../partner-scope";
import type { Changes } from "./history";
import { writeHistory } from "./history";

/** Makes the next version of a booking, whose row is locked, and its history. */
export async function changeBooking(
  transaction: PartnerTransaction,
  { bookingId, version }: { readonly bookingId: number; readonly version: number },
  change: {
    readonly set: Updateable<Database["bookings"]>;
    readonly changes: Changes;
    readonly at: string;
  },
): Promise<void> {
  const { set, changes, at } = change;
  await transaction.db
    .updateTable("bookings")
    .set({ ...set, version: version + 1 })
    .where("booking_id", "=", bookingId)
    .execute();
  await writeHistory(transaction, {
    table: "bookings",
    ids: [bookingId],
    type: "UPDATE",
    at,
    changes,
  });
}
