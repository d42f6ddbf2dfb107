import { createHash } from "node:crypto";

import { getPartner } from "../../../db/read/get-partner";
import { executionDay } from "../../../domain/bsp/remittance";
import { dayIn } from "../../../domain/calendar";
import { parseMoney } from "../../../domain/money";
import { ownAccountContext } from "../../../services/partner/change-partner";
import { bankDetailsContext } from "../../../services/supplier/change-bank-details";
import type { CreditTransferOrder } from "../../../suppliers/bank/pain-001";
import { writePain001 } from "../../../suppliers/bank/pain-001";
import { formatDocumentKey } from "../../../suppliers/documents/document-key";
import type { ApprovedRemittance, StoredBankFile } from "../../../temporal/contract/remit-to-bsp";
import { keepHeartbeating } from "../../heartbeat";
import { noOwnAccount } from "./plan-remittance";
import type { RemittanceDependencies } from "./remittance-activities";

/** Writes the order for the bank and keeps it under its digest; nobody sees it before the commit. */
export function createStoreBankFile({ openPartner, documents, keyRing }: RemittanceDependencies) {
  const open = (sealed: Buffer, context: string) =>
    keyRing.decrypt(sealed, context).toString("utf8");
  return function storeBankFile(input: ApprovedRemittance): Promise<StoredBankFile> {
    return keepHeartbeating(async () => {
      const scope = await openPartner(input.partner);
      const { db } = scope;
      const own = await db
        .selectFrom("partners")
        .select(["bank_account_number_encrypted", "bank_identifier", "bank_file_format"])
        .executeTakeFirstOrThrow();
      const payee = await db
        .selectFrom("supplier_bank_details")
        .select(["account_holder_name", "account_number_encrypted", "bank_identifier"])
        .where("supplier_bank_detail_id", "=", input.checked.bankDetailsId)
        .executeTakeFirstOrThrow();
      if (own.bank_account_number_encrypted === null) throw noOwnAccount();
      const ownNumber = open(own.bank_account_number_encrypted, ownAccountContext(input.partner));
      const payeeNumber = open(payee.account_number_encrypted, bankDetailsContext(input.partner));
      const { name, timeZone, iataNumber } = await getPartner(scope);
      const order = toOrder(input, {
        today: dayIn(timeZone, input.orderedAt),
        iataNumber,
        debtor: { holder: name, number: ownNumber, bank: own.bank_identifier },
        creditor: {
          holder: payee.account_holder_name,
          number: payeeNumber,
          bank: payee.bank_identifier,
        },
      });
      const body = Buffer.from(writePain001(own.bank_file_format, order));
      const sha256 = createHash("sha256").update(body).digest("hex");
      const storageKey = formatDocumentKey({
        partnerId: input.partner,
        year: input.orderedAt.slice(0, 4),
        month: input.orderedAt.slice(5, 7),
        documentId: sha256,
        extension: "xml",
      });
      await documents.put({ key: storageKey, body, contentType: "application/xml", sha256 });
      return { storageKey, sha256, byteSize: body.length };
    });
  };
}

function toOrder(
  { checked, orderedAt, paysOn, billing }: ApprovedRemittance,
  {
    today,
    iataNumber,
    ...accounts
  }: Pick<CreditTransferOrder, "debtor" | "creditor"> & {
    readonly today: string;
    readonly iataNumber: string | null;
  },
): CreditTransferOrder {
  const agency = iataNumber === null ? "" : `, IATA ${iataNumber}`;
  return {
    ...accounts,
    batchCode: checked.batchCode,
    createdAt: `${orderedAt.slice(0, 19)}Z`,
    paysOn: executionDay(paysOn, today),
    amount: parseMoney(checked.remitted),
    remittance: `BSP ${billing.market} ${billing.endsOn}${agency}`,
  };
}
