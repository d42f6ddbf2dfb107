import { getStoredEntry } from "../../db/journal/get-stored-entry";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { MemoRow } from "../../db/write/memos";
import { accounts } from "../../domain/journal/accounts";
import type { EntryLine } from "../../domain/journal/build-entry";
import { memoPostingKeys } from "../../domain/memo/posting-keys";
import type { OpenItem } from "../../domain/posting/open-item";
import { openItemOf } from "../../domain/posting/open-item";

/** What stands in suspense of a memo that was billed while we dispute it (1901). */
export function findSuspense(
  scope: PartnerDatabase,
  memo: MemoRow,
  functional: string,
): Promise<OpenItem | undefined> {
  return findItem(scope, memo, { account: accounts.bspSuspense, side: "debit", functional });
}

/** What is provided for it (2051). */
export function findProvision(
  scope: PartnerDatabase,
  memo: MemoRow,
  functional: string,
): Promise<OpenItem | undefined> {
  return findItem(scope, memo, { account: accounts.memoProvision, side: "credit", functional });
}

/** What we bear of it, or were relieved of, and have not charged on (5041). */
export function findBorne(
  scope: PartnerDatabase,
  memo: MemoRow,
  functional: string,
): Promise<OpenItem | undefined> {
  const side = memo.memo_kind === "adm" ? "debit" : "credit";
  return findItem(scope, memo, { account: accounts.agencyDebitMemos, side, functional });
}

async function findItem(
  scope: PartnerDatabase,
  memo: MemoRow,
  {
    account,
    side,
    functional,
  }: Pick<OpenItem, "account" | "side"> & { readonly functional: string },
): Promise<OpenItem | undefined> {
  const lines = await listLines(scope, memo.public_id);
  return openItemOf(
    lines.filter((line) => line.account === account),
    side,
    functional,
  );
}

/** All that a memo has posted. */
async function listLines(scope: PartnerDatabase, memo: string): Promise<EntryLine[]> {
  const entries = await scope.db
    .selectFrom("journal_entries")
    .select("journal_entry_id")
    .where("posting_key", "in", Object.values(memoPostingKeys(memo)))
    .orderBy("entry_number")
    .execute();
  const stored = await Promise.all(
    entries.map(({ journal_entry_id: id }) => getStoredEntry(scope, id)),
  );
  return stored.flatMap(({ lines }) => lines);
}
