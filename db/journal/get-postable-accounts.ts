import type { ControlDimension } from "../../domain/journal/accounts";
import type { Dimensions } from "../../domain/journal/posting";
import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";

export interface PostableAccount {
  readonly accountId: number;
  readonly code: string;
  readonly control: ControlDimension | null;
}

/** The accounts by code; refuses an unknown, inactive or header account, and a missing party. */
export async function getPostableAccounts(
  { db }: PartnerDatabase,
  lines: readonly { readonly account: string; readonly dimensions: Dimensions }[],
  furtherCodes: readonly string[] = [],
): Promise<Map<string, PostableAccount>> {
  const codes = [...new Set([...lines.map(({ account }) => account), ...furtherCodes])];
  if (codes.length === 0) return new Map();
  const rows = await db
    .selectFrom("chart_of_accounts")
    .select(["account_id", "account_code", "control_dimension", "is_postable", "is_active"])
    .where("account_code", "in", codes)
    .execute();
  const found = new Map<string, PostableAccount>();
  for (const row of rows) {
    if (row.is_postable === 1 && row.is_active === 1) {
      found.set(row.account_code, {
        accountId: row.account_id,
        code: row.account_code,
        control: row.control_dimension,
      });
    }
  }
  const refused = codes.find((code) => !found.has(code));
  if (refused !== undefined) {
    throw new Refusal(
      "ACCOUNT_NOT_POSTABLE",
      `Account ${refused} is unknown, inactive or a header account. Activate it or post elsewhere.`,
      { account: refused },
    );
  }
  for (const line of lines) assertParty(line.dimensions, found.get(line.account));
  return found;
}

/** A control account's lines say whose they are: only customers and suppliers have rows here yet. */
function assertParty(dimensions: Dimensions, account: PostableAccount | undefined): void {
  const missing =
    (account?.control === "customer" && dimensions.customerId === undefined) ||
    (account?.control === "supplier" && dimensions.supplierId === undefined);
  if (missing) {
    throw new Refusal(
      "DIMENSION_REQUIRED",
      `A line on control account ${account.code} names its ${account.control}.`,
      { account: account.code, dimension: account.control },
    );
  }
}
