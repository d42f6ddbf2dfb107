import { sql } from "kysely";

import type { StatementFigures, StatementSums } from "../../domain/bsp/billing-statement";
import { addToStatement, emptyStatement } from "../../domain/bsp/billing-statement";
import type { TransactionKind } from "../../domain/bsp/matching/transaction-kinds";
import { transactionKindOf } from "../../domain/bsp/matching/transaction-kinds";
import type { BspBilling, StatedDocument } from "../../domain/bsp/remittance";
import { expectedOf, toBilledDocument } from "../../domain/bsp/remittance";
import { groupBy } from "../../domain/group-by";
import { accounts } from "../../domain/journal/accounts";
import type { EntryLine } from "../../domain/journal/build-entry";
import type { MemoState } from "../../domain/memo/memo";
import { memoPostingKeys } from "../../domain/memo/posting-keys";
import type { Money } from "../../domain/money";
import type { BilledDocument } from "../../domain/posting/bsp-settlement";
import type { PartnerDatabase } from "../partner-scope";
import { toMoney } from "./amounts";
import { selectEntryLines, toEntryLine } from "./entry-lines";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

/** A transaction of a billing, with what our books have of it. */
export interface BilledTransaction extends Omit<StatedDocument, "supplierId"> {
  /** By key; it goes up within a billing. */
  readonly stagedId: number;
  readonly createdAt: string;
  readonly documentNumber: string;
  readonly code: string;
  readonly kind: TransactionKind;
  readonly airlineNumber: string;
  /** Whose document it is, where the airline is a supplier of ours. */
  readonly supplier: BilledSupplier | undefined;
  /** Of ours, where it is one. */
  readonly memo: BilledMemo | undefined;
  readonly gross: Money;
  readonly taxes: Money;
  /** Below zero where it is ours. */
  readonly commission: Money;
  /** From 1: BSP may bill a document twice. */
  readonly occurrence: number;
  /** Whether a remittance has it that the bank has not rejected. */
  readonly isRemitted: boolean;
}

export interface BilledSupplier {
  readonly supplierId: number;
  readonly publicId: string;
  readonly name: string;
  readonly airlineCode: string | null;
}

export interface BilledMemo {
  readonly publicId: string;
  readonly state: MemoState;
  readonly isBilled: boolean;
}

interface BilledPart {
  /** Behind this one, by key. */
  readonly after?: number;
  readonly limit: number;
}

const chunk = 2_000;

/**
 * The transactions of a billing in files that count, in their order, with the lines that our books
 * have of each in 2011 and 1109. Test files count for partners in test mode alone.
 */
export async function* readBilledTransactions(
  scope: PartnerDatabase,
  billing: BspBilling,
): AsyncGenerator<BilledTransaction> {
  for (let after = 0; ;) {
    const part = await listBilledTransactions(scope, billing, { after, limit: chunk });
    yield* part;
    const last = part.at(-1);
    if (last === undefined) return;
    after = last.stagedId;
  }
}

async function listBilledTransactions(
  scope: PartnerDatabase,
  billing: BspBilling,
  { after = 0, limit }: BilledPart,
): Promise<BilledTransaction[]> {
  const rows = await selectBilled(scope, billing)
    .where("staged.bsp_staged_transaction_id", ">", after)
    .orderBy("staged.bsp_staged_transaction_id")
    .limit(limit)
    .execute();
  if (rows.length === 0) return [];
  const [suppliers, memos, byTicket, acceptances] = await Promise.all([
    readSuppliers(scope),
    readMemos(scope, rows),
    readTicketLines(scope, rows),
    readAcceptances(scope, rows),
  ]);
  const memoLines = await readMemoLines(scope, [...memos.values()].flat());
  return rows.map((row) => {
    const kind = transactionKindOf(row.transaction_code);
    const supplier =
      suppliers.byId.get(row.ticket_supplier_id ?? 0) ??
      suppliers.byAirline.get(row.airline_number);
    const memo =
      kind === "memo" && row.occurrence === 1
        ? memos.get(row.document_number)?.find((own) => own.supplier_id === supplier?.supplierId)
        : undefined;
    const lines =
      memo === undefined
        ? linesOf(row, byTicket.get(row.booking_ticket_id ?? 0) ?? [], {
            kind,
            accepted: acceptances.get(row.bsp_staged_transaction_id) ?? [],
          })
        : linesOfMemo(memo, memoLines);
    const amount = (text: string) => toMoney(text, row.currency);
    return {
      stagedId: row.bsp_staged_transaction_id,
      createdAt: row.created_at,
      documentNumber: row.document_number,
      code: row.transaction_code,
      kind,
      airlineNumber: row.airline_number,
      supplier,
      ...(row.booking_ticket_id !== null && { ticketId: row.booking_ticket_id }),
      memo: memo && {
        publicId: memo.public_id,
        state: memo.state,
        isBilled: memo.billed_on !== null,
      },
      gross: amount(row.gross_amount),
      taxes: amount(row.tax_amount),
      commission: amount(row.commission_amount),
      billed: amount(row.remittance_amount),
      lines,
      unposted: memo !== undefined && lines.length === 0,
      exceptions: exceptionsOf(row),
      occurrence: row.occurrence ?? 1,
      isRemitted: row.is_remitted === 1,
    };
  });
}

