import type { Insertable } from "kysely";

import type { Database } from "../generated/database";
import { newId } from "../new-id";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toDateTime, toInstant } from "../read/amounts";

export type NewSupplierCall = Omit<
  Insertable<Database["supplier_calls"]>,
  "partner_id" | "public_id" | "expires_at" | "sent_at"
> & { readonly sent_at: string };

const dayMs = 86_400_000;

/** Keeps calls for as long as the partner wants them kept; not at all where that is no day. */
export async function insertSupplierCalls(
  { db }: PartnerDatabase,
  calls: readonly NewSupplierCall[],
): Promise<void> {
  const { supplier_call_days: days } = await db
    .selectFrom("partners")
    .select("supplier_call_days")
    .executeTakeFirstOrThrow();
  if (days === 0 || calls.length === 0) return;
  const rows = calls.map((call) => ({
    ...call,
    public_id: newId("supplierCall"),
    expires_at: dayOfExpiry(call.sent_at, days),
  }));
  await db.insertInto("supplier_calls").values(rows).execute();
}

/** Of every workflow on a booking: what they asked names its travellers. */
export async function deleteSupplierCallsOf(
  { db, partner }: PartnerTransaction,
  booking: { readonly bookingId: number; readonly publicId: string },
): Promise<void> {
  const ofOperations = db
    .selectFrom("operations")
    .select("operations.workflow_id")
    .where("operations.resource_type", "=", "booking")
    .where("operations.resource_public_id", "=", booking.publicId);
  const ofRequests = db
    .selectFrom("supplier_request_log")
    .select("supplier_request_log.workflow_id")
    .where("supplier_request_log.booking_id", "=", booking.bookingId);
  const own = [`hold:${partner}:${booking.publicId}`];
  for (const ids of [ofOperations, ofRequests, own]) {
    await db.deleteFrom("supplier_calls").where("workflow_id", "in", ids).execute();
  }
}

function dayOfExpiry(sentAt: string, days: number): string {
  return toDateTime(new Date(Date.parse(toInstant(sentAt)) + days * dayMs).toISOString());
}
