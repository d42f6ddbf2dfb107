import type { ActContext } from "../../domain/actor";
import { Refusal } from "../../domain/refusal";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import { writeTakenUp } from "./write-taken-up";

/**
 * The partner's supplier for each validating carrier. One that is sold for the first time is
 * taken up as a BSP airline, sold as agent: what almost every carrier is; the accountant changes
 * the others. An inactive one is refused.
 */
export async function getAirlineSuppliers(
  transaction: PartnerTransaction,
  carriers: readonly string[],
  options: { readonly context: ActContext; readonly at: string },
): Promise<Map<string, number>> {
  const codes = [...new Set(carriers)];
  const known = await findSuppliers(transaction, codes);
  const missing = codes.filter((code) => !known.has(code));
  if (missing.length > 0) {
    await takeUp(transaction, missing, options);
    for (const [code, id] of await findSuppliers(transaction, missing)) known.set(code, id);
  }
  return known;
}

async function findSuppliers(
  { db }: PartnerTransaction,
  codes: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("suppliers")
    .select(["supplier_id", "airline_code", "status"])
    .where("airline_code", "in", [...codes])
    .execute();
  const inactive = rows.find(({ status }) => status !== "active");
  if (inactive !== undefined) {
    throw new Refusal(
      "SUPPLIER_INACTIVE",
      `Supplier ${inactive.airline_code ?? ""} is inactive. Activate it before selling it.`,
      { airline: inactive.airline_code },
    );
  }
  return new Map(rows.map((row) => [row.airline_code ?? "", row.supplier_id]));
}

async function takeUp(
  transaction: PartnerTransaction,
  codes: readonly string[],
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  const { db } = transaction;
  const airlines = await db
    .selectFrom("airlines")
    .select(["airline_code", "airline_name"])
    .where("airline_code", "in", [...codes])
    .execute();
  const unknown = codes.find((code) => !airlines.some((row) => row.airline_code === code));
  if (unknown !== undefined) {
    throw new Refusal("PNR_INVALID", `${unknown} is not an airline we know.`, { airline: unknown });
  }
  const suppliers = airlines.map((airline) => ({
    public_id: newId("supplier"),
    supplier_code: airline.airline_code,
    supplier_name: airline.airline_name,
    supplier_type: "airline" as const,
    settlement_mode: "bsp" as const,
    airline_code: airline.airline_code,
  }));
  // Two first sales of one carrier at once: the second finds the first one's row.
  await db
    .insertInto("suppliers")
    .values(suppliers)
    .onDuplicateKeyUpdate({ airline_code: ({ ref }) => ref("airline_code") })
    .execute();
  await writeTakenUp(transaction, suppliers, { context, at });
}
