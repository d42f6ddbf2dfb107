import { inconsistent, malformed } from "../fixed-width/faults";
import type { FixedRecord } from "../fixed-width/record";
import type { HotSums } from "./totals";

/** The records of one transaction, from its BKT06 to the last before the next, as the file has them. */
export interface HotTransaction {
  /** TRNN: its place among the file's. */
  readonly number: number;
  /** TRNC: TKTT, RFND, ADMA… */
  readonly code: string;
  /** CUTP: a currency and its decimals, as `BDT2`. */
  readonly unit: string;
  readonly records: readonly FixedRecord[];
  readonly sums: HotSums;
}

/**
 * Puts a transaction together and holds it to itself: the number of its records, and the identities
 * of its amounts (DISH p.120-125). Refuses with the figure that is off (`BSP_FILE_INCONSISTENT`).
 */
export function readTransaction(records: readonly FixedRecord[]): HotTransaction {
  const [header] = records;
  const document = records.find(({ code }) => code === "BKS24");
  const amounts = records.find(({ code }) => code === "BKS30");
  if (header === undefined || document === undefined || amounts === undefined) {
    throw malformed("a transaction has BKT06, BKS24 and BKS30.", {
      line: header?.line ?? 0,
      record: "BKT06",
    });
  }
  assertEqual("TREC", header, BigInt(header.number("TREC") ?? 0), BigInt(records.length));
  const sums = sumsOf(records);
  assertIdentities(records, amounts, sums);
  return {
    number: header.number("TRNN") ?? 0,
    code: document.string("TRNC"),
    unit: amounts.string("CUTP"),
    records,
    sums,
  };
}

/** What the records of a transaction add to its totals. */
export function sumsOf(records: readonly FixedRecord[]): HotSums {
  return {
    GROS: sumOf(records, "BKS30", "TDAM"),
    TREM: sumOf(records, "BKP84", "REMT"),
    TCOM: sumOf(records, "BKS39", "EFCO"),
    TTMF: sumOf(records, "BKS30", "TMFA"),
    TTCA: sumOf(records, "BKS42", "TOCA"),
  };
}

function assertIdentities(
  records: readonly FixedRecord[],
  amounts: FixedRecord,
  { GROS, TREM, TCOM, TTMF, TTCA }: HotSums,
): void {
  const commission = records.find(({ code }) => code === "BKS39");
  const payments = records.filter(({ code }) => code === "BKP84");
  assertEqual("COBL", amounts, sumOf(records, "BKS30", "COBL"), GROS - TTMF);
  if (commission !== undefined) {
    const paid = sumOf(records, "BKS39", "COAM") + sumOf(records, "BKS39", "SPAM");
    assertEqual("EFCO", commission, TCOM, paid);
  }
  assertEqual(
    "TDAM",
    amounts,
    GROS,
    paidBy(payments, (kind) => !isNoPayment(kind)),
  );
  const remitted = payments.find((payment) => payment.string("FPTP") === "CA") ?? amounts;
  assertEqual("REMT", remitted, TREM, paidBy(payments, isRemitted) + TCOM + TTCA);
}

/** An exchanged document and a void one are no payment. */
function isNoPayment(kind: string): boolean {
  return kind.startsWith("EX") || kind.startsWith("VD");
}

/** What the agent has taken and owes: cash, credit turned to cash, and miscellaneous cash. */
function isRemitted(kind: string): boolean {
  return ["CA", "CM"].includes(kind.slice(0, 2)) || kind.startsWith("MSCA");
}

function paidBy(payments: readonly FixedRecord[], includes: (kind: string) => boolean): bigint {
  return payments
    .filter((payment) => includes(payment.string("FPTP")))
    .reduce((sum, payment) => sum + payment.amount("FPAM"), 0n);
}

function sumOf(records: readonly FixedRecord[], code: string, element: string): bigint {
  let sum = 0n;
  for (const record of records) {
    if (record.code !== code) continue;
    for (let place = 0; place < record.countOf(element); place += 1) {
      sum += record.amount(element, place);
    }
  }
  return sum;
}

function assertEqual(element: string, record: FixedRecord, stated: bigint, found: bigint): void {
  if (stated === found) return;
  throw inconsistent(
    element,
    { stated: stated.toString(), found: found.toString() },
    { line: record.line, record: record.code, element },
  );
}
