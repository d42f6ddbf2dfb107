import type { PartnerTransaction } from "../../db/partner-scope";
import type { SupplierRecord } from "../../db/read/suppliers";
import { lockSupplier } from "../../db/read/suppliers";
import { writeAudit } from "../../db/write/audit";
import type { Changes } from "../../db/write/history";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";

export type SupplierChange = Partial<
  Pick<
    SupplierRecord,
    "name" | "settlementMode" | "revenueRole" | "status" | "voidCutOff" | "voidTimeZone"
  >
>;

const columns = [
  ["name", "supplier_name"],
  ["settlementMode", "settlement_mode"],
  ["revenueRole", "revenue_role"],
  ["status", "status"],
  ["voidCutOff", "void_cut_off_time"],
  ["voidTimeZone", "void_time_zone"],
] as const satisfies readonly (readonly [keyof SupplierChange, string])[];

/**
 * Changes how a supplier is sold from now on: what was issued stays as it was booked. Its code and
 * its airline stay, since entries and reports go by them.
 */
export async function changeSupplier(
  transaction: PartnerTransaction,
  publicId: string,
  change: SupplierChange,
  act: {
    readonly assertVersion: (version: number) => void;
    readonly context: ActContext;
    readonly at: string;
  },
): Promise<void> {
  const supplier = await lockSupplier(transaction, publicId);
  act.assertVersion(supplier.version);
  const after = { ...supplier, ...change };
  const changes: Changes = Object.fromEntries(
    columns
      .filter(([field]) => after[field] !== supplier[field])
      .map(([field, column]) => [column, [supplier[field], after[field]]]),
  );
  if (Object.keys(changes).length === 0) return;
  await transaction.db
    .updateTable("suppliers")
    .set({
      supplier_name: after.name,
      settlement_mode: after.settlementMode,
      revenue_role: after.revenueRole,
      status: after.status,
      void_cut_off_time: after.voidCutOff,
      void_time_zone: after.voidTimeZone,
      version: supplier.version + 1,
    })
    .where("supplier_id", "=", supplier.supplierId)
    .execute();
  await writeHistory(transaction, {
    table: "suppliers",
    ids: [supplier.supplierId],
    type: "UPDATE",
    at: act.at,
    changes,
  });
  const event = {
    type: "supplier.changed",
    targetType: "supplier",
    targetId: publicId,
    payload: { supplier_code: supplier.code, changes },
  };
  await writeAudit(transaction, act.context, [event], act.at);
}
