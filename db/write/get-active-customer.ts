import { Refusal } from "../../domain/refusal";
import type { PartnerTransaction } from "../partner-scope";

/** The customer's own key, where it may buy: a dormant or archived one is refused. */
export async function getActiveCustomer(
  { db }: PartnerTransaction,
  publicId: string,
): Promise<number> {
  const row = await db
    .selectFrom("customers")
    .select(["customer_id", "status"])
    .where("public_id", "=", publicId)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) {
    throw new Refusal("NOT_FOUND", "No such customer.", { customer: publicId });
  }
  if (row.status !== "active") {
    throw new Refusal(
      "CUSTOMER_INACTIVE",
      `The customer is ${row.status.replace("_", " ")}: make it active before selling to it.`,
      { customer: publicId, status: row.status },
    );
  }
  return row.customer_id;
}
