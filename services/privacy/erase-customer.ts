import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { getCustomerRowId, isOfTickets, listBookingsOf } from "../../db/read/person";
import { isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import { deleteSupplierCallsOf } from "../../db/write/supplier-calls";
import type { ActContext } from "../../domain/actor";
import { erased } from "../../domain/erased";
import { Refusal } from "../../domain/refusal";

interface Act {
  readonly context: ActContext;
  readonly at: string;
}

/**
 * Replaces what is known of a customer and of the travellers it booked for. The books keep their
 * entries: amounts and ticket numbers, which the law wants kept. Rows of histories and the bytes
 * of documents follow by `npm run finish-erasures`, which may change what the application may not.
 */
export async function eraseCustomer(
  transaction: PartnerTransaction,
  { customer, reason }: { readonly customer: string; readonly reason: string },
  act: Act,
): Promise<string> {
  const customerId = await getCustomerRowId(transaction, customer);
  const bookings = await listBookingsOf(transaction, customerId);
  const open = bookings.filter(({ isOver }) => !isOver);
  if (open.length > 0) {
    throw new Refusal("ERASURE_TOO_EARLY", "A journey of this customer is still ahead.", {
      bookings: open.map(({ publicId }) => publicId).join(", "),
    });
  }
  const publicId = await insertErasure(transaction, { customerId, reason }, act);
  await eraseRowsOf(transaction, customerId, act);
  const bookingIds = bookings.map(({ bookingId }) => bookingId);
  if (bookingIds.length > 0) await eraseTravellers(transaction, bookingIds, act);
  for (const booking of bookings) await deleteSupplierCallsOf(transaction, booking);
  await forgetAnswers(transaction, [customer, ...bookings.map((booking) => booking.publicId)]);
  const event = {
    type: "privacy.erased",
    targetType: "customer",
    targetId: customer,
    payload: { erasure_id: publicId, bookings: bookings.length, reason },
  };
  await writeAudit(transaction, act.context, [event], act.at);
  return publicId;
}

async function insertErasure(
  { db }: PartnerTransaction,
  { customerId, reason }: { readonly customerId: number; readonly reason: string },
  { at }: Act,
): Promise<string> {
  const publicId = newId("erasure");
  try {
    await db
      .insertInto("erasures")
      .values({ public_id: publicId, customer_id: customerId, reason, erased_at: at })
      .execute();
    return publicId;
  } catch (error) {
    if (!isDuplicateKey(error, "uq_erasures_customer")) throw error;
    throw new Refusal("ALREADY_ERASED", "This customer was erased before.");
  }
}

async function eraseRowsOf(
  transaction: PartnerTransaction,
  customerId: number,
  { at }: Act,
): Promise<void> {
  const { db } = transaction;
  const change = { type: "UPDATE", at } as const;
  const addresses = await db
    .selectFrom("customer_addresses")
    .select("customer_address_id")
    .where("customer_id", "=", customerId)
    .execute();
  const row = await db
    .selectFrom("customers")
    .select("email")
    .where("customer_id", "=", customerId)
    .executeTakeFirstOrThrow();
  await db
    .updateTable("customers")
    .set((eb) => ({ ...erased.customers, status: "archived", version: eb("version", "+", 1) }))
    .where("customer_id", "=", customerId)
    .execute();
  await writeHistory(transaction, { ...change, table: "customers", ids: [customerId] });
  if (addresses.length > 0) {
    await db
      .updateTable("customer_addresses")
      .set((eb) => ({ ...erased.customer_addresses, version: eb("version", "+", 1) }))
      .where("customer_id", "=", customerId)
      .execute();
    const ids = addresses.map((address) => address.customer_address_id);
    await writeHistory(transaction, { ...change, table: "customer_addresses", ids });
  }
  if (row.email !== null) {
    await db
      .updateTable("email_outbox")
      .set({ ...erased.email_outbox })
      .where("recipient_address", "=", row.email)
      .execute();
  }
}

async function eraseTravellers(
  { db }: PartnerTransaction,
  bookingIds: readonly number[],
  { at }: Act,
): Promise<void> {
  await db
    .updateTable("booking_passengers")
    .set((eb) => ({ ...erased.booking_passengers, version: eb("version", "+", 1) }))
    .where("booking_id", "in", [...bookingIds])
    .execute();
  await db
    .updateTable("bsp_staged_transactions")
    .set({ ...erased.bsp_staged_transactions })
    .where((eb) => isOfTickets(eb, bookingIds))
    .execute();
  const documents = await db
    .selectFrom("documents")
    .select("document_id")
    .where("booking_id", "in", [...bookingIds])
    .execute();
  if (documents.length === 0) return;
  const ids = documents.map(({ document_id }) => document_id);
  await db
    .updateTable("documents")
    .set((eb) => ({ deleted_at: at, version: eb("version", "+", 1) }))
    .where("document_id", "in", ids)
    .execute();
  await db
    .updateTable("email_outbox")
    .set({ ...erased.email_outbox })
    .where("document_id", "in", ids)
    .execute();
}

/** Answers that are kept for a day, to be given again. */
async function forgetAnswers({ db }: PartnerTransaction, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await db
      .deleteFrom("idempotency_keys")
      .where("response_body", "like", `%${id}%`)
      .where("state", "=", "finished")
      .execute();
  }
}
