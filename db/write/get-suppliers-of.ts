import type { Bedbank } from "../../domain/bedbanks";
import { findBedbank } from "../../domain/bedbanks";
import { invariant } from "../../domain/invariant";
import { Refusal } from "../../domain/refusal";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import { getAirlineSuppliers } from "./get-airline-suppliers";
import type { BookingWriteOptions, NewBooking } from "./insert-booking";
import { writeTakenUp } from "./write-taken-up";

/**
 * By its fares' validating carriers whom the partner owes what it sells; a stay, which has none, is
 * owed to the bedbank that it is bought from. One that is sold for the first time is taken up: the
 * bedbank as one that is paid directly and whose stays are sold at our own price (manual 4.5); the
 * accountant changes the others. An inactive one is refused (`SUPPLIER_INACTIVE`).
 */
export async function getSuppliersOf(
  transaction: PartnerTransaction,
  { priced, reservation }: Pick<NewBooking, "priced" | "reservation">,
  options: Pick<BookingWriteOptions, "context" | "at">,
): Promise<Map<string, number>> {
  if (priced.stay === undefined) {
    const carriers = priced.fares.map(({ validatingCarrier }) => validatingCarrier);
    return getAirlineSuppliers(transaction, carriers, options);
  }
  const bedbank = findBedbank(reservation?.gdsProviderCode ?? "");
  invariant(bedbank !== undefined, "a stay is bought from a bedbank");
  const known = await findSupplier(transaction, bedbank.supplierCode);
  const id = known ?? (await takeUp(transaction, bedbank, options));
  return new Map([["", id]]);
}

async function findSupplier({ db }: PartnerTransaction, code: string): Promise<number | undefined> {
  const row = await db
    .selectFrom("suppliers")
    .select(["supplier_id", "status"])
    .where("supplier_code", "=", code)
    .executeTakeFirst();
  if (row !== undefined && row.status !== "active") {
    throw new Refusal(
      "SUPPLIER_INACTIVE",
      `Supplier ${code} is inactive. Activate it before selling it.`,
      { supplier: code },
    );
  }
  return row?.supplier_id;
}

async function takeUp(
  transaction: PartnerTransaction,
  { supplierCode, name }: Bedbank,
  options: Pick<BookingWriteOptions, "context" | "at">,
): Promise<number> {
  const supplier = {
    public_id: newId("supplier"),
    supplier_code: supplierCode,
    supplier_name: name,
    supplier_type: "bedbank" as const,
    settlement_mode: "direct" as const,
    revenue_role: "principal" as const,
  };
  // Two first sales at once: the second finds the first one's row.
  await transaction.db
    .insertInto("suppliers")
    .values(supplier)
    .onDuplicateKeyUpdate({ supplier_code: ({ ref }) => ref("supplier_code") })
    .execute();
  await writeTakenUp(transaction, [supplier], options);
  const id = await findSupplier(transaction, supplierCode);
  invariant(id !== undefined, "the supplier was just taken up");
  return id;
}
