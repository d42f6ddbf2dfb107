import { redactCardNumbers } from "../../card-number";
import { assertStorable, formatAmount } from "../../money";
import { Refusal } from "../../refusal";
import type { BspAmount, BspTransaction } from "../bsp-transaction";
import { lumpTaxCode, penaltyCode } from "../matching/compare-taxes";
import type { ColumnMapping } from "./mapping";
import type { Places, TakeFault } from "./place-columns";
import { throwFault } from "./place-columns";
import { RowCells } from "./row-cells";

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** A transaction with when its billing ends, which a HOT file says once for all. */
export interface MappedTransaction extends BspTransaction {
  readonly billingEndsOn: string;
}

/** How rows are read, once the header is known. */
export interface RowReading {
  readonly mapping: ColumnMapping;
  readonly places: Places;
  /** What whoever sends the file says, where no column does. */
  readonly billingEndsOn?: string | undefined;
  readonly takeFault?: TakeFault;
}

/**
 * A row of a source in the terms that our books are matched by. Refuses, by line and column, what
 * is no amount, no day, no currency or no document, and amounts that do not add up to the gross
 * (`BSP_FILE_INCONSISTENT`). Where faults are taken up instead, all of the row are told, and the
 * transaction is none.
 */
export function readMappedRow(reading: RowReading, { cells, line }: Row): MappedTransaction {
  const { takeFault = throwFault } = reading;
  const row = new RowCells(reading, { cells, line }, takeFault);
  const head = { ...readHead(row, reading), lines: { first: line, last: line } };
  const currency = row.currency();
  const figures = currency === undefined ? noFigures : readFigures(row, currency);
  const { fare, taxes, gross, commission, taxOnCommission } = figures;
  const kind = row.formOfPayment();
  const remittance =
    figures.remittance ?? (kind === "CA" ? gross : 0n) + commission + sumOf(taxOnCommission);
  const transaction: MappedTransaction = {
    ...head,
    currency: currency ?? "",
    fare,
    taxes,
    gross,
    commission,
    commissionRate: row.rate(),
    commissionType: "",
    taxOnCommission,
    payments: [{ kind, amount: gross, account: "", approvalCode: "" }],
    remittance,
  };
  // What is no amount adds up to nothing, and has been told.
  if (row.isSound) assertAddsUp(transaction, { row, line, takeFault });
  return transaction;
}

/** Its own column, else what the sender of the file says. */
function readBillingEnd(row: RowCells, { billingEndsOn }: RowReading): string {
  if (row.has("billing_ends_on")) return row.day("billing_ends_on");
  if (billingEndsOn !== undefined) return billingEndsOn;
  row.fault(
    "billing_ends_on",
    "neither a column nor whoever sends the file says when billing ends.",
  );
  return "";
}

function readHead(row: RowCells, reading: RowReading) {
  const related = row.has("related_document") ? [row.document("related_document")] : [];
  const billingEndsOn = readBillingEnd(row, reading);
  return {
    code: row.code(),
    airline: row.digits("airline", 3),
    agent: row.digits("agent", 8),
    issuedOn: row.day("issued_on"),
    billingEndsOn,
    remittanceEndsOn: row.has("remittance_ends_on") ? row.day("remittance_ends_on") : billingEndsOn,
    documents: [{ number: row.document("document_number"), couponUse: "" }],
    related: related.map((number) => ({ number, coupons: [], memoReason: "", waiver: "" })),
    exchanged: [],
    passengerName: redactCardNumbers(row.text("passenger_name").replaceAll(/\p{C}+/gu, " ")),
    reservation: redactCardNumbers(row.text("reservation")),
    tourCode: "",
  };
}

const noFigures = {
  fare: 0n,
  taxes: [],
  gross: 0n,
  commission: 0n,
  taxOnCommission: [],
  remittance: undefined,
};

function readFigures(row: RowCells, currency: string) {
  return {
    fare: row.amount("fare", currency).minor,
    taxes: [
      ...readTaxes(row, currency),
      ...named(penaltyCode, row.amount("penalty", currency).minor),
    ],
    gross: row.amount("gross", currency).minor,
    commission: row.amount("commission", currency).minor,
    taxOnCommission: named(lumpTaxCode, row.amount("tax_on_commission", currency).minor),
    remittance: row.has("remittance") ? row.amount("remittance", currency).minor : undefined,
  };
}

/** By code where a column says one; of a total what those columns do not come to has none. */
function readTaxes(row: RowCells, currency: string): BspAmount[] {
  const byCode = row.taxes(currency).filter(({ amount }) => amount !== 0n);
  if (!row.has("taxes")) return byCode;
  const rest = row.amount("taxes", currency).minor - sumOf(byCode);
  return [...byCode, ...named(lumpTaxCode, rest)];
}

function named(code: string, minor: bigint): BspAmount[] {
  return minor === 0n ? [] : [{ code, amount: minor }];
}

function sumOf(amounts: readonly BspAmount[]): bigint {
  return amounts.reduce((sum, { amount }) => sum + amount, 0n);
}

function assertAddsUp(
  { currency, fare, taxes, gross, remittance }: BspTransaction,
  { row, line, takeFault }: { row: RowCells; line: number; takeFault: TakeFault },
): void {
  const found = fare + sumOf(taxes);
  if (found !== gross) {
    const format = (minor: bigint) => formatAmount({ currency, minor });
    const [stated, sum, column] = [format(gross), format(found), row.nameOf("gross")];
    const text = `Line ${line}, column "${column}": the gross is ${stated}, and its parts come to ${sum}.`;
    const details = { line, column, figure: "gross", stated, found: sum };
    takeFault(new Refusal("BSP_FILE_INCONSISTENT", text, details));
  }
  try {
    assertStorable({ currency, minor: remittance });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    row.fault("remittance", error.message);
  }
}
