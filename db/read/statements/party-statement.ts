import type { Selectable } from "kysely";
import { sql } from "kysely";

import { invariant } from "../../../domain/invariant";
import type { Side } from "../../../domain/journal/posting";
import type { Money } from "../../../domain/money";
import { add, money, zero } from "../../../domain/money";
import type { Turnover } from "../../../domain/statements/movement";
import type { StatementAccount } from "../../../domain/statements/statement-account";
import type { Database } from "../../generated/database";
import type { PartnerDatabase } from "../../partner-scope";
import { toMoney } from "../amounts";
import { toEntryReference } from "../entry-reference";
import type { Page, PageRequest } from "../page";
import { toPage } from "../page";
import type { LedgerLine, LedgerPosition } from "./ledger-lines";
import type { PartyKind, PartyName } from "./parties";
import { controlAccountsOf, getPartyName } from "./parties";
import type { StatementBooks, StatementRequest } from "./statement-books";
import { readStatement } from "./statement-books";

export interface PartyStatementRequest extends StatementRequest {
  readonly kind: PartyKind;
  /** Public id. */
  readonly partyId: string;
}

export interface PartyStatementLine extends LedgerLine {
  readonly account: StatementAccount;
  readonly balance: Money;
}

/**
 * Everything between us and one party: all of its control accounts as one. Balances are what a
 * customer owes us (debits less credits), or what we owe a supplier (credits less debits).
 */
export interface PartyStatement {
  readonly party: PartyName;
  readonly currency: string;
  readonly opening: Money;
  readonly turnover: Turnover;
  readonly closing: Money;
  /** What the page's first line adds to. */
  readonly broughtForward: Money;
  readonly page: Page<PartyStatementLine>;
}

/**
 * Refuses a party that the partner has not (`NOT_FOUND`), and a reporting currency that not all
 * entries have (`REPORTING_CURRENCY_MISSING`).
 */
export function readPartyStatement(
  scope: PartnerDatabase,
  request: PartyStatementRequest,
  page: PageRequest,
): Promise<PartyStatement> {
  return readStatement(scope, request, async (books) => {
    const party = await getPartyName(books.snapshot, request.kind, request.partyId);
    const accounts = controlAccountsOf(request.kind, books.accounts);
    const part = { books, kind: request.kind, party, accounts };
    const { from, to } = books.range;
    const { currency, kind } = books.currency;
    if (kind === "reporting") await books.turnovers({ to });
    const opening =
      from === undefined ? zero(currency) : balanceOf(part, await sum(part, { before: from }));
    const turnover = await sum(part, { from, to });
    const after = page.after && { entryDate: page.after.createdAt, lineId: page.after.id };
    const broughtForward =
      after === undefined ? opening : balanceOf(part, await sum(part, { upTo: after }));
    return {
      party,
      currency,
      opening,
      turnover,
      closing: add(opening, balanceOf(part, turnover)),
      broughtForward,
      page: withBalances(part, await listPage(part, page, after), broughtForward),
    };
  });
}

interface Part {
  readonly books: StatementBooks;
  readonly kind: PartyKind;
  readonly party: PartyName;
  readonly accounts: readonly StatementAccount[];
}

function balanceOf({ kind }: Pick<Part, "kind">, { debits, credits }: Turnover): Money {
  const minor = debits.minor - credits.minor;
  return money(debits.currency, kind === "customer" ? minor : -minor);
}

function withBalances(
  part: Part,
  page: Page<Omit<PartyStatementLine, "balance">>,
  broughtForward: Money,
): PartyStatement["page"] {
  let balance = broughtForward;
  const none = zero(broughtForward.currency);
  const items = page.items.map((line) => {
    const sides: Record<Side, Turnover> = {
      debit: { debits: line.amount, credits: none },
      credit: { debits: none, credits: line.amount },
    };
    balance = add(balance, balanceOf(part, sides[line.side]));
    return { ...line, balance };
  });
  return { ...page, items };
}

interface Span {
  readonly before?: string;
  readonly from?: string | undefined;
  readonly to?: string;
  readonly upTo?: LedgerPosition;
}

