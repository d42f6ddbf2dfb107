import type { ControlDimension } from "../../domain/journal/accounts";
import type { Dimensions } from "../../domain/journal/posting";
import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";

export interface PostableAccount {
  readonly accountId: number;
  readonly code: string;
  readonly control: ControlDimension | null;
}

/** Those of the accounts that exist and take postings, by code, as the books stand. */
export async function findPostableAccounts(
  { db }: PartnerDatabase,
  codes: Iterable<string>,
): Promise<Map<string, PostableAccount>> {
  const wanted = [...new Set(codes)];
  if (wanted.length === 0) return new Map();
  const rows = await db
    .selectFrom("chart_of_accounts")
    .select(["account_id as accountId", "account_code as code", "control_dimension as control"])
    .where("account_code", "in", wanted)
    .where("is_postable", "=", 1)
    .where("is_active", "=", 1)
    .execute();
  return new Map(rows.map((account) => [account.code, account]));
}

/** Refuses an unknown, inactive or header account. */
export function assertPostable(
  codes: readonly string[],
  found: ReadonlyMap<string, PostableAccount>,
): void {
  const refused = codes.find((code) => !found.has(code));
  if (refused === undefined) return;
  throw new Refusal(
    "ACCOUNT_NOT_POSTABLE",
    `Account ${refused} is unknown, inactive or a header account. Activate it or post elsewhere.`,
    { account: refused },
  );
}

/** A control account's lines say whose they are: only customers and suppliers have rows here yet. */
export function assertParties(
  lines: readonly { readonly account: string; readonly dimensions: Dimensions }[],
  found: ReadonlyMap<string, PostableAccount>,
): void {
  for (const { account, dimensions } of lines) {
    const { control = null } = found.get(account) ?? {};
    const missing =
      (control === "customer" && dimensions.customerId === undefined) ||
      (control === "supplier" && dimensions.supplierId === undefined);
    if (missing) {
      throw new Refusal(
        "DIMENSION_REQUIRED",
        `A line on control account ${account} names its ${control}.`,
        { account, dimension: control },
      );
    }
  }
}
