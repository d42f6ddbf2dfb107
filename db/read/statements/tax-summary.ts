import { sql } from "kysely";

import { invariant } from "../../../domain/invariant";
import { accounts } from "../../../domain/journal/accounts";
import type { Money } from "../../../domain/money";
import { add, subtract, zero } from "../../../domain/money";
import type { StatementAccount } from "../../../domain/statements/statement-account";
import type { Turnovers } from "../../../domain/statements/turnovers";
import { assertBalanced, balanceOf, turnoverOf } from "../../../domain/statements/turnovers";
import type { PartnerDatabase } from "../../partner-scope";
import { toMoney } from "../amounts";
import type { StatementBooks, StatementRequest } from "./statement-books";
import { readStatement } from "./statement-books";

/** Amounts on the tax's own side: a tax owed counts its credits, one to be recovered its debits. */
export interface TaxColumns {
  readonly charged: Money;
  /** Taken back, or settled with the authority. */
  readonly cleared: Money;
  readonly net: Money;
}

export interface TaxSection {
  readonly account: StatementAccount;
  readonly opening: Money;
  /** By code; lines without one come first. */
  readonly rows: readonly (TaxColumns & { readonly taxCode: string | null })[];
  readonly totals: TaxColumns;
  readonly closing: Money;
}

export interface TaxSummary {
  readonly currency: string;
  readonly outputVat: TaxSection;
  readonly inputVat: TaxSection;
  readonly withholdingPayable: TaxSection;
  readonly withholdingReceivable: TaxSection;
  /** Output less input: of the range, and as it stands after it. */
  readonly vatOfRange: Money;
  readonly vatPayable: Money;
}

/** Refuses (`STATEMENT_UNBALANCED`) to show what is not the turnover of its accounts. */
export function readTaxSummary(
  scope: PartnerDatabase,
  request: StatementRequest,
): Promise<TaxSummary> {
  return readStatement(scope, request, async (books) => {
    const turnovers = { opening: await books.opening(), range: await books.turnovers(books.range) };
    const section = (code: string, side: "debit" | "credit") =>
      readSection(books, turnovers, { code, side });
    const outputVat = await section(accounts.outputVat, "credit");
    const inputVat = await section(accounts.inputVat, "debit");
    return {
      currency: books.currency.currency,
      outputVat,
      inputVat,
      withholdingPayable: await section(accounts.withholdingTaxPayable, "credit"),
      withholdingReceivable: await section(accounts.withholdingTaxReceivable, "debit"),
      vatOfRange: subtract(outputVat.totals.net, inputVat.totals.net),
      vatPayable: subtract(outputVat.closing, inputVat.closing),
    };
  });
}

async function readSection(
  books: StatementBooks,
  turnovers: { readonly opening: Turnovers; readonly range: Turnovers },
  { code, side }: { readonly code: string; readonly side: "debit" | "credit" },
): Promise<TaxSection> {
  const { currency } = books.currency;
  const account = books.accounts.find((one) => one.code === code);
  invariant(account !== undefined, `account ${code} is of every chart`);
  const rows = (await listByTaxCode(books, account)).map(({ taxCode, debits, credits }) => ({
    taxCode,
    ...toColumns(side, debits, credits),
  }));
  const total = (column: keyof TaxColumns) =>
    rows.reduce((sum, row) => add(sum, row[column]), zero(currency));
  const totals = { charged: total("charged"), cleared: total("cleared"), net: total("net") };
  const { debits, credits } = turnoverOf(turnovers.range, account.accountId);
  assertBalanced("tax summary", subtract(totals.net, toColumns(side, debits, credits).net));
  const balance = balanceOf(turnovers.opening, account.accountId);
  const opening = side === "debit" ? balance : subtract(zero(currency), balance);
  return { account, opening, rows, totals, closing: add(opening, totals.net) };
}

function toColumns(side: "debit" | "credit", debits: Money, credits: Money): TaxColumns {
  const [charged, cleared] = side === "debit" ? [debits, credits] : [credits, debits];
  return { charged, cleared, net: subtract(charged, cleared) };
}

async function listByTaxCode(
  { snapshot, range, filter, currency }: StatementBooks,
  { accountId }: StatementAccount,
) {
  const column = currency.kind === "functional" ? "functional_amount" : "reporting_amount";
  let query = snapshot.db
    .selectFrom("journal_entry_lines as line")
    .where("line.account_id", "=", accountId)
    .where("line.entry_date", "<=", range.to);
  if (range.from !== undefined) query = query.where("line.entry_date", ">=", range.from);
  if (filter.branchId !== undefined) query = query.where("line.branch_id", "=", filter.branchId);
  const rows = await query
    .groupBy("line.tax_code")
    .orderBy("line.tax_code")
    .select("line.tax_code")
    .select(({ ref }) => [
      sql<string>`SUM(IF(line.side = ${"debit"}, ${ref(`line.${column}`)}, 0))`.as("debits"),
      sql<string>`SUM(IF(line.side = ${"credit"}, ${ref(`line.${column}`)}, 0))`.as("credits"),
    ])
    .execute();
  return rows.map((row) => ({
    taxCode: row.tax_code,
    debits: toMoney(row.debits, currency.currency),
    credits: toMoney(row.credits, currency.currency),
  }));
}
