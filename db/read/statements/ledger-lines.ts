import type { Selectable } from "kysely";

import { invariant } from "../../../domain/invariant";
import type { Side } from "../../../domain/journal/posting";
import type { Money } from "../../../domain/money";
import type { StatementAccount } from "../../../domain/statements/statement-account";
import type { Database } from "../../generated/database";
import type { PartnerDatabase } from "../../partner-scope";
import { toMoney } from "../amounts";
import { toEntryReference } from "../entry-reference";
import type { StatementBooks } from "./statement-books";

/** A line of an account with the entry that it belongs to. */
export interface LedgerLine {
  readonly lineId: number;
  readonly entryDate: string;
  readonly entry: {
    readonly publicId: string;
    readonly number: number;
    /** The number as it was written, or itself. */
    readonly reference: string;
    readonly description: string;
    readonly sourceType: string;
    readonly sourceId: string;
    readonly workflowId: string | null;
  };
  readonly lineNumber: number;
  readonly side: Side;
  /** In the statement's currency. */
  readonly amount: Money;
  readonly transaction: Money;
}

/** The last line of the page before. */
export interface LedgerPosition {
  readonly entryDate: string;
  readonly lineId: number;
}

/**
 * An account's lines by date, and within a date in the order they were posted in: the order of the
 * index, so that a page costs the same wherever it is.
 */
export async function listLedgerLines(
  books: StatementBooks,
  account: Pick<StatementAccount, "accountId">,
  page: { readonly after?: LedgerPosition | undefined; readonly limit: number },
): Promise<LedgerLine[]> {
  const { from, to } = books.range;
  const { after } = page;
  let query = selectLines(books, account).where("entry_date", "<=", to);
  if (after !== undefined) query = query.where("entry_date", ">=", after.entryDate);
  else if (from !== undefined) query = query.where("entry_date", ">=", from);
  if (after !== undefined) {
    query = query.where((eb) =>
      eb.or([
        eb("entry_date", ">", after.entryDate),
        eb("journal_entry_line_id", ">", after.lineId),
      ]),
    );
  }
  const lines = await query
    .selectAll()
    .orderBy("entry_date")
    .orderBy("journal_entry_line_id")
    .limit(page.limit)
    .execute();
  const entries = await findEntries(books.snapshot, lines);
  return lines.map((line) => toLedgerLine(books, line, entries));
}

/** Debits less credits of a day's lines up to a position. */
export async function sumDayUpTo(
  books: StatementBooks,
  account: Pick<StatementAccount, "accountId">,
  { entryDate, lineId }: LedgerPosition,
): Promise<Money[]> {
  const { kind, currency } = books.currency;
  const column = kind === "functional" ? "functional_amount" : "reporting_amount";
  const rows = await selectLines(books, account)
    .where("entry_date", "=", entryDate)
    .where("journal_entry_line_id", "<=", lineId)
    .groupBy("side")
    .select(({ fn }) => ["side", fn.sum<string>(column).as("sum")])
    .execute();
  return rows.map(({ side, sum }) => signed(side, toMoney(sum, currency)));
}

/** Debits above zero, credits below. */
export function signed(side: Side, { currency, minor }: Money): Money {
  return { currency, minor: side === "debit" ? minor : -minor };
}

function selectLines(
  { snapshot, filter: { branchId } }: StatementBooks,
  { accountId }: Pick<StatementAccount, "accountId">,
) {
  const query = snapshot.db.selectFrom("journal_entry_lines").where("account_id", "=", accountId);
  return branchId === undefined ? query : query.where("branch_id", "=", branchId);
}

async function findEntries(
  { db }: PartnerDatabase,
  lines: readonly { readonly journal_entry_id: number }[],
): Promise<Map<number, LedgerLine["entry"]>> {
  if (lines.length === 0) return new Map();
  const rows = await db
    .selectFrom("journal_entries")
    .select([
      "journal_entry_id as id",
      "public_id as publicId",
      "entry_number",
      "entry_reference",
      "description",
      "source_type as sourceType",
      "source_public_id as sourceId",
      "workflow_id as workflowId",
    ])
    .where(
      "journal_entry_id",
      "in",
      lines.map((line) => line.journal_entry_id),
    )
    .execute();
  return new Map(
    rows.map(({ id, entry_number: number, entry_reference: written, ...entry }) => {
      const reference = toEntryReference({ entry_number: number, entry_reference: written });
      return [id, { ...entry, number, reference }];
    }),
  );
}

function toLedgerLine(
  { currency: { kind, currency } }: StatementBooks,
  line: Selectable<Database["journal_entry_lines"]>,
  entries: ReadonlyMap<number, LedgerLine["entry"]>,
): LedgerLine {
  const entry = entries.get(line.journal_entry_id);
  invariant(entry !== undefined, "a line has its entry");
  const amount = kind === "functional" ? line.functional_amount : (line.reporting_amount ?? "0");
  return {
    lineId: line.journal_entry_line_id,
    entryDate: line.entry_date,
    entry,
    lineNumber: line.line_number,
    side: line.side,
    amount: toMoney(amount, currency),
    transaction: toMoney(line.transaction_amount, line.transaction_currency),
  };
}
