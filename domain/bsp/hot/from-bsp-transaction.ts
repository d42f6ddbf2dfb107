import { getMinorUnits } from "../../currency";
import { invariant } from "../../invariant";
import type {
  BspAmount,
  BspDocument,
  BspPayment,
  BspRelatedDocument,
  BspTransaction,
} from "../bsp-transaction";
import type { RecordValues } from "../fixed-width/record";
import type { WrittenRecord } from "./write-file";

/** How many fit on one record. */
const taxesOnRecord = 3;
const taxesOnCommissionRecord = 4;

/**
 * The records of a transaction, for files that we write: those that its kind must have (DISH
 * p.72-76), from which it is read back as it was. Its office states the end of remittance.
 */
export function fromBspTransaction(
  transaction: Omit<BspTransaction, "lines">,
): readonly WrittenRecord[] {
  const { currency, documents, related } = transaction;
  const unit = [`${currency}${getMinorUnits(currency)}`];
  const [first] = documents;
  invariant(first !== undefined, "a transaction has a document");
  const document = {
    DAIS: [toDay(transaction.issuedOn)],
    TDNR: [first.number],
    CDGT: ["9"],
  };
  return [
    { code: "BKT06", values: { TACN: [transaction.airline], RPSI: ["GDSX"] } },
    ...documents.map((each, place) => toDocumentRecord(transaction, each, place > 0)),
    ...toAmountRecords(transaction).map((values) => ({
      code: "BKS30",
      values: { ...document, ...values, CUTP: unit },
    })),
    { code: "BKS39", values: { ...document, ...toCommission(transaction), CUTP: unit } },
    ...chunks(transaction.taxOnCommission, taxesOnCommissionRecord).map((taxes) => ({
      code: "BKS42",
      values: { ...document, ...toPairs(taxes, ["TCTP", "TOCA"]), CUTP: unit },
    })),
    ...related.map((each) => ({ code: "BKS45", values: toRelated(transaction, each) })),
    ...(transaction.passengerName === ""
      ? []
      : [{ code: "BAR65", values: { ...document, PXNM: [transaction.passengerName] } }]),
    ...toPaymentRecords(transaction, unit),
  ];
}

function toDocumentRecord(
  { code, agent, reservation, tourCode, issuedOn }: Omit<BspTransaction, "lines">,
  { number, couponUse }: BspDocument,
  isConjunction: boolean,
): WrittenRecord {
  return {
    code: "BKS24",
    values: {
      DAIS: [toDay(issuedOn)],
      TDNR: [number],
      CDGT: ["9"],
      CPUI: [couponUse],
      CJCP: [isConjunction ? "CNJ" : ""],
      AGTN: [agent],
      TRNC: [code],
      PNRR: [isConjunction ? "" : reservation],
      TOUR: [isConjunction ? "" : tourCode],
    },
  };
}

/** The fare and what the document comes to stand on the first record alone. */
function toAmountRecords({ fare, gross, taxes }: Omit<BspTransaction, "lines">): RecordValues[] {
  const groups = chunks(taxes, taxesOnRecord);
  return (groups.length === 0 ? [[]] : groups).map((group, place) => ({
    ...toPairs(group, ["TMFT", "TMFA"]),
    COBL: [place === 0 ? fare : 0n],
    TDAM: [place === 0 ? gross : 0n],
  }));
}

function toCommission({
  commission,
  commissionRate,
  commissionType,
}: Omit<BspTransaction, "lines">): RecordValues {
  const rate = [String(commissionRate)];
  return {
    COTP: [commissionType],
    CORT: rate,
    COAM: [commission],
    EFRT: rate,
    EFCO: [commission],
  };
}

function toRelated(
  { remittanceEndsOn }: Omit<BspTransaction, "lines">,
  { number, coupons, memoReason, waiver }: BspRelatedDocument,
): RecordValues {
  const places = [1, 2, 3, 4].map((coupon) => (coupons.includes(coupon) ? coupon : 0));
  return {
    RMED: [toDay(remittanceEndsOn)],
    RTDN: [number],
    CDGT: ["9"],
    RCPN: [places.join("")],
    RMIC: [memoReason],
    WAVR: [waiver],
  };
}

/** What is remitted stands with the cash, which every transaction has, if only with zero. */
function toPaymentRecords(
  { payments, remittance, issuedOn }: Omit<BspTransaction, "lines">,
  unit: readonly string[],
): WrittenRecord[] {
  invariant(
    payments.filter(({ kind }) => kind === "CA").length === 1,
    "what is remitted stands with one payment in cash",
  );
  return payments.map(({ kind, amount, account, approvalCode }: BspPayment) => ({
    code: "BKP84",
    values: {
      DAIS: [toDay(issuedOn)],
      FPTP: [kind],
      FPAM: [amount],
      FPAC: [account],
      APLC: [approvalCode],
      REMT: [kind === "CA" ? remittance : 0n],
      CUTP: unit,
    },
  }));
}

function toPairs(
  amounts: readonly BspAmount[],
  [codes, values]: readonly [string, string],
): RecordValues {
  return {
    [codes]: amounts.map(({ code }) => code),
    [values]: amounts.map(({ amount }) => amount),
  };
}

function toDay(day: string): string {
  return day.slice(2).replaceAll("-", "");
}

function chunks<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, place) =>
    items.slice(place * size, (place + 1) * size),
  );
}
