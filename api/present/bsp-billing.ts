import type { z } from "@hono/zod-openapi";

import type { BilledTransaction, BillingStatement } from "../../db/read/bsp-billings";
import { settledAs } from "../../db/read/bsp-billings";
import type { BspRemittanceRecord } from "../../db/read/bsp-remittances";
import type { StatementSums } from "../../domain/bsp/billing-statement";
import type { BspBilling } from "../../domain/bsp/remittance";
import { expectedOf } from "../../domain/bsp/remittance";
import type { Money } from "../../domain/money";
import { subtract, toMoneyJson } from "../../domain/money";
import type {
  bspBillingDocumentPageSchema,
  bspBillingSchema,
  bspRemittanceSchema,
} from "../schemas/bsp-remittance";

export function presentBspBilling(
  billing: BspBilling,
  { all, airlines }: BillingStatement,
  livemode: boolean,
): z.infer<typeof bspBillingSchema> {
  return {
    object: "bsp_billing",
    livemode,
    ...presentKey(billing),
    ...presentSums(all),
    airlines: airlines.map(({ airlineNumber, supplier, sums }) => ({
      airline: airlineNumber,
      supplier_id: supplier?.publicId ?? null,
      supplier_name: supplier?.name ?? null,
      ...presentSums(sums),
    })),
  };
}

export function presentBilledTransaction(
  transaction: BilledTransaction,
  { functional, livemode }: { readonly functional: string; readonly livemode: boolean },
): z.infer<typeof bspBillingDocumentPageSchema>["data"][number] {
  const { supplier, memo, billed } = transaction;
  const settled = settledAs(transaction, { functional });
  const expected = expectedOf(settled);
  return {
    object: "bsp_billing_document",
    livemode,
    document_number: transaction.documentNumber,
    code: transaction.code,
    airline: transaction.airlineNumber,
    supplier_id: supplier?.publicId ?? null,
    memo_id: memo?.publicId ?? null,
    billed: present(billed),
    expected: present(expected),
    difference: present(subtract(billed, expected)),
    treatment: settled.difference,
    remitted: transaction.isRemitted,
  };
}

export function presentBspRemittance(
  remittance: BspRemittanceRecord,
  livemode: boolean,
): z.infer<typeof bspRemittanceSchema> {
  const { bankFile, rejection } = remittance;
  return {
    id: remittance.publicId,
    object: "bsp_remittance",
    livemode,
    batch_code: remittance.batchCode,
    ...presentKey(remittance.billing),
    remitted: present(remittance.remitted),
    documents: remittance.documentCount,
    payee_id: remittance.payeeId,
    pays_on: remittance.paysOn,
    bank_file: bankFile && {
      document_id: bankFile.documentId,
      sha256: bankFile.sha256,
      url: `/v1/documents/${bankFile.documentId}/content`,
    },
    journal_entry_id: remittance.journalEntryId,
    state: rejection === null ? "ordered" : "rejected",
    rejection: rejection && {
      reason_code: rejection.reasonCode,
      reason: rejection.reason,
      journal_entry_id: rejection.journalEntryId,
      rejected_at: rejection.at,
    },
    operation_id: remittance.operationId,
    created_at: remittance.createdAt,
  };
}

function presentKey({ market, endsOn, currency }: BspBilling) {
  return { market, remittance_ends_on: endsOn, currency };
}

function presentSums(sums: StatementSums) {
  return {
    documents: sums.documents,
    gross: present(sums.gross),
    taxes: present(sums.taxes),
    commission: present(sums.commission),
    memos: present(sums.memos),
    net_due: present(sums.netDue),
    expected: present(sums.expected),
    difference: present(sums.difference),
    remitted: present(sums.remitted),
  };
}

const present = (amount: Money) => ({ ...toMoneyJson(amount) });
