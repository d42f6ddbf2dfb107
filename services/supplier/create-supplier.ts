import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import type { SupplierRecord } from "../../db/read/suppliers";
import { isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import { Refusal } from "../../domain/refusal";

export type NewSupplier = Pick<
  SupplierRecord,
  | "code"
  | "name"
  | "type"
  | "settlementMode"
  | "revenueRole"
  | "airlineCode"
  | "voidCutOff"
  | "voidTimeZone"
>;

/**
 * Takes up a supplier. Refuses a code or an airline that one has already (`DUPLICATE_CODE`), and an
 * airline that we do not know (`NOT_FOUND`).
 */
export async function createSupplier(
  transaction: PartnerTransaction,
  supplier: NewSupplier,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  const publicId = newId("supplier");
  if (supplier.airlineCode !== null) await assertAirline(transaction, supplier.airlineCode);
  const supplierId = await insert(transaction, supplier, publicId);
  await writeHistory(transaction, { table: "suppliers", ids: [supplierId], type: "INSERT", at });
  const event = {
    type: "supplier.created",
    targetType: "supplier",
    targetId: publicId,
    payload: {
      supplier_code: supplier.code,
      settlement_mode: supplier.settlementMode,
      revenue_role: supplier.revenueRole,
    },
  };
  await writeAudit(transaction, context, [event], at);
  return publicId;
}

async function insert(
  { db }: PartnerTransaction,
  supplier: NewSupplier,
  publicId: string,
): Promise<number> {
  try {
    const { insertId } = await db
      .insertInto("suppliers")
      .values({
        public_id: publicId,
        supplier_code: supplier.code,
        supplier_name: supplier.name,
        supplier_type: supplier.type,
        settlement_mode: supplier.settlementMode,
        revenue_role: supplier.revenueRole,
        airline_code: supplier.airlineCode,
        void_cut_off_time: supplier.voidCutOff,
        void_time_zone: supplier.voidTimeZone,
      })
      .executeTakeFirstOrThrow();
    return Number(insertId);
  } catch (error) {
    const isCode = isDuplicateKey(error, "uq_suppliers_code");
    if (!isCode && !isDuplicateKey(error, "uq_suppliers_airline")) throw error;
    throw new Refusal(
      "DUPLICATE_CODE",
      isCode ? "A supplier has this code already." : "This airline is a supplier already.",
      { code: supplier.code, airline: supplier.airlineCode },
    );
  }
}

async function assertAirline({ db }: PartnerTransaction, airlineCode: string): Promise<void> {
  const airline = await db
    .selectFrom("airlines")
    .select("airline_code")
    .where("airline_code", "=", airlineCode)
    .executeTakeFirst();
  if (airline !== undefined) return;
  throw new Refusal("NOT_FOUND", `${airlineCode} is not an airline we know.`, {
    airline: airlineCode,
  });
}
