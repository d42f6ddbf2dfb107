import type { Kysely } from "kysely";

import type { ControlDimension } from "../../domain/journal/accounts";
import type { Dimensions } from "../../domain/journal/posting";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import type { OpenPeriod } from "./find-posting-period";
import { selectOpenPeriod } from "./find-posting-period";

export interface PostableAccount {
  readonly accountId: number;
  readonly code: string;
  readonly control: ControlDimension | null;
}

/** Those of the accounts that exist and take postings, by code. */
export async function findPostableAccounts(
  { db }: PartnerDatabase,
  codes: Iterable<string>,
): Promise<Map<string, PostableAccount>> {
  const wanted = [...new Set(codes)];
  if (wanted.length === 0) return new Map();
  return byCode(await selectPostableAccounts(db, wanted).execute());
}

/** The same, and the period that a day posts in, in one round trip: every posting asks for both. */
export async function findAccountsAndPeriod(
  { db }: PartnerDatabase,
  codes: Iterable<string>,
  { day, maySoftClosed }: { readonly day: string; readonly maySoftClosed: boolean },
): Promise<{ accounts: Map<string, PostableAccount>; period: OpenPeriod | undefined }> {
  // A list in SQL is never empty, and no account has the code "".
  const rows = await selectPostableAccounts(db, [...new Set(codes), ""])
    .select((eb) => [
      eb.val<string | null>(null).as("starts_on"),
      eb.val<string | null>(null).as("ends_on"),
    ])
    .unionAll(
      db
        .selectFrom(selectOpenPeriod(db, day, maySoftClosed).as("period"))
        .select((eb) => [
          "period.periodId as account_id",
          eb.val("").as("account_code"),
          eb.val(null).as("control_dimension"),
          "period.startsOn as starts_on",
          "period.endsOn as ends_on",
        ]),
    )
    .execute();
  const period = rows.find((row) => row.starts_on !== null);
  return {
    accounts: byCode(rows.filter((row) => row !== period)),
    period:
      period === undefined || period.starts_on === null || period.ends_on === null
        ? undefined
        : { periodId: period.account_id, startsOn: period.starts_on, endsOn: period.ends_on },
  };
}

function selectPostableAccounts(db: Kysely<Database>, codes: readonly string[]) {
  return db
    .selectFrom("chart_of_accounts")
    .select(["account_id", "account_code", "control_dimension"])
    .where("account_code", "in", codes)
    .where("is_postable", "=", 1)
    .where("is_active", "=", 1);
}

function byCode(
  rows: readonly {
    readonly account_id: number;
    readonly account_code: string;
    readonly control_dimension: ControlDimension | null;
  }[],
): Map<string, PostableAccount> {
  return new Map(
    rows.map((row) => [
      row.account_code,
      { accountId: row.account_id, code: row.account_code, control: row.control_dimension },
    ]),
  );
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
