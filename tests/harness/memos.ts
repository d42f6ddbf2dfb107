import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import { receiveMemo } from "../../services/memo/receive-memo";
import type { ApiClient } from "./api-client";
import { nowAsDateTime, testContext, today } from "./database";
import type { MoneyBody } from "./refunds";

export interface MemoBody {
  readonly id: string;
  readonly state: string;
  readonly booking_id: string | null;
  readonly dispute: { readonly provision: MoneyBody; readonly upheld: MoneyBody | null } | null;
  readonly recharge: { readonly kind: string; readonly amount: MoneyBody } | null;
  readonly settlement: { readonly reference: string } | null;
  readonly attention: string | null;
  readonly documents: readonly { readonly id: string }[];
  readonly journal_entry_ids: readonly string[];
  readonly history: readonly { readonly state: string }[];
}

/** Far enough for every test, in days from now. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}

let lastNumber = 9_970_000_000;

/** An ADM of 1,250.00 (accounting.md 5.7), unless it says otherwise. */
export function enterMemo<Body = MemoBody>(
  client: ApiClient,
  supplierId: string,
  memo: object = {},
) {
  lastNumber += 1;
  return client.post<Body>("/v1/memos", {
    kind: "adm",
    supplier_id: supplierId,
    document_number: String(lastNumber),
    cause: "fare",
    amount: { amount: "1250.00", currency: "BDT" },
    issued_on: today(),
    dispute_deadline_at: inDays(30),
    ...memo,
  });
}

/** A memo with a document, as rows alone, which nothing follows; returns its public id. */
export async function insertMemoRows(scope: PartnerDatabase): Promise<string> {
  const supplier = await scope.db
    .selectFrom("suppliers")
    .select("public_id")
    .executeTakeFirstOrThrow();
  lastNumber += 1;
  return inTransaction(scope, async (transaction) => {
    const memo = await receiveMemo(
      transaction,
      {
        kind: "adm",
        supplierId: supplier.public_id,
        documentNumber: String(lastNumber),
        ticketNumber: null,
        cause: "fare",
        causeText: null,
        amount: { currency: "BDT", minor: 125_000n },
        commission: { currency: "BDT", minor: 0n },
        issuedOn: today(),
        disputeDeadlineAt: inDays(30),
        stagedReference: null,
        billedOn: null,
      },
      { context: testContext, at: nowAsDateTime() },
    );
    const { db } = transaction;
    const { agency_memo_id } = await db
      .selectFrom("agency_memos")
      .select("agency_memo_id")
      .where("public_id", "=", memo)
      .executeTakeFirstOrThrow();
    const document = await db
      .insertInto("documents")
      .values({
        public_id: newId("document"),
        document_type: "attachment",
        file_name: "waiver.pdf",
        content_type: "application/pdf",
        byte_size: 3,
        sha256: "0".repeat(64),
        storage_key: `${scope.partner}/${memo}`,
      })
      .executeTakeFirstOrThrow();
    const attached = { agency_memo_id, document_id: Number(document.insertId) };
    await db.insertInto("agency_memo_documents").values(attached).execute();
    return memo;
  });
}
