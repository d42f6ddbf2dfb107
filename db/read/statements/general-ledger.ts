import type { StatementAccount } from "../../../domain/statements/statement-account";
import type { PartnerDatabase } from "../../partner-scope";
import type { PageRequest } from "../page";
import type { AccountLedger } from "./account-ledger";
import { readLedgerOf } from "./account-ledger";
import type { LedgerPosition } from "./ledger-lines";
import type { StatementBooks, StatementRequest } from "./statement-books";
import { readStatement } from "./statement-books";

type Start = LedgerPosition & { readonly accountId: number };

export interface GeneralLedger {
  readonly currency: string;
  /** By code: as many accounts as the page has lines of, the last one perhaps in part. */
  readonly accounts: readonly AccountLedger[];
  readonly next?: { readonly createdAt: string; readonly id: number };
}

/** The ledgers of all accounts with lines in the range, one after the other, page by page. */
export function readGeneralLedger(
  scope: PartnerDatabase,
  request: StatementRequest,
  page: PageRequest,
): Promise<GeneralLedger> {
  return readStatement(scope, request, async (books) => {
    const { byAccount } = await books.turnovers(books.range);
    const moved = books.accounts.filter(({ accountId }) => byAccount.has(accountId));
    const start = page.after && (await findStart(books, page.after));
    const first = moved.findIndex(({ accountId }) => accountId === start?.accountId);
    const waiting = moved.slice(Math.max(first, 0));
    const ledgers = await fillPage(books, waiting, { start, limit: page.limit });
    const last = ledgers.at(-1);
    const isLast = last?.account === waiting.at(-1) && last?.page.next === undefined;
    const line = last?.page.items.at(-1);
    return {
      currency: books.currency.currency,
      accounts: ledgers,
      ...(isLast || line === undefined
        ? {}
        : { next: { createdAt: line.entryDate, id: line.lineId } }),
    };
  });
}

async function fillPage(
  books: StatementBooks,
  accounts: readonly StatementAccount[],
  { start, limit }: { readonly start: Start | undefined; readonly limit: number },
): Promise<AccountLedger[]> {
  const ledgers: AccountLedger[] = [];
  let left = limit;
  for (const account of accounts) {
    if (left === 0) break;
    const after = account.accountId === start?.accountId ? start : undefined;
    const ledger = await readLedgerOf(books, account, { after, limit: left });
    if (ledger.page.items.length > 0) ledgers.push(ledger);
    left -= ledger.page.items.length;
  }
  return ledgers;
}

/** Where the page before ended: its last line's account, day and place. */
async function findStart(
  { snapshot: { db } }: StatementBooks,
  { id }: { readonly id: number },
): Promise<Start | undefined> {
  return db
    .selectFrom("journal_entry_lines")
    .select([
      "account_id as accountId",
      "entry_date as entryDate",
      "journal_entry_line_id as lineId",
    ])
    .where("journal_entry_line_id", "=", id)
    .executeTakeFirst();
}
