import { loadRates } from "../../../db/journal/load-rates";
import type { PartnerDatabase } from "../../../db/partner-scope";
import { findCurrentBankDetails } from "../../../db/read/bank-details";
import type { BilledTransaction } from "../../../db/read/bsp-billings";
import { readBilledTransactions, settledAs } from "../../../db/read/bsp-billings";
import { countRemittances } from "../../../db/read/bsp-remittances";
import { getPartner } from "../../../db/read/get-partner";
import type { SupplierRecord } from "../../../db/read/suppliers";
import { getSupplier } from "../../../db/read/suppliers";
import type { PartnerRecord } from "../../../domain/booking-record";
import type { BspBilling } from "../../../domain/bsp/remittance";
import { remittanceBatchCode } from "../../../domain/bsp/remittance";
import { dayIn } from "../../../domain/calendar";
import type { Posting } from "../../../domain/journal/posting";
import type { Money } from "../../../domain/money";
import { zero } from "../../../domain/money";
import type { BilledDocument } from "../../../domain/posting/bsp-settlement";
import { postBspSettlement } from "../../../domain/posting/bsp-settlement";
import { Refusal } from "../../../domain/refusal";
import type { RemitToBspInput } from "../../../temporal/contract/remit-to-bsp";

export interface PlannedRemittance {
  readonly partner: PartnerRecord;
  readonly payee: SupplierRecord;
  /** Where it is paid to; null where nothing is ordered of a bank. */
  readonly bankDetailsId: number | null;
  readonly batchCode: string;
  readonly documents: readonly PlannedDocument[];
  /** Below zero where BSP pays us. */
  readonly remitted: Money;
  readonly posting: Posting;
}

export interface PlannedDocument {
  readonly transaction: BilledTransaction;
  readonly settled: BilledDocument;
}

/**
 * What of a billing no remittance has paid yet, as it is settled today (accounting.md 5.7). Refuses
 * where nothing is left (`BSP_BILLING_EMPTY`), and what the bank could not pay
 * (`BANK_DETAILS_MISSING`).
 */
export async function planRemittance(
  scope: PartnerDatabase,
  input: RemitToBspInput,
  instant: string,
): Promise<PlannedRemittance> {
  const { billing } = input;
  const partner = await getPartner(scope);
  const payee = await getPayee(scope, input.payeeId);
  const { functionalCurrency: functional } = partner;
  const documents = (await listUnpaid(scope, billing)).map((transaction) => ({
    transaction,
    settled: settledAs(transaction, { functional, planId: payee.supplierId }),
  }));
  const today = dayIn(partner.timeZone, instant);
  const { lines, remittance } = postBspSettlement(
    { currency: billing.currency, documents: documents.map(({ settled }) => settled) },
    await currenciesOf(scope, partner, billing.currency, today),
  );
  if (lines.length === 0) {
    throw new Refusal("BSP_BILLING_EMPTY", "Nothing of this billing is left to be paid.", {
      remittance_ends_on: billing.endsOn,
    });
  }
  const batchCode = remittanceBatchCode(billing, 1 + (await countRemittances(scope, billing)));
  return {
    partner,
    payee,
    bankDetailsId:
      remittance.minor > 0n ? await getBankDetailsId(scope, payee, billing.currency) : null,
    batchCode,
    documents,
    remitted: remittance,
    posting: {
      postingKey: `bsp-remittance:${batchCode}`,
      sourceType: "bsp_remittance",
      sourceId: input.remittanceId,
      eventDate: today,
      description: `BSP remittance ${batchCode}`,
      lines,
    },
  };
}

async function getPayee(scope: PartnerDatabase, publicId: string): Promise<SupplierRecord> {
  const payee = await getSupplier(scope, publicId);
  if (payee.type === "bsp") return payee;
  throw new Refusal("NOT_FOUND", "No such settlement plan among the suppliers.", { id: publicId });
}

async function listUnpaid(
  scope: PartnerDatabase,
  billing: BspBilling,
): Promise<BilledTransaction[]> {
  const unpaid: BilledTransaction[] = [];
  for await (const transaction of readBilledTransactions(scope, billing)) {
    if (!transaction.isRemitted) unpaid.push(transaction);
  }
  return unpaid;
}

async function currenciesOf(
  scope: PartnerDatabase,
  partner: PartnerRecord,
  currency: string,
  on: string,
) {
  const { functionalCurrency: functional, reportingCurrency: reporting } = partner;
  const rateOf = await loadRates(scope, [{ amount: zero(currency) }], partner, on);
  return { functional, ...(reporting === null ? {} : { reporting }), rateOf };
}

/** Both ends of the payment: what a person has to enter is named. */
async function getBankDetailsId(
  scope: PartnerDatabase,
  payee: SupplierRecord,
  currency: string,
): Promise<number> {
  const { bank_account_number_encrypted: own } = await scope.db
    .selectFrom("partners")
    .select("bank_account_number_encrypted")
    .executeTakeFirstOrThrow();
  if (own === null) throw noOwnAccount();
  const details = await findCurrentBankDetails(scope, { supplierId: payee.publicId, currency });
  if (details !== undefined) return details.bankDetailsId;
  throw new Refusal("BANK_DETAILS_MISSING", `${payee.name} has no approved account.`, {
    of: "supplier",
    supplier_id: payee.publicId,
    currency,
  });
}

export function noOwnAccount(): Refusal {
  return new Refusal("BANK_DETAILS_MISSING", "Enter the partner's own account to pay from.", {
    of: "partner",
  });
}