/** A page of it, for people. */
export async function listBilledPage(
  scope: PartnerDatabase,
  billing: BspBilling,
  page: PageRequest,
): Promise<Page<BilledTransaction>> {
  const part = { limit: page.limit + 1, ...(page.after && { after: page.after.id }) };
  return toPage(await listBilledTransactions(scope, billing, part), page, {
    item: (transaction) => transaction,
    key: ({ stagedId, createdAt }) => ({ createdAt, id: stagedId }),
  });
}

/** A billing by airline, in the order of their numbers. */
export interface BillingStatement {
  readonly all: StatementSums;
  readonly airlines: readonly {
    readonly airlineNumber: string;
    readonly supplier: BilledSupplier | undefined;
    readonly sums: StatementSums;
  }[];
}

export async function readBillingStatement(
  scope: PartnerDatabase,
  billing: BspBilling,
  functional: string,
): Promise<BillingStatement> {
  const airlines = new Map<string, BillingStatement["airlines"][number]>();
  let all = emptyStatement(billing.currency);
  for await (const transaction of readBilledTransactions(scope, billing)) {
    const { airlineNumber, supplier } = transaction;
    const figures = toFigures(transaction, functional);
    const known = airlines.get(airlineNumber)?.sums ?? emptyStatement(billing.currency);
    airlines.set(airlineNumber, { airlineNumber, supplier, sums: addToStatement(known, figures) });
    all = addToStatement(all, figures);
  }
  const byNumber = [...airlines.values()].toSorted((left, right) =>
    left.airlineNumber < right.airlineNumber ? -1 : 1,
  );
  return { all, airlines: byNumber };
}

function toFigures(transaction: BilledTransaction, functional: string): StatementFigures {
  return {
    ...transaction,
    isMemo: transaction.kind === "memo",
    expected: expectedOf(settledAs(transaction, { functional })),
  };
}

/** As it is settled; what no supplier of ours has billed is booked with the settlement plan. */
export function settledAs(
  transaction: BilledTransaction,
  { functional, planId = 0 }: { readonly functional: string; readonly planId?: number },
): BilledDocument {
  const supplierId = transaction.supplier?.supplierId ?? planId;
  return toBilledDocument({ ...transaction, supplierId }, functional);
}

type BilledRow = Awaited<ReturnType<ReturnType<typeof selectBilled>["executeTakeFirstOrThrow"]>>;

