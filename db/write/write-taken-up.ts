import type { ActContext } from "../../domain/actor";
import { invariant } from "../../domain/invariant";
import type { PartnerTransaction } from "../partner-scope";
import { writeAudit } from "./audit";
import { writeHistory } from "./history";

/** The history and the audit of suppliers that a first sale has taken up. */
export async function writeTakenUp(
  transaction: PartnerTransaction,
  suppliers: readonly { readonly public_id: string }[],
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  const rows = await transaction.db
    .selectFrom("suppliers")
    .select(["supplier_id", "public_id", "supplier_code", "settlement_mode"])
    .where(
      "public_id",
      "in",
      suppliers.map(({ public_id }) => public_id),
    )
    .execute();
  if (rows.length === 0) return;
  await writeHistory(transaction, {
    table: "suppliers",
    ids: rows.map(({ supplier_id }) => supplier_id),
    type: "INSERT",
    at,
  });
  invariant(rows.length <= suppliers.length, "each taken-up supplier is one row");
  await writeAudit(
    transaction,
    context,
    rows.map((row) => ({
      type: "supplier.created",
      targetType: "supplier",
      targetId: row.public_id,
      payload: {
        supplier_code: row.supplier_code,
        settlement_mode: row.settlement_mode,
        first_sale: true,
      },
    })),
    at,
  );
}
