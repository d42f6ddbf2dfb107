import type { Insertable } from "kysely";

import type { Database } from "../../db/generated/database";
import type { BspAmount, BspTransaction } from "../../domain/bsp/bsp-transaction";
import { malformed } from "../../domain/bsp/fixed-width/faults";
import { penaltyCode } from "../../domain/bsp/matching/compare-taxes";
import { redactCardNumbers } from "../../domain/card-number";
import { formatAmount } from "../../domain/money";

export type StagedRow = Omit<Insertable<Database["bsp_staged_transactions"]>, "partner_id">;

/** What is kept of a transaction; of a card nothing but its last four digits. */
export function toStagedRow(
  transaction: BspTransaction,
  { fileId, ordinal }: { readonly fileId: number; readonly ordinal: number },
): StagedRow {
  const { currency, documents, related, exchanged, lines } = transaction;
  const format = (minor: bigint) => formatAmount({ currency, minor });
  const [penalties, taxes] = [penaltiesOf(transaction.taxes), transaction.taxes];
  const all = sumOf(taxes);
  const bounded = (text: string, lengthMax: number, what: string) => {
    if (text.length <= lengthMax) return text;
    throw malformed(`${what} are more than can be kept.`, { line: lines.first });
  };
  return {
    bsp_import_file_id: fileId,
    file_ordinal: ordinal,
    first_line: lines.first,
    last_line: lines.last,
    transaction_code: transaction.code,
    airline_number: transaction.airline,
    agent_number: transaction.agent,
    issued_on: transaction.issuedOn,
    remittance_ends_on: transaction.remittanceEndsOn,
    document_number: documents[0]?.number ?? "",
    conjunction_numbers: bounded(
      documents
        .slice(1)
        .map(({ number }) => number)
        .join(" "),
      200,
      "documents in conjunction",
    ),
    related_number: related[0]?.number ?? null,
    exchanged_number: exchanged[0] ?? null,
    currency,
    fare_amount: format(transaction.fare),
    tax_amount: format(all - penalties),
    penalty_amount: format(penalties),
    gross_amount: format(transaction.gross),
    commission_amount: format(transaction.commission),
    commission_tax_amount: format(sumOf(transaction.taxOnCommission)),
    remittance_amount: format(transaction.remittance),
    taxes: bounded(writeTaxes(taxes, format), 2_000, "taxes"),
    payments: bounded(
      transaction.payments
        .map(({ kind, amount, account }) => `${kind}=${format(amount)}${account && `(${account})`}`)
        .join(" "),
      1_000,
      "payments",
    ),
    memo_reason: related[0]?.memoReason ?? null,
    passenger_name: redactCardNumbers(transaction.passengerName).slice(0, 60),
  };
}

/** By code in the order of codes, each once, with three decimals: as the database writes our own. */
function writeTaxes(taxes: readonly BspAmount[], format: (minor: bigint) => string): string {
  const sums = new Map<string, bigint>();
  for (const { code, amount } of taxes) sums.set(code, (sums.get(code) ?? 0n) + amount);
  return [...sums]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([code, amount]) => `${code}=${withThreeDecimals(format(amount))}`)
    .join(",");
}

function withThreeDecimals(amount: string): string {
  const [whole = "", decimals = ""] = amount.split(".");
  return `${whole}.${decimals.padEnd(3, "0")}`;
}

function penaltiesOf(taxes: readonly BspAmount[]): bigint {
  return sumOf(taxes.filter(({ code }) => code === penaltyCode));
}

function sumOf(amounts: readonly BspAmount[]): bigint {
  return amounts.reduce((sum, { amount }) => sum + amount, 0n);
}