function selectBilled(scope: PartnerDatabase, { market, endsOn, currency }: BspBilling) {
  return scope.db
    .selectFrom("bsp_staged_transactions as staged")
    .innerJoin("bsp_import_files as file", "file.bsp_import_file_id", "staged.bsp_import_file_id")
    .innerJoin("partners as partner", "partner.partner_id", "staged.partner_id")
    .leftJoin("booking_tickets as ticket", "ticket.booking_ticket_id", "staged.booking_ticket_id")
    .leftJoin("refunds as refund", "refund.refund_id", "staged.refund_id")
    .leftJoin("bsp_remittance_documents as remitted", (join) =>
      join
        .onRef("remitted.document_number", "=", "staged.document_number")
        .onRef("remitted.transaction_code", "=", "staged.transaction_code")
        .on(({ eb, ref }) => eb(ref("remitted.occurrence"), "=", countOccurrence(scope)))
        .on(({ exists, not, selectFrom }) =>
          not(
            exists(
              selectFrom("bsp_remittance_rejections as rejected")
                .select("rejected.bsp_remittance_id")
                .whereRef("rejected.bsp_remittance_id", "=", "remitted.bsp_remittance_id"),
            ),
          ),
        ),
    )
    .selectAll("staged")
    .select((eb) => [
      "ticket.supplier_id as ticket_supplier_id",
      "refund.posting_key as refund_posting_key",
      countOccurrence(scope).as("occurrence"),
      sql<number>`remitted.bsp_remittance_document_id IS NOT NULL`.as("is_remitted"),
      eb
        .selectFrom("bsp_exceptions as found")
        .select((inner) => inner.fn.countAll<number>().as("count"))
        .whereRef("found.bsp_staged_transaction_id", "=", "staged.bsp_staged_transaction_id")
        .as("exception_count"),
      eb
        .selectFrom("bsp_exceptions as accepted")
        .select((inner) => inner.fn.countAll<number>().as("count"))
        .whereRef("accepted.bsp_staged_transaction_id", "=", "staged.bsp_staged_transaction_id")
        .where("accepted.resolution", "=", "accepted")
        .as("accepted_count"),
    ])
    .where("staged.remittance_ends_on", "=", endsOn)
    .where("staged.currency", "=", currency)
    .where("file.market", "=", market)
    .where("file.state", "=", "imported")
    .where((eb) => eb.or([eb("file.is_test", "=", 0), eb("partner.environment", "=", "test")]));
}

/** How often BSP has billed the document under its code by then, this time with it. */
function countOccurrence({ db }: PartnerDatabase) {
  return db
    .selectFrom("bsp_staged_transactions as earlier")
    .innerJoin(
      "bsp_import_files as before",
      "before.bsp_import_file_id",
      "earlier.bsp_import_file_id",
    )
    .select(sql<number>`COUNT(*) + 1`.as("occurrence"))
    .where("before.state", "=", "imported")
    .where(sql<boolean>`earlier.document_number = staged.document_number`)
    .where(sql<boolean>`earlier.transaction_code = staged.transaction_code`)
    .where(sql<boolean>`earlier.bsp_staged_transaction_id < staged.bsp_staged_transaction_id`);
}

/** Of a ticket that was voided nothing is left; a document is settled once, however often it is billed. */
function linesOf(
  { refund_posting_key: refundKey, occurrence }: BilledRow,
  ofTicket: readonly TicketLine[],
  { kind, accepted }: { readonly kind: TransactionKind; readonly accepted: readonly string[] },
): EntryLine[] {
  if (occurrence !== 1) return [];
  const isOwn = ({ posting_key: key }: TicketLine): boolean => {
    if (accepted.includes(key)) return true;
    if (kind === "refund") return key === refundKey;
    const [step = ""] = key.split(":");
    return kind === "sale" && saleSteps.includes(step);
  };
  return ofTicket.filter(isOwn).map(toEntryLine);
}

/** First words of posting keys. */
const saleSteps = ["issue", "exchange", "void"];

type TicketLine = Awaited<ReturnType<typeof selectClaims>>[number];

function selectClaims(
  scope: PartnerDatabase,
  narrow: { readonly tickets: readonly number[] } | { readonly keys: readonly string[] },
) {
  const query = selectEntryLines(scope)
    .innerJoin("journal_entries as entry", "entry.journal_entry_id", "line.journal_entry_id")
    .select("entry.posting_key")
    .where("account.account_code", "in", [accounts.bspPayable, accounts.commissionReceivable]);
  return (
    "tickets" in narrow
      ? query.where("line.booking_ticket_id", "in", [...narrow.tickets])
      : query.where("entry.posting_key", "in", [...narrow.keys])
  )
    .orderBy("line.journal_entry_line_id")
    .execute();
}

