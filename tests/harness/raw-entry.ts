import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";

import { newId } from "../../db/new-id";
import { today } from "./database";
import type { Ledger } from "./ledger";

export interface RawLine {
  readonly side: "debit" | "credit";
  readonly amount: string;
  readonly currency?: string;
  readonly minorUnits?: number;
  readonly functional?: string;
  readonly functionalCurrency?: string;
  readonly functionalMinorUnits?: number;
  readonly rate?: string;
  readonly reporting?: string;
  readonly number?: number;
  readonly account?: string;
  readonly customerId?: number;
  readonly supplierId?: number;
}

let numbers = 0;

/** Writes a header past the journal writer: what the database refuses, it refuses to everyone. */
export async function insertRawHeader(
  connection: Connection,
  { scope }: Ledger,
  header: { readonly lineCount: number; readonly total: string },
): Promise<number> {
  numbers += 1;
  const [periods] = await connection.query<RowDataPacket[]>(
    "SELECT accounting_period_id AS id FROM accounting_periods WHERE partner_id = ? AND ? BETWEEN starts_on AND ends_on",
    [scope.partnerId, today()],
  );
  const [result] = await connection.query<ResultSetHeader>("INSERT INTO journal_entries SET ?", {
    partner_id: scope.partnerId,
    public_id: newId("journalEntry"),
    entry_number: 1_000_000 + numbers,
    entry_date: today(),
    event_date: today(),
    accounting_period_id: periods[0]?.["id"],
    source_type: "test",
    source_public_id: newId("event"),
    posting_key: `raw:${newId("event")}`,
    description: "A raw entry of the tests",
    functional_currency: "BDT",
    functional_total: header.total,
    line_count: header.lineCount,
    posted_by_type: "system",
    posted_at: `${today()} 00:00:00`,
  });
  return result.insertId;
}

/** Writes lines past the journal writer, one statement for all, numbered from 1 unless they say. */
export async function insertRawLines(
  connection: Connection,
  { scope }: Pick<Ledger, "scope">,
  entryId: number,
  lines: readonly RawLine[],
): Promise<void> {
  const [accounts] = await connection.query<RowDataPacket[]>(
    "SELECT account_id AS id, account_code AS code FROM chart_of_accounts WHERE partner_id = ?",
    [scope.partnerId],
  );
  const accountId = (code: string) => accounts.find((row) => row["code"] === code)?.["id"];
  await connection.query(
    `INSERT INTO journal_entry_lines (partner_id, journal_entry_id, line_number, account_id, side,
       transaction_currency, transaction_minor_units, transaction_amount,
       functional_currency, functional_minor_units, functional_amount, fx_rate,
       reporting_currency, reporting_minor_units, reporting_amount, reporting_fx_rate,
       entry_date, customer_id, supplier_id) VALUES ?`,
    [
      lines.map((line, index) => [
        scope.partnerId,
        entryId,
        line.number ?? index + 1,
        accountId(line.account ?? "4031"),
        line.side,
        line.currency ?? "BDT",
        line.minorUnits ?? 2,
        line.amount,
        line.functionalCurrency ?? "BDT",
        line.functionalMinorUnits ?? 2,
        line.functional ?? line.amount,
        line.rate ?? "1",
        line.reporting === undefined ? null : "USD",
        line.reporting === undefined ? null : 2,
        line.reporting ?? null,
        line.reporting === undefined ? null : "0.0085",
        today(),
        line.customerId ?? null,
        line.supplierId ?? null,
      ]),
    ],
  );
}

export async function insertRawEntry(
  connection: Connection,
  ledger: Ledger,
  entry: {
    readonly total: string;
    readonly lineCount?: number;
    readonly lines: readonly RawLine[];
  },
): Promise<number> {
  const entryId = await insertRawHeader(connection, ledger, {
    lineCount: entry.lineCount ?? entry.lines.length,
    total: entry.total,
  });
  await insertRawLines(connection, ledger, entryId, entry.lines);
  return entryId;
}
