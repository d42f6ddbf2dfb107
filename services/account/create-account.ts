import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { listAccounts } from "../../db/read/accounts";
import { isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import type { ChartAccount } from "../../domain/journal/chart";
import { assertParent } from "../../domain/journal/chart";
import { Refusal } from "../../domain/refusal";

/** Adds an account to the partner's chart; returns its public id. */
export async function createAccount(
  transaction: PartnerTransaction,
  account: ChartAccount,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  const chart = new Map((await listAccounts(transaction)).map((one) => [one.code, one]));
  assertParent(account, chart);
  const parentId =
    account.parentCode === null ? null : (chart.get(account.parentCode)?.accountId ?? null);
  const publicId = newId("account");
  const accountId = await insertAccount(transaction, account, { publicId, parentId });
  await writeHistory(transaction, {
    table: "chart_of_accounts",
    ids: [accountId],
    type: "INSERT",
    at,
  });
  await writeAudit(
    transaction,
    context,
    [
      {
        type: "account.created",
        targetType: "account",
        targetId: publicId,
        payload: { account_code: account.code, account_class: account.class },
      },
    ],
    at,
  );
  return publicId;
}

async function insertAccount(
  { db }: PartnerTransaction,
  account: ChartAccount,
  { publicId, parentId }: { readonly publicId: string; readonly parentId: number | null },
): Promise<number> {
  try {
    const { insertId } = await db
      .insertInto("chart_of_accounts")
      .values({
        public_id: publicId,
        account_code: account.code,
        account_name: account.name,
        account_class: account.class,
        parent_account_id: parentId,
        control_dimension: account.control,
        is_postable: account.isPostable ? 1 : 0,
        is_monetary: account.isMonetary ? 1 : 0,
      })
      .executeTakeFirstOrThrow();
    return Number(insertId);
  } catch (error) {
    if (!isDuplicateKey(error, "uq_chart_of_accounts_code")) throw error;
    throw new Refusal("DUPLICATE_CODE", `An account with code ${account.code} exists already.`, {
      account: account.code,
    });
  }
}
