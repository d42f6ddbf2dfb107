import { invariant } from "../../invariant";
import type {
  BspAmount,
  BspDocument,
  BspPayment,
  BspRelatedDocument,
  BspTransaction,
} from "../bsp-transaction";
import { dayOf } from "../fixed-width/day-of";
import type { FixedRecord } from "../fixed-width/record";
import type { Scale } from "../fixed-width/unit";
import { unitOf } from "../fixed-width/unit";
import { couponsOf, formOfPaymentOf, lastFour } from "../forms-of-payment";
import type { ReadTransaction } from "./file-reader";

/**
 * A transaction of a HOT file in the terms that our books are matched by. Card numbers do not leave
 * this function but for their last four digits. Refuses a currency that is not known, a number of
 * decimals that loses money, and a day that the calendar does not have (`BSP_FILE_MALFORMED`).
 */
export function toBspTransaction(transaction: ReadTransaction): BspTransaction {
  const { records, office, sums } = transaction;
  const [header, document] = [find(records, "BKT06"), find(records, "BKS24")];
  const { currency, scale } = unitOf(find(records, "BKS30"));
  const commission = records.find(({ code }) => code === "BKS39");
  const all = (code: string) => records.filter((record) => record.code === code);
  const amounts = (code: string, names: readonly [string, string]) =>
    all(code).flatMap((record) => listAmounts(record, names, scale));
  const taxes = amounts("BKS30", ["TMFT", "TMFA"]);
  const payments = all("BKP84").map((payment) => toPayment(payment, scale));
  return {
    lines: { first: header.line, last: records.at(-1)?.line ?? header.line },
    code: transaction.code,
    airline: header.string("TACN"),
    agent: document.string("AGTN"),
    issuedOn: dayOf(document, "DAIS"),
    remittanceEndsOn: dayOf(office, "RMED"),
    currency,
    documents: all("BKS24").map(toDocument),
    fare: scale(sums.GROS - sums.TTMF),
    taxes,
    gross: scale(sums.GROS),
    commission: scale(sums.TCOM),
    commissionRate: commission?.number("EFRT") ?? 0,
    commissionType: commission?.string("COTP") ?? "",
    taxOnCommission: amounts("BKS42", ["TCTP", "TOCA"]),
    payments,
    remittance: scale(sums.TREM),
    related: all("BKS45").map(toRelated),
    exchanged: payments.filter(({ kind }) => kind === "EX").map(({ account }) => account),
    passengerName: records.find(({ code }) => code === "BAR65")?.string("PXNM") ?? "",
    reservation: document.string("PNRR"),
    tourCode: document.string("TOUR"),
  };
}

function find(records: readonly FixedRecord[], wanted: string): FixedRecord {
  const record = records.find(({ code }) => code === wanted);
  invariant(record !== undefined, `a transaction that was read has ${wanted}`);
  return record;
}

function listAmounts(
  record: FixedRecord,
  [codes, amounts]: readonly [string, string],
  scale: Scale,
): BspAmount[] {
  return Array.from({ length: record.countOf(codes) }, (_, place) => ({
    code: record.string(codes, place),
    amount: scale(record.amount(amounts, place)),
  })).filter(({ code, amount }) => code !== "" || amount !== 0n);
}

function toDocument(record: FixedRecord): BspDocument {
  return {
    number: record.string("TDNR").slice(0, 13),
    couponUse: record.string("CPUI").padEnd(4),
  };
}

function toPayment(record: FixedRecord, scale: Scale): BspPayment {
  const kind = formOfPaymentOf(record.string("FPTP"));
  const account = record.string("FPAC");
  return {
    kind,
    amount: scale(record.amount("FPAM")),
    account: kind === "EX" ? account.slice(0, 13) : lastFour(account),
    approvalCode: record.string("APLC"),
  };
}

function toRelated(record: FixedRecord): BspRelatedDocument {
  return {
    number: record.string("RTDN").slice(0, 13),
    coupons: couponsOf(record.string("RCPN")),
    memoReason: record.string("RMIC"),
    waiver: record.string("WAVR"),
  };
}
