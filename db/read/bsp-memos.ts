import type { Selectable } from "kysely";

import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";

export type StagedTransaction = Selectable<Database["bsp_staged_transactions"]>;

/** Memos of a file behind an ordinal, in its order. */
export function listStagedMemos(
  { db }: PartnerDatabase,
  fileId: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<StagedTransaction[]> {
  return db
    .selectFrom("bsp_staged_transactions")
    .selectAll()
    .where("bsp_import_file_id", "=", fileId)
    .where("match_state", "=", "memo")
    .where("file_ordinal", ">", after)
    .orderBy("file_ordinal")
    .limit(limit)
    .execute();
}

/** The airline of a file's three digits among our suppliers; undefined where none or more than one is. */
export async function findSupplierOfAirline({ db }: PartnerDatabase, airlineNumber: string) {
  const [found, ...others] = await db
    .selectFrom("suppliers as supplier")
    .innerJoin("airlines as airline", "airline.airline_code", "supplier.airline_code")
    .select(["supplier.supplier_id", "supplier.public_id"])
    .where("airline.accounting_code", "=", airlineNumber)
    .where("supplier.supplier_type", "=", "airline")
    .where("supplier.deleted_at", "is", null)
    .limit(2)
    .execute();
  return others.length === 0 ? found : undefined;
}

/** What is here of a memo, however it came. */
export function findKnownMemo({ db }: PartnerDatabase, supplierId: number, documentNumber: string) {
  return db
    .selectFrom("agency_memos")
    .select(["currency", "memo_amount"])
    .where("supplier_id", "=", supplierId)
    .where("document_number", "=", documentNumber)
    .executeTakeFirst();
}
