import type { Kysely } from "kysely";

import type { AccountClass, ControlDimension } from "../../domain/journal/accounts";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";

export interface AccountRecord {
  readonly accountId: number;
  readonly publicId: string;
  readonly code: string;
  readonly name: string;
  readonly class: AccountClass;
  readonly parentCode: string | null;
  readonly control: ControlDimension | null;
  readonly isPostable: boolean;
  readonly isMonetary: boolean;
  readonly isActive: boolean;
  readonly version: number;
}

/** The whole chart, by code. */
export async function listAccounts({ db }: PartnerDatabase): Promise<AccountRecord[]> {
  const rows = await selectAccounts(db).orderBy("account.account_code").execute();
  return rows.map(toAccount);
}

export async function getAccount(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<AccountRecord> {
  return orNotFound(
    await selectAccounts(db).where("account.public_id", "=", publicId).executeTakeFirst(),
  );
}

/** The same, held until the transaction ends. */
export async function lockAccount(
  { db }: PartnerTransaction,
  publicId: string,
): Promise<AccountRecord> {
  const locked = await db
    .selectFrom("chart_of_accounts")
    .select("account_id")
    .where("public_id", "=", publicId)
    .forUpdate()
    .executeTakeFirst();
  return orNotFound(
    locked &&
      (await selectAccounts(db)
        .where("account.account_id", "=", locked.account_id)
        .executeTakeFirst()),
  );
}

function selectAccounts(db: Kysely<Database>) {
  return db
    .selectFrom("chart_of_accounts as account")
    .leftJoin("chart_of_accounts as parent", "parent.account_id", "account.parent_account_id")
    .selectAll("account")
    .select("parent.account_code as parent_code");
}

type AccountRow = Awaited<ReturnType<ReturnType<typeof selectAccounts>["executeTakeFirstOrThrow"]>>;

function orNotFound(row: AccountRow | undefined): AccountRecord {
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such account.");
  return toAccount(row);
}

function toAccount(row: AccountRow): AccountRecord {
  return {
    accountId: row.account_id,
    publicId: row.public_id,
    code: row.account_code,
    name: row.account_name,
    class: row.account_class,
    parentCode: row.parent_code,
    control: row.control_dimension,
    isPostable: row.is_postable === 1,
    isMonetary: row.is_monetary === 1,
    isActive: row.is_active === 1,
    version: row.version,
  };
}
