import { getMinorUnits } from "../currency";
import type { AccountClass, ControlDimension } from "../journal/accounts";
import type { Side } from "../journal/posting";
import type { Money } from "../money";
import { formatAmount, isZero } from "../money";

export interface ExportedAccount {
  readonly code: string;
  readonly name: string;
  readonly class: AccountClass;
  readonly control: ControlDimension | null;
}

export interface ExportedLine {
  readonly account: ExportedAccount;
  readonly side: Side;
  readonly transaction: Money;
  readonly functional: Money;
  readonly reporting: Money | null;
  /** Whom and what it concerns, by the codes that people know them by. */
  readonly dimensions: Readonly<Record<string, string | null>>;
}

export interface ExportedEntry {
  readonly number: number;
  /** The number as it was written, where the partner has a format. */
  readonly reference: string | null;
  readonly publicId: string;
  readonly entryDate: string;
  readonly eventDate: string;
  readonly description: string;
  readonly postingKey: string;
  readonly source: string;
  readonly reversesNumber: number | null;
  readonly lines: readonly ExportedLine[];
}

/** The currency that amounts are valued in: hledger's cost. */
export type ExportBook = "functional" | "reporting";

/** Names that hledger knows the types of; its statements go by them. */
const classes: Readonly<Record<AccountClass, { readonly name: string; readonly type: string }>> = {
  asset: { name: "assets", type: "A" },
  liability: { name: "liabilities", type: "L" },
  equity: { name: "equity", type: "E" },
  income: { name: "revenues", type: "R" },
  expense: { name: "expenses", type: "X" },
};

/**
 * The beginning of a journal in hledger's format. Each line stands in the currency it was made in,
 * valued by `@@` at what it is carried at: `hledger bal` gives balances by transaction currency, and
 * `hledger bal -B` those of the books. A line that moves only the books' own currency (rounding,
 * revaluation) stands in that one.
 */
export function hledgerHeader(
  accounts: readonly ExportedAccount[],
  currencies: readonly string[],
): string {
  return [
    "decimal-mark .",
    ...currencies.toSorted().map((currency) => `commodity ${sampleAmount(currency)}`),
    "",
    ...accounts.map((account) => `account ${accountName(account)}  ; type: ${typeOf(account)}`),
    "",
    "",
  ].join("\n");
}

export function hledgerEntry(entry: ExportedEntry, book: ExportBook): string {
  const days =
    entry.eventDate === entry.entryDate ? entry.entryDate : `${entry.entryDate}=${entry.eventDate}`;
  const header = `${days} (${entry.number}) ${plainText(entry.description)}`.trimEnd();
  const tags = tagsOf({
    id: entry.publicId,
    number: entry.reference,
    key: entry.postingKey,
    source: entry.source,
    reverses: entry.reversesNumber?.toString() ?? null,
  });
  const postings = entry.lines.flatMap((line) => {
    const amount = valuedAmount(line, book);
    const name = accountName(line.account);
    return amount === undefined ? [] : [`    ${name}  ${amount}${tagsOf(line.dimensions)}`];
  });
  return `${[`${header}${tags}`, ...postings].join("\n")}\n\n`;
}

/** `assets:1101 Accounts receivable, customers`: a colon of ours would make a level of its own. */
function accountName(account: ExportedAccount): string {
  const name = account.name
    .replaceAll(":", ",")
    .replaceAll(/[;\s\p{Cc}]+/gu, " ")
    .trim();
  return `${classes[account.class].name}:${account.code} ${name}`.trimEnd();
}

function typeOf({ class: accountClass, control }: ExportedAccount): string {
  return control === "cash_drawer" || control === "bank_account" ? "C" : classes[accountClass].type;
}

/** Says how many decimals a commodity has, and which sign comes before them. */
function sampleAmount(currency: string): string {
  const scale = getMinorUnits(currency);
  return `1000.${"0".repeat(scale)} ${currency}`;
}

/** Undefined where the line moves neither its own currency nor the book's, or is not in the book. */
function valuedAmount(line: ExportedLine, book: ExportBook): string | undefined {
  const { transaction } = line;
  const value = book === "functional" ? line.functional : line.reporting;
  if (value === null) return undefined;
  const sign = line.side === "debit" ? "" : "-";
  if (isZero(transaction)) return isZero(value) ? undefined : sign + withCurrency(value);
  const isOwn = value.currency === transaction.currency && value.minor === transaction.minor;
  return sign + withCurrency(transaction) + (isOwn ? "" : ` @@ ${withCurrency(value)}`);
}

function withCurrency(amount: Money): string {
  return `${formatAmount(amount)} ${amount.currency}`;
}

/** A description ends where a comment begins. */
function plainText(text: string): string {
  return text.replaceAll(/[;\s\p{Cc}]+/gu, " ").trim();
}

/** A tag's value ends at a comma, and a date in brackets would be taken for the posting's own. */
function tagsOf(tags: Readonly<Record<string, string | null>>): string {
  const told = Object.entries(tags).flatMap(([name, value]) =>
    value === null ? [] : [`${name}:${value.replaceAll(/[,;[\]\s\p{Cc}]+/gu, " ").trim()}`],
  );
  return told.length === 0 ? "" : `  ; ${told.join(", ")}`;
}
