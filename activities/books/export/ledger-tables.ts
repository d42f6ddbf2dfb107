import type { PartnerDatabase } from "../../../db/partner-scope";
import type { PageRequest } from "../../../db/read/page";
import type { AccountLedger } from "../../../db/read/statements/account-ledger";
import { readAccountLedger } from "../../../db/read/statements/account-ledger";
import { readGeneralLedger } from "../../../db/read/statements/general-ledger";
import type { LedgerLine } from "../../../db/read/statements/ledger-lines";
import type { PartyKind } from "../../../db/read/statements/parties";
import { readPartyStatement } from "../../../db/read/statements/party-statement";
import { invariant } from "../../../domain/invariant";
import type { Money } from "../../../domain/money";
import { formatAmount } from "../../../domain/money";
import type { ExportRequest, OpenReport } from "./open-report";
import type { ReportCell, ReportColumn, ReportRow } from "./report-table";
import { amounts, text } from "./report-table";

/** Lines read at a time: what a file holds grows with the books, what is read at once does not. */
const pageSize = 1_000;

const lineColumns: readonly ReportColumn[] = [
  text("Account", 2),
  text("Date", 3),
  text("Entry", 2),
  text("Description", 7),
  text("Source", 3),
  text("Transaction", 4),
  ...amounts("Debit", "Credit", "Balance"),
];

/** Every line of every account; each page is of its own moment, so close the period first. */
export const generalLedgerTable: OpenReport = async (scope, request) => {
  const first = await readGeneralLedger(scope, request, { limit: pageSize });
  return {
    title: "General ledger",
    currency: first.currency,
    columns: lineColumns,
    rows: generalLedgerRows(scope, request, first),
  };
};

async function* generalLedgerRows(
  scope: PartnerDatabase,
  request: ExportRequest,
  first: Awaited<ReturnType<typeof readGeneralLedger>>,
): AsyncIterable<ReportRow> {
  let page = first;
  let begun: string | undefined;
  for (;;) {
    for (const ledger of page.accounts) {
      if (ledger.account.code !== begun) yield openingRow(ledger.account.code, ledger.opening);
      begun = ledger.account.code;
      yield* accountRows(ledger);
      if (ledger.page.next === undefined) yield closingRow(begun, ledger.closing);
    }
    if (page.next === undefined) return;
    page = await readGeneralLedger(scope, request, { limit: pageSize, after: page.next });
  }
}

export const accountLedgerTable: OpenReport = async (scope, request) => {
  const { account } = request;
  invariant(account !== null, "an account ledger is asked for by its account");
  const read = (page: PageRequest) => readAccountLedger(scope, { ...request, account }, page);
  const first = await read({ limit: pageSize });
  return {
    title: `Account ledger ${account} ${first.account.name}`,
    currency: first.currency,
    columns: lineColumns,
    rows: pagedRows({ first, read, code: account, rowsOf: accountRows }),
  };
};

function accountRows({ account, page }: AccountLedger): ReportRow[] {
  return page.items.map((line) => lineRow(account.code, line));
}

export const customerStatementTable: OpenReport = (scope, request) =>
  partyStatementTable("customer", request.customerId, [scope, request]);

export const supplierStatementTable: OpenReport = (scope, request) =>
  partyStatementTable("supplier", request.supplierId, [scope, request]);

async function partyStatementTable(
  kind: PartyKind,
  partyId: string | null,
  [scope, request]: Parameters<OpenReport>,
): ReturnType<OpenReport> {
  invariant(partyId !== null, "a statement is asked for by its party");
  const read = (page: PageRequest) =>
    readPartyStatement(scope, { ...request, kind, partyId }, page);
  const first = await read({ limit: pageSize });
  return {
    title: `${kind === "customer" ? "Customer" : "Supplier"} statement ${first.party.code} ${first.party.name}`,
    currency: first.currency,
    columns: lineColumns,
    rows: pagedRows({
      first,
      read,
      code: null,
      rowsOf: ({ page }) => page.items.map((line) => lineRow(line.account.code, line)),
    }),
  };
}

interface Paged {
  readonly opening: Money;
  readonly closing: Money;
  readonly page: { readonly next?: NonNullable<PageRequest["after"]> };
}

async function* pagedRows<Part extends Paged>(parts: {
  readonly first: Part;
  readonly read: (page: PageRequest) => Promise<Part>;
  readonly code: string | null;
  readonly rowsOf: (part: Part) => ReportRow[];
}): AsyncIterable<ReportRow> {
  let part = parts.first;
  yield openingRow(parts.code, part.opening);
  for (;;) {
    yield* parts.rowsOf(part);
    const { next } = part.page;
    if (next === undefined) break;
    part = await parts.read({ limit: pageSize, after: next });
  }
  yield closingRow(parts.code, part.closing);
}

function lineRow(code: string, line: LedgerLine & { readonly balance: Money }): ReportCell[] {
  const { entry, transaction } = line;
  return [
    code,
    line.entryDate,
    entry.reference,
    entry.description,
    entry.sourceType,
    `${formatAmount(transaction)} ${transaction.currency}`,
    line.side === "debit" ? line.amount : null,
    line.side === "credit" ? line.amount : null,
    line.balance,
  ];
}

function openingRow(code: string | null, balance: Money): ReportRow {
  return [code, null, null, "Opening balance", null, null, null, null, balance];
}

function closingRow(code: string | null, balance: Money): ReportRow {
  return [code, null, null, "Closing balance", null, null, null, null, balance];
}