async function sum(part: Part, { before, from, to, upTo }: Span): Promise<Turnover> {
  const { currency, kind } = part.books.currency;
  let query = selectLines(part);
  if (before !== undefined) query = query.where("line.entry_date", "<", before);
  if (from !== undefined) query = query.where("line.entry_date", ">=", from);
  if (to !== undefined) query = query.where("line.entry_date", "<=", to);
  if (upTo !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("line.entry_date", "line.journal_entry_line_id"),
        "<=",
        tuple(upTo.entryDate, upTo.lineId),
      ),
    );
  }
  const column = kind === "functional" ? "line.functional_amount" : "line.reporting_amount";
  const row = await query
    .select(({ ref }) => [
      sql<string>`COALESCE(SUM(IF(line.side = ${"debit"}, ${ref(column)}, 0)), 0)`.as("debits"),
      sql<string>`COALESCE(SUM(IF(line.side = ${"credit"}, ${ref(column)}, 0)), 0)`.as("credits"),
    ])
    .executeTakeFirstOrThrow();
  return { debits: toMoney(row.debits, currency), credits: toMoney(row.credits, currency) };
}

async function listPage(
  part: Part,
  page: PageRequest,
  after: LedgerPosition | undefined,
): Promise<Page<Omit<PartyStatementLine, "balance">>> {
  const { from, to } = part.books.range;
  let query = selectLines(part).where("line.entry_date", "<=", to);
  if (from !== undefined) query = query.where("line.entry_date", ">=", from);
  if (after !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("line.entry_date", "line.journal_entry_line_id"),
        ">",
        tuple(after.entryDate, after.lineId),
      ),
    );
  }
  const rows = await query
    .innerJoin("journal_entries as entry", "entry.journal_entry_id", "line.journal_entry_id")
    .orderBy("line.entry_date")
    .orderBy("line.journal_entry_line_id")
    .limit(page.limit + 1)
    .selectAll("line")
    .select([
      "entry.public_id as entry_public_id",
      "entry.entry_number",
      "entry.entry_reference",
      "entry.description",
      "entry.source_type",
      "entry.source_public_id",
      "entry.workflow_id",
    ])
    .execute();
  return toPage(rows, page, {
    item: (row) => toLine(part, row),
    key: (row) => ({ createdAt: row.entry_date, id: row.journal_entry_line_id }),
  });
}

function selectLines({ books, kind, party, accounts }: Part) {
  const column = kind === "customer" ? "line.customer_id" : "line.supplier_id";
  const query = books.snapshot.db
    .selectFrom("journal_entry_lines as line")
    .where(column, "=", party.partyId)
    .where(
      "line.account_id",
      "in",
      accounts.map(({ accountId }) => accountId),
    );
  const { branchId } = books.filter;
  return branchId === undefined ? query : query.where("line.branch_id", "=", branchId);
}

type LineRow = Selectable<Database["journal_entry_lines"]> & {
  readonly entry_public_id: string;
  readonly entry_number: number;
  readonly entry_reference: string | null;
  readonly description: string;
  readonly source_type: string;
  readonly source_public_id: string;
  readonly workflow_id: string | null;
};

function toLine({ books, accounts }: Part, row: LineRow): Omit<PartyStatementLine, "balance"> {
  const { kind, currency } = books.currency;
  const account = accounts.find(({ accountId }) => accountId === row.account_id);
  invariant(account !== undefined, "lines are asked for by their account");
  const amount = kind === "functional" ? row.functional_amount : (row.reporting_amount ?? "0");
  return {
    account,
    lineId: row.journal_entry_line_id,
    entryDate: row.entry_date,
    lineNumber: row.line_number,
    side: row.side,
    amount: toMoney(amount, currency),
    transaction: toMoney(row.transaction_amount, row.transaction_currency),
    entry: {
      publicId: row.entry_public_id,
      number: row.entry_number,
      reference: toEntryReference(row),
      description: row.description,
      sourceType: row.source_type,
      sourceId: row.source_public_id,
      workflowId: row.workflow_id,
    },
  };
}
