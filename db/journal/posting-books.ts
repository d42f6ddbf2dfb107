import { sql } from "kysely";

import { invariant } from "../../domain/invariant";
import type { NumberFormat } from "../../domain/number-format";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { prepareStatement, runPrepared } from "../partner-scope";
import type { BookPeriod } from "./find-posting-period";
import type { PostableAccount } from "./get-postable-accounts";

/** What of the books a posting goes by. */
export interface PostingBooks {
  /** Those that take postings, by code. */
  readonly accounts: ReadonlyMap<string, PostableAccount>;
  /** In their order. */
  readonly periods: readonly BookPeriod[];
}

export interface VersionedBooks extends PostingBooks {
  readonly version: string;
  /** How the numbers of entries are written; null: told by the number itself. */
  readonly numberFormat: NumberFormat | null;
}

/** The books as they stand. */
export async function readPostingBooks(scope: PartnerDatabase): Promise<PostingBooks> {
  const accounts = await runPrepared(scope, selectAccounts, []);
  const periods = await runPrepared(scope, selectPeriods, []);
  return {
    accounts: new Map(accounts.rows.map((account) => [account.code, account])),
    periods: periods.rows,
  };
}

const selectAccounts = prepareStatement((db) =>
  db
    .selectFrom("chart_of_accounts")
    .select(["account_id as accountId", "account_code as code", "control_dimension as control"])
    .where("is_postable", "=", 1)
    .where("is_active", "=", 1),
);

const selectPeriods = prepareStatement((db) =>
  db
    .selectFrom("accounting_periods")
    .select([
      "accounting_period_id as periodId",
      "fiscal_year as fiscalYear",
      "starts_on as startsOn",
      "ends_on as endsOn",
      "status",
    ])
    .orderBy("starts_on"),
);

/** Of the partners that this process has posted for last. */
const known = new Map<string, VersionedBooks>();
const knownMax = 1_000;

/**
 * The books as this process knows them, which may have changed since: `takeEntryNumbers` fails then.
 */
export function findKnownBooks({ partner }: PartnerDatabase): VersionedBooks | undefined {
  return known.get(partner);
}

/** The books as they stand and will stand until the transaction ends: nobody changes or posts meanwhile. */
export async function lockPostingBooks(transaction: PartnerTransaction): Promise<VersionedBooks> {
  const version = await lockVersion(transaction);
  const numberFormat = await readNumberFormat(transaction);
  const books = { ...(await readPostingBooks(transaction)), version, numberFormat };
  if (known.size >= knownMax) known.clear();
  known.set(transaction.partner, books);
  return books;
}

async function readNumberFormat({ db }: PartnerTransaction): Promise<NumberFormat | null> {
  const row = await db
    .selectFrom("partners")
    .select([
      "entry_number_prefix as prefix",
      "entry_number_year as year",
      "entry_number_separator as separator",
      "entry_number_digits as digits",
    ])
    .executeTakeFirst();
  invariant(row !== undefined, "a scope is of a partner that exists");
  const { prefix, ...format } = row;
  return prefix === null ? null : { prefix, ...format };
}

async function lockVersion({ db }: PartnerTransaction): Promise<string> {
  const select = db
    .selectFrom("sequences")
    .select("books_version")
    .where("sequence_name", "=", "journal_entry")
    .forUpdate();
  const row = await select.executeTakeFirst();
  if (row !== undefined) return row.books_version;
  await db
    .insertInto("sequences")
    .values({ sequence_name: "journal_entry", current_value: 0 })
    .onDuplicateKeyUpdate(({ ref }) => ({ current_value: ref("current_value") }))
    .execute();
  return (await select.executeTakeFirstOrThrow()).books_version;
}

/** The work is done again, as after a deadlock: what it went by is no longer so. */
class BooksChangedError extends Error {
  override readonly name = "BooksChangedError";
  /** The database's own for a row that has changed since it was read. */
  readonly errno = 1020;

  constructor() {
    super("The chart or the periods have changed since this process read them.");
  }
}

/**
 * Takes so many gap-free numbers, and returns the first. Locks the partner's row until the
 * transaction ends, so it comes last before the inserts that need it; a rollback gives them back.
 */
export async function takeEntryNumbers(
  transaction: PartnerTransaction,
  { version }: VersionedBooks,
  count: number,
): Promise<number> {
  const result = await runPrepared(transaction, takeNumbers, [count, version]);
  if (result.numAffectedRows !== 1n) {
    known.delete(transaction.partner);
    throw new BooksChangedError();
  }
  return Number(result.insertId) - count + 1;
}

const takeNumbers = prepareStatement((db, slot) =>
  db
    .updateTable("sequences")
    .set({ current_value: sql`LAST_INSERT_ID(current_value + ${slot(0)})` })
    .where("sequence_name", "=", "journal_entry")
    .where("books_version", "=", slot(1)),
);
