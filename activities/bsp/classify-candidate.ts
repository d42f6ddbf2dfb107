import { toMoney } from "../../db/read/amounts";
import type { BspCandidate, TaxLine } from "../../db/read/bsp-candidates";
import type { MatchState } from "../../db/write/bsp-matching";
import { compareTransaction } from "../../domain/bsp/matching/compare-transaction";
import type { Difference } from "../../domain/bsp/matching/differences";
import { factDiffers } from "../../domain/bsp/matching/differences";
import { saleCodeOf, transactionKindOf } from "../../domain/bsp/matching/transaction-kinds";
import type {
  ExpectedTransaction,
  MatchingTerms,
  StatedTransaction,
} from "../../domain/bsp/matching/transactions";
import { formatAmount } from "../../domain/money";

export interface Classified {
  readonly state: MatchState;
  readonly differences: readonly Difference[];
}

/** What a transaction comes to beside our books: how it matched, and what differs. */
export function classifyCandidate(
  row: BspCandidate,
  ourTaxes: readonly TaxLine[],
  terms: MatchingTerms,
): Classified {
  const kind = transactionKindOf(row.transaction_code);
  if (kind === "memo") return { state: "memo", differences: [] };
  if (kind === "other") return { state: "not_compared", differences: [] };
  if (Number(row.is_duplicate) === 1) return only("duplicate", duplicate(row));
  if (kind === "cancellation") return classifyCancellation(row);
  const expected = kind === "sale" ? expectedSale(row, ourTaxes) : expectedRefund(row);
  if (expected === undefined) return only("missing_in_books", missing(row));
  const differences = compareTransaction(toStated(row), expected, terms);
  return { state: differences.length === 0 ? "matched" : "different", differences };
}

function only(state: MatchState, difference: Difference): Classified {
  return { state, differences: [difference] };
}

/** A document that was voided here, or that we never had. */
function classifyCancellation(row: BspCandidate): Classified {
  if (row.ticket_status === "VOIDED") return { state: "matched", differences: [] };
  const difference = factDiffers("missing_in_books", "cancellation", {
    stated: "CANX",
    expected: row.ticket_status,
    action: row.ticket_status === null ? "accept" : "dispute",
  });
  return only("missing_in_books", difference);
}

function duplicate(row: BspCandidate): Difference {
  return {
    ...factDiffers("duplicate", null, {
      stated: `${row.transaction_code} ${row.document_number}`,
      expected: null,
      action: "dispute",
    }),
    minor: minorOf(row, row.remittance_amount),
  };
}

/** A voided ticket is one that our books do not have. */
function missing(row: BspCandidate): Difference {
  const minor = minorOf(row, row.remittance_amount);
  return {
    kind: "missing_in_books",
    field: null,
    stated: formatAmount({ currency: row.currency, minor: minorOf(row, row.gross_amount) }),
    expected: row.ticket_status === "VOIDED" ? "VOIDED" : null,
    minor,
    action: minor < 0n ? "accept" : "dispute",
  };
}

function minorOf({ currency }: BspCandidate, amount: string): bigint {
  return toMoney(amount, currency).minor;
}

function toStated(row: BspCandidate): StatedTransaction {
  const minor = (amount: string) => minorOf(row, amount);
  return {
    code: row.transaction_code,
    currency: row.currency,
    agent: row.agent_number,
    fare: minor(row.fare_amount),
    tax: minor(row.tax_amount),
    penalty: minor(row.penalty_amount),
    gross: minor(row.gross_amount),
    commission: minor(row.commission_amount),
    remittance: minor(row.remittance_amount) - minor(row.commission_tax_amount),
    taxes: new Map(
      row.taxes
        .split(",")
        .filter((text) => text !== "")
        .map((text): [string, bigint] => {
          const [code = "", amount = ""] = text.split("=");
          return [code, minor(amount)];
        }),
    ),
  };
}

/** Undefined where our books have no such ticket, or have voided it. */
function expectedSale(
  row: BspCandidate,
  ourTaxes: readonly TaxLine[],
): ExpectedTransaction | undefined {
  const { ticket_base_amount: base, ticket_tax_amount: tax } = row;
  const { ticket_currency: currency, ticket_commission_amount: commission } = row;
  if (base === null || tax === null || commission === null || currency === null) return undefined;
  if (row.ticket_status === "VOIDED") return undefined;
  const minor = (amount: string | null) => (amount === null ? 0n : toMoney(amount, currency).minor);
  const head = {
    ...(row.ticket_document_type !== null && { code: saleCodeOf(row.ticket_document_type) }),
    currency,
    agent: row.expected_agent,
    issuedOn: row.ticket_issued_on ?? "",
  };
  const fare = minor(base) - minor(row.old_base_amount);
  const taxes = minor(tax) - minor(row.old_tax_amount);
  const ours = minor(row.old_commission_amount) - minor(commission);
  // Of an exchange the file has differences, and our books no penalty by document; the EMD of what
  // was left is paid with the old ticket.
  if (row.ticket_exchange_id !== null) return { ...head, fare, tax: taxes, commission: ours };
  const gross = fare + taxes;
  return {
    ...head,
    fare,
    tax: taxes,
    penalty: 0n,
    gross,
    commission: ours,
    remittance: (row.form_of_payment === "cash" ? gross : 0n) + ours,
    taxes: new Map(ourTaxes.map(({ code, amount }) => [code, minor(amount)])),
  };
}

/** With the signs of a file: what the airline owes is below zero. */
function expectedRefund(row: BspCandidate): ExpectedTransaction | undefined {
  const { refunded_currency: currency } = row;
  if (currency === null) return undefined;
  const minor = (amount: string | null) => (amount === null ? 0n : toMoney(amount, currency).minor);
  const fare = -minor(row.refunded_fare_amount);
  const tax = -minor(row.refunded_tax_amount);
  const penalty = minor(row.refunded_penalty_amount);
  const commission = minor(row.refunded_commission_amount);
  const gross = fare + tax + penalty;
  return {
    currency,
    agent: row.expected_agent,
    issuedOn: row.issued_on,
    fare,
    tax,
    penalty,
    gross,
    commission,
    remittance: (row.form_of_payment === "cash" ? gross : 0n) + commission,
  };
}
