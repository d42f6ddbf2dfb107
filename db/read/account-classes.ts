import type { AccountClass } from "../../domain/journal/accounts";
import type { PartnerDatabase } from "../partner-scope";

/** Code and class of every account, by its row's id. */
export async function listAccountClasses({
  db,
}: PartnerDatabase): Promise<Map<number, { readonly code: string; readonly class: AccountClass }>> {
  const rows = await db
    .selectFrom("chart_of_accounts")
    .select(["account_id", "account_code", "account_class"])
    .execute();
  return new Map(
    rows.map((row) => [row.account_id, { code: row.account_code, class: row.account_class }]),
  );
}
