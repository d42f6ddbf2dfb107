import type { BookingState } from "../../domain/booking-state";
import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";

export interface HoldRecord {
  /** The booking's own key. */
  readonly bookingId: number;
  readonly state: BookingState;
  /** RFC 3339. */
  readonly deadlineAt: string | null;
  readonly createdAt: string;
  readonly recordLocator: string | null;
}

/** What a hold stands by, in one statement. */
export async function getHold({ db }: PartnerDatabase, publicId: string): Promise<HoldRecord> {
  const row = await db
    .selectFrom("bookings")
    .leftJoin("booking_pnrs", (join) =>
      join
        .onRef("booking_pnrs.booking_id", "=", "bookings.booking_id")
        .on("booking_pnrs.is_current", "=", 1)
        .on("booking_pnrs.is_split_off", "=", 0),
    )
    .select([
      "bookings.booking_id",
      "bookings.state",
      "bookings.ticketing_deadline_at",
      "bookings.created_at",
      "booking_pnrs.supplier_record_locator",
    ])
    .where("bookings.public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such booking.", { id: publicId });
  return {
    bookingId: row.booking_id,
    state: row.state,
    deadlineAt: row.ticketing_deadline_at && toInstant(row.ticketing_deadline_at),
    createdAt: toInstant(row.created_at),
    recordLocator: row.supplier_record_locator,
  };
}

/**
 * The operation that may have issued a booking at the supplier, or is about to: its request is open,
 * or has succeeded and is not in the books yet.
 */
export async function findIssuanceAtSupplier(
  scope: PartnerDatabase,
  bookingPublicId: string,
): Promise<string | undefined> {
  const operation = await findIssuanceUnderWay(scope, bookingPublicId);
  if (operation === undefined) return undefined;
  const request = await scope.db
    .selectFrom("supplier_request_log")
    .select("supplier_request_id")
    .where("idempotency_key", "=", `issue:${bookingPublicId}`)
    .where("state", "in", ["pending", "unknown", "succeeded"])
    .executeTakeFirst();
  return request && operation;
}

async function findIssuanceUnderWay(
  { db }: PartnerDatabase,
  bookingPublicId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom("operations")
    .select("public_id")
    .where("operation_kind", "=", "booking.issue")
    .where("resource_public_id", "=", bookingPublicId)
    .where("status", "in", ["running", "needs_attention"])
    .executeTakeFirst();
  return row?.public_id;
}
