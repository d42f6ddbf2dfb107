import { sql } from "kysely";

import type { PartnerTransaction } from "../../db/partner-scope";
import type { AccountRecord } from "../../db/read/accounts";
import { lockAccount } from "../../db/read/accounts";
import { toMoney } from "../../db/read/amounts";
import { writeAudit } from "../../db/write/audit";
import type { Changes } from "../../db/write/history";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import { findRuleName } from "../../domain/journal/chart";
import { isZero } from "../../domain/money";
import { Refusal } from "../../domain/refusal";

interface Act {
  /** Throws where the version that is held is not the one that was meant. */
  readonly assertVersion?: (version: number) => void;
  readonly context: ActContext;
  readonly at: string;
}

/** Renames an account: entries name it by its code, so that what was posted stays as it was. */
export async function renameAccount(
  transaction: PartnerTransaction,
  publicId: string,
  name: string,
  act: Act,
): Promise<void> {
  const account = await lockAccount(transaction, publicId);
  act.assertVersion?.(account.version);
  if (account.name === name) return;
  await change(transaction, account, "renamed", { account_name: [account.name, name] }, act);
}

/**
 * Activates an account, or deactivates one that nothing needs: neither a posting rule
 * (ACCOUNT_NAMED_BY_RULES) nor a balance on the day of the last open period (ACCOUNT_HAS_BALANCE).
 */
export async function setAccountActive(
  transaction: PartnerTransaction,
  publicId: string,
  isActive: boolean,
  act: Act,
): Promise<void> {
  const account = await lockAccount(transaction, publicId);
  act.assertVersion?.(account.version);
  if (account.isActive === isActive) return;
  if (!isActive) {
    assertNoRuleNames(account);
    await assertNoBalance(transaction, account);
  }
  const event = isActive ? "activated" : "deactivated";
  const changes = { is_active: [Number(account.isActive), Number(isActive)] } as const;
  await change(transaction, account, event, changes, act);
}

function assertNoRuleNames({ code }: AccountRecord): void {
  const rule = findRuleName(code);
  if (rule === undefined) return;
  throw new Refusal(
    "ACCOUNT_NAMED_BY_RULES",
    `Posting rules name ${code} as ${rule}: what is sold would no longer be posted.`,
    { account: code, rule },
  );
}

async function assertNoBalance(
  { db }: PartnerTransaction,
  { accountId, code }: AccountRecord,
): Promise<void> {
  const row = await db
    .selectFrom("journal_entry_lines as line")
    .select([
      sql<string>`COALESCE(SUM(IF(side = ${"debit"}, functional_amount, -functional_amount)), 0)`.as(
        "balance",
      ),
      sql<string>`COALESCE(MAX(functional_currency), ${""})`.as("currency"),
    ])
    .where("line.account_id", "=", accountId)
    .executeTakeFirstOrThrow();
  if (row.currency === "" || isZero(toMoney(row.balance, row.currency))) return;
  throw new Refusal(
    "ACCOUNT_HAS_BALANCE",
    `Account ${code} has a balance of ${row.balance} ${row.currency}. Transfer it first.`,
    { account: code, balance: row.balance, currency: row.currency },
  );
}

async function change(
  transaction: PartnerTransaction,
  account: AccountRecord,
  event: "renamed" | "activated" | "deactivated",
  changes: Changes & {
    readonly account_name?: readonly [string, string];
    readonly is_active?: readonly [number, number];
  },
  { context, at }: Act,
): Promise<void> {
  await transaction.db
    .updateTable("chart_of_accounts")
    .set({
      version: account.version + 1,
      ...(changes.account_name && { account_name: changes.account_name[1] }),
      ...(changes.is_active && { is_active: changes.is_active[1] }),
    })
    .where("account_id", "=", account.accountId)
    .execute();
  await writeHistory(transaction, {
    table: "chart_of_accounts",
    ids: [account.accountId],
    type: "UPDATE",
    at,
    changes,
  });
  await writeAudit(
    transaction,
    context,
    [
      {
        type: `account.${event}`,
        targetType: "account",
        targetId: account.publicId,
        payload: { account_code: account.code },
      },
    ],
    at,
  );
}
