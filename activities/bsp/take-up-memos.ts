import { newId } from "../../db/new-id";
import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { toDateTime, toMoney } from "../../db/read/amounts";
import type { BspFileRow } from "../../db/read/bsp-files";
import type { StagedTransaction } from "../../db/read/bsp-memos";
import { findKnownMemo, findSupplierOfAirline, listStagedMemos } from "../../db/read/bsp-memos";
import { inTransaction } from "../../db/transaction";
import { insertBspException } from "../../db/write/bsp-exceptions";
import { statedMemoOf } from "../../domain/bsp/stated-memo";
import { addDays, startOfDayIn } from "../../domain/calendar";
import { formatAmount, money } from "../../domain/money";
import { receiveMemo } from "../../services/memo/receive-memo";
import type { RequestContext } from "../../temporal/contract/payloads";
import { toActContext } from "../act-context";

const pageSize = 200;

interface Taking {
  readonly file: BspFileRow;
  readonly context: RequestContext;
  readonly instant: string;
}

/** Each memo in a commit of its own: one that was taken up is found by its airline and number. */
export async function takeUpMemos(scope: PartnerDatabase, taking: Taking): Promise<void> {
  const { bsp_import_file_id: fileId } = taking.file;
  let after = 0;
  for (;;) {
    const memos = await listStagedMemos(scope, fileId, { after, limit: pageSize });
    for (const memo of memos) {
      await inTransaction(scope, (transaction) => takeUp(transaction, memo, taking));
    }
    if (memos.length < pageSize) return;
    after = memos.at(-1)?.file_ordinal ?? after;
  }
}

/** One whose airline is not ours, or whose amount goes the wrong way, is left to people. */
async function takeUp(
  transaction: PartnerTransaction,
  row: StagedTransaction,
  taking: Taking,
): Promise<void> {
  const { currency, document_number: documentNumber } = row;
  const minor = (amount: string) => toMoney(amount, currency).minor;
  const stated = statedMemoOf({
    code: row.transaction_code,
    remittance: minor(row.remittance_amount),
    commission: minor(row.commission_amount),
  });
  const supplier = await findSupplierOfAirline(transaction, row.airline_number);
  if (stated === undefined || supplier === undefined) return leave(transaction, row);
  const known = await findKnownMemo(transaction, supplier.supplier_id, documentNumber);
  const amount = money(currency, stated.amount);
  if (known !== undefined) return hold(transaction, row, { known, stated: amount.minor });
  const { dispute_days: days, time_zone: zone } = await readDisputeTerms(transaction);
  await receiveMemo(
    transaction,
    {
      kind: stated.kind,
      supplierId: supplier.public_id,
      documentNumber,
      ticketNumber: row.related_number,
      cause: "other",
      causeText: row.memo_reason,
      amount,
      commission: money(currency, stated.commission),
      issuedOn: row.issued_on,
      disputeDeadlineAt: startOfDayIn(zone, addDays(row.issued_on, days + 1)),
      stagedReference: `${taking.file.public_id}:${row.file_ordinal}`,
      billedOn: taking.file.billing_ends_on,
    },
    { context: toActContext(taking.context), at: toDateTime(taking.instant) },
  );
}

/** Entered by hand, or brought by an earlier file: it is to be of the same amount. */
async function hold(
  transaction: PartnerTransaction,
  row: StagedTransaction,
  {
    known,
    stated,
  }: {
    readonly known: { readonly currency: string; readonly memo_amount: string };
    readonly stated: bigint;
  },
): Promise<void> {
  const { currency } = row;
  const isSameCurrency = known.currency === currency;
  const ours = toMoney(known.memo_amount, known.currency);
  const excess = isSameCurrency ? stated - ours.minor : stated;
  if (isSameCurrency && excess === 0n) return;
  await insertBspException(transaction, {
    ...aboutMemo(row),
    exception_key: `${row.file_ordinal}:amount:memo`,
    difference_kind: "amount",
    stated_text: formatAmount(money(currency, stated)),
    expected_text: isSameCurrency ? formatAmount(ours) : `${formatAmount(ours)} ${known.currency}`,
    difference_amount: formatAmount(money(currency, excess)),
    suggested_action: "dispute",
  });
}

function leave(transaction: PartnerTransaction, row: StagedTransaction): Promise<void> {
  return insertBspException(transaction, {
    ...aboutMemo(row),
    exception_key: `${row.file_ordinal}:missing_in_books:memo`,
    difference_kind: "missing_in_books",
    stated_text: `${row.transaction_code} ${row.remittance_amount}`,
    expected_text: null,
    difference_amount: row.remittance_amount,
    suggested_action: "dispute",
  });
}

function aboutMemo(row: StagedTransaction) {
  return {
    public_id: newId("bspException"),
    bsp_import_file_id: row.bsp_import_file_id,
    bsp_staged_transaction_id: row.bsp_staged_transaction_id,
    difference_field: "memo",
    document_number: row.document_number,
    airline_number: row.airline_number,
    currency: row.currency,
    due_on: row.remittance_ends_on,
  };
}

function readDisputeTerms({ db }: PartnerTransaction) {
  return db
    .selectFrom("partners")
    .select(["bsp_dispute_days as dispute_days", "time_zone"])
    .executeTakeFirstOrThrow();
}