async function readTicketLines(
  scope: PartnerDatabase,
  rows: readonly BilledRow[],
): Promise<ReadonlyMap<number, readonly TicketLine[]>> {
  const tickets = rows.flatMap(({ booking_ticket_id: id }) => (id === null ? [] : [id]));
  if (tickets.length === 0) return new Map();
  const lines = await selectClaims(scope, { tickets });
  return groupBy(lines, (line) => line.booking_ticket_id ?? 0);
}

type MemoOfFile = Awaited<ReturnType<typeof selectMemos>>[number];

function selectMemos({ db }: PartnerDatabase, numbers: readonly string[]) {
  return db
    .selectFrom("agency_memos")
    .select(["public_id", "supplier_id", "document_number", "state", "billed_on"])
    .where("document_number", "in", [...numbers])
    .execute();
}

/** By their numbers. */
async function readMemos(
  scope: PartnerDatabase,
  rows: readonly BilledRow[],
): Promise<ReadonlyMap<string, readonly MemoOfFile[]>> {
  const numbers = rows
    .filter(({ transaction_code: code }) => transactionKindOf(code) === "memo")
    .map(({ document_number: number }) => number);
  if (numbers.length === 0) return new Map();
  return groupBy(await selectMemos(scope, numbers), (memo) => memo.document_number);
}

/** What accepting differences has posted, by the transaction that it is of: keys of entries. */
async function readAcceptances(
  { db }: PartnerDatabase,
  rows: readonly BilledRow[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const ids = rows.map(({ bsp_staged_transaction_id: id }) => id);
  const accepted = await db
    .selectFrom("bsp_exceptions as exception")
    .innerJoin("journal_entries as entry", "entry.journal_entry_id", "exception.journal_entry_id")
    .select(["exception.bsp_staged_transaction_id as stagedId", "entry.posting_key as key"])
    .where("exception.bsp_staged_transaction_id", "in", ids)
    .execute();
  const byTransaction = groupBy(accepted, ({ stagedId }) => stagedId ?? 0);
  return new Map([...byTransaction].map(([id, own]) => [id, own.map(({ key }) => key)]));
}

async function readMemoLines(
  scope: PartnerDatabase,
  memos: readonly MemoOfFile[],
): Promise<ReadonlyMap<string, readonly TicketLine[]>> {
  const keys = memos.flatMap(({ public_id: memo }) => Object.values(memoPostingKeys(memo)));
  if (keys.length === 0) return new Map();
  return groupBy(await selectClaims(scope, { keys }), (line) => line.posting_key);
}

/** What BSP bills of it is what was booked as billed; else as it was accepted, or upheld. */
function linesOfMemo(
  { public_id: memo }: MemoOfFile,
  byKey: ReadonlyMap<string, readonly TicketLine[]>,
): EntryLine[] {
  const { bill, accept, resolve } = memoPostingKeys(memo);
  const lines = byKey.get(bill) ?? byKey.get(accept) ?? byKey.get(resolve) ?? [];
  return lines.map(toEntryLine);
}

function exceptionsOf({
  exception_count: found,
  accepted_count: accepted,
}: BilledRow): StatedDocument["exceptions"] {
  if (found === null || found === 0) return "none";
  return found === accepted ? "accepted" : "open";
}

async function readSuppliers({ db }: PartnerDatabase): Promise<{
  readonly byId: ReadonlyMap<number, BilledSupplier>;
  /** By the three digits of its documents. */
  readonly byAirline: ReadonlyMap<string, BilledSupplier>;
}> {
  const rows = await db
    .selectFrom("suppliers as supplier")
    .leftJoin("airlines as airline", "airline.airline_code", "supplier.airline_code")
    .select(["supplier.supplier_id", "supplier.public_id", "supplier.supplier_name"])
    .select(["supplier.airline_code", "airline.accounting_code"])
    .orderBy("supplier.supplier_id", "desc")
    .execute();
  const known = rows.map((row) => ({
    number: row.accounting_code ?? "",
    supplier: {
      supplierId: row.supplier_id,
      publicId: row.public_id,
      name: row.supplier_name,
      airlineCode: row.airline_code,
    },
  }));
  return {
    byId: new Map(known.map(({ supplier }) => [supplier.supplierId, supplier])),
    byAirline: new Map(known.map(({ number, supplier }) => [number, supplier])),
  };
}
