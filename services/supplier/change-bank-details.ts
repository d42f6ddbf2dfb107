import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import type { BankDetailsRecord } from "../../db/read/bank-details";
import { findCurrentBankDetails, lockBankDetails } from "../../db/read/bank-details";
import { lockSupplier } from "../../db/read/suppliers";
import { writeAudit } from "../../db/write/audit";
import type { Changes } from "../../db/write/history";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import { requestApproval } from "../approval/request-approval";

export interface NewBankDetails {
  readonly bankName: string;
  readonly accountHolderName: string;
  readonly accountNumber: string;
  readonly bankIdentifier: string | null;
  readonly currency: string;
}

interface Act {
  readonly context: ActContext;
  readonly at: string;
}

/** What the encryption of account numbers binds them to. */
export function bankDetailsContext(partner: string): string {
  return `${partner}:supplier_bank_details.account_number`;
}

/**
 * Keeps bank details of a supplier, and asks another person to approve them: where a supplier is
 * paid to never changes by one person's word. Returns the request's public id.
 */
export async function requestBankDetails(
  transaction: PartnerTransaction,
  supplierId: string,
  { details, reason }: { readonly details: NewBankDetails; readonly reason: string },
  { seal, ...act }: Act & { readonly seal: (accountNumber: string) => Buffer },
): Promise<string> {
  const supplier = await lockSupplier(transaction, supplierId);
  const publicId = newId("supplierBankDetails");
  const row = await transaction.db
    .insertInto("supplier_bank_details")
    .values({
      public_id: publicId,
      supplier_id: supplier.supplierId,
      bank_name: details.bankName,
      account_holder_name: details.accountHolderName,
      account_number_encrypted: seal(details.accountNumber),
      account_number_last_four: details.accountNumber.slice(-4),
      bank_identifier: details.bankIdentifier,
      account_currency: details.currency,
      is_current: null,
    })
    .executeTakeFirstOrThrow();
  await writeHistory(transaction, {
    table: "supplier_bank_details",
    ids: [Number(row.insertId)],
    type: "INSERT",
    at: act.at,
  });
  const wanted = await lockBankDetails(transaction, publicId);
  const before = await findCurrentBankDetails(transaction, wanted);
  const { id } = await requestApproval(
    transaction,
    {
      kind: "bank_details",
      act: "supplier.bank_details",
      subjectId: publicId,
      payload: {
        supplier_id: supplierId,
        before: before === undefined ? null : toJson(before),
        after: toJson(wanted),
      },
      reason,
    },
    act,
  );
  return id;
}

/** Approved: they are the current ones of their currency, in place of those before. */
export async function applyBankDetails(
  transaction: PartnerTransaction,
  publicId: string,
  act: Act,
): Promise<void> {
  const wanted = await lockBankDetails(transaction, publicId);
  await lockSupplier(transaction, wanted.supplierId);
  const before = await findCurrentBankDetails(transaction, wanted);
  if (before !== undefined) await mark(transaction, before, { isCurrent: false, at: act.at });
  await mark(transaction, wanted, { isCurrent: true, at: act.at });
  const event = {
    type: "supplier.bank_details_changed",
    targetType: "supplier",
    targetId: wanted.supplierId,
    payload: { before: before === undefined ? null : toJson(before), after: toJson(wanted) },
  };
  await writeAudit(transaction, act.context, [event], act.at);
}

async function mark(
  transaction: PartnerTransaction,
  details: BankDetailsRecord,
  { isCurrent, at }: { readonly isCurrent: boolean; readonly at: string },
): Promise<void> {
  const changes: Changes = isCurrent
    ? { is_current: [null, 1], approved_at: [null, at] }
    : { is_current: [1, null] };
  await transaction.db
    .updateTable("supplier_bank_details")
    .set({
      is_current: isCurrent ? 1 : null,
      ...(isCurrent ? { approved_at: at } : {}),
      version: details.version + 1,
    })
    .where("supplier_bank_detail_id", "=", details.bankDetailsId)
    .execute();
  await writeHistory(transaction, {
    table: "supplier_bank_details",
    ids: [details.bankDetailsId],
    type: "UPDATE",
    at,
    changes,
  });
}

/** As approvers and auditors see them: no account number, and nobody's name. */
function toJson({ bankName, lastFour, bankIdentifier, currency }: BankDetailsRecord) {
  return { bank: bankName, last_four: lastFour, bank_identifier: bankIdentifier, currency };
}
