import { previousDay } from "../../../domain/calendar";
import type { Money } from "../../../domain/money";
import { add, subtract } from "../../../domain/money";
import { Refusal } from "../../../domain/refusal";
import type { Turnover } from "../../../domain/statements/movement";
import type { StatementAccount } from "../../../domain/statements/statement-account";
import { balanceOf, turnoverOf, turnoversIn } from "../../../domain/statements/turnovers";
import type { PartnerDatabase } from "../../partner-scope";
import type { Page, PageRequest } from "../page";
import type { LedgerLine, LedgerPosition } from "./ledger-lines";
import { listLedgerLines, signed, sumDayUpTo } from "./ledger-lines";
import type { StatementBooks, StatementRequest } from "./statement-books";
import { readStatement } from "./statement-books";

/** A line with the account's balance after it, debits less credits. */
export interface RunningLine extends LedgerLine {
  readonly balance: Money;
}

/** One account over a range; balances are debits less credits. */
export interface AccountLedger {
  readonly account: StatementAccount;
  readonly currency: string;
  readonly opening: Money;
  readonly turnover: Turnover;
  readonly closing: Money;
  /** What the page's first line adds to. */
  readonly broughtForward: Money;
  readonly page: Page<RunningLine>;
}

/** Refuses an account that the partner has not (`NOT_FOUND`). */
export function readAccountLedger(
  scope: PartnerDatabase,
  request: StatementRequest & { readonly account: string },
  page: PageRequest,
): Promise<AccountLedger> {
  return readStatement(scope, request, async (books) => {
    const account = books.accounts.find(({ code }) => code === request.account);
    if (account === undefined) {
      throw new Refusal("NOT_FOUND", `No account has the code ${request.account}.`, {
        account: request.account,
      });
    }
    const after = page.after && { entryDate: page.after.createdAt, lineId: page.after.id };
    return readLedgerOf(books, account, { after, limit: page.limit });
  });
}

/** One account's part of a ledger, from a position on. */
export async function readLedgerOf(
  books: StatementBooks,
  account: StatementAccount,
  { after, limit }: { readonly after?: LedgerPosition | undefined; readonly limit: number },
): Promise<AccountLedger> {
  const opening = await balanceBefore(books, account, books.range.from);
  const turnover = await turnoverIn(books, account);
  const broughtForward = after === undefined ? opening : await balanceAfter(books, account, after);
  const lines = await listLedgerLines(books, account, { after, limit: limit + 1 });
  const items = withBalances(lines.slice(0, limit), broughtForward);
  const last = items.at(-1);
  return {
    account,
    currency: books.currency.currency,
    opening,
    turnover,
    closing: add(opening, subtract(turnover.debits, turnover.credits)),
    broughtForward,
    page: {
      items,
      ...(lines.length > limit && last !== undefined
        ? { next: { createdAt: last.entryDate, id: last.lineId } }
        : {}),
    },
  };
}

function withBalances(lines: readonly LedgerLine[], broughtForward: Money): RunningLine[] {
  let balance = broughtForward;
  return lines.map((line) => {
    balance = add(balance, signed(line.side, line.amount));
    return { ...line, balance };
  });
}

async function balanceBefore(
  { balances, currency }: StatementBooks,
  { accountId }: StatementAccount,
  day: string | undefined,
): Promise<Money> {
  const movements =
    day === undefined ? [] : await balances.movements({ to: previousDay(day) }, { accountId });
  return balanceOf(turnoversIn(movements, currency), accountId);
}

/** From the balances up to the day before, and that day's own lines: not from the lines before it. */
async function balanceAfter(
  books: StatementBooks,
  account: StatementAccount,
  position: LedgerPosition,
): Promise<Money> {
  const before = await balanceBefore(books, account, position.entryDate);
  return (await sumDayUpTo(books, account, position)).reduce(add, before);
}

async function turnoverIn(
  { balances, range, currency }: StatementBooks,
  { accountId }: StatementAccount,
): Promise<Turnover> {
  const movements = await balances.movements(range, { accountId });
  return turnoverOf(turnoversIn(movements, currency), accountId);
}
