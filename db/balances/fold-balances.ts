import { invariant } from "../../domain/invariant";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import type { TransactionObserver } from "../transaction";
import { inReadCommittedTransaction } from "../transaction";
import { addToDailyBalances, addToPeriodBalances } from "./add-to-balances";
import { addToCustomerBalances, addToSupplierBalances } from "./add-to-party-balances";
import { findEntriesAfter } from "./line-sums";

/** Entries in one commit: some ten thousand lines, a fraction of a second. */
const entriesMax = 2_000;

/**
 * Adds every entry that is not in the balances yet, in commits of at most `entriesMax`; returns
 * the number of the last one. Run twice, or by two at once, it adds each entry once.
 */
export async function foldBalances(
  scope: PartnerDatabase,
  observer?: TransactionObserver,
): Promise<number> {
  for (;;) {
    const { count, upTo } = await inReadCommittedTransaction(scope, foldNext, observer);
    if (count < entriesMax) return upTo;
  }
}

/**
 * Entry numbers are committed in their order, as each is taken under a lock that is held until the
 * commit: whatever is up to the highest one that can be seen is complete and never changes.
 */
async function foldNext(
  transaction: PartnerTransaction,
): Promise<{ readonly count: number; readonly upTo: number }> {
  const after = await lockFoldedNumber(transaction);
  const entries = await findEntriesAfter(transaction.db, after, entriesMax);
  if (entries === undefined) return { count: 0, upTo: after };
  const { count, upTo } = entries;
  invariant(count === upTo - after, `entry numbers have no gap between ${after} and ${upTo}`);
  await addToPeriodBalances(transaction, entries);
  await addToDailyBalances(transaction, entries);
  await addToCustomerBalances(transaction, entries);
  await addToSupplierBalances(transaction, entries);
  await transaction.db.updateTable("ledger_folds").set({ folded_entry_number: upTo }).execute();
  return { count, upTo };
}

/** One fold of a partner at a time. */
async function lockFoldedNumber({ db }: PartnerTransaction): Promise<number> {
  const lock = () =>
    db.selectFrom("ledger_folds").select("folded_entry_number").forUpdate().executeTakeFirst();
  const row = await lock();
  if (row !== undefined) return row.folded_entry_number;
  await db
    .insertInto("ledger_folds")
    .values({ folded_entry_number: 0 })
    .onDuplicateKeyUpdate(({ ref }) => ({ folded_entry_number: ref("folded_entry_number") }))
    .execute();
  const inserted = await lock();
  invariant(inserted !== undefined, "the fold's row was just inserted");
  return inserted.folded_entry_number;
}
