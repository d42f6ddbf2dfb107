import type { Insertable } from "kysely";

import type { Database } from "../generated/database";
import type { PartnerTransaction } from "../partner-scope";
import { chunksOf } from "./chunks-of";

type Row<Table extends keyof Database> = Omit<Insertable<Database[Table]>, "partner_id">;

/** A remittance is rejected once: the database refuses another. */
export async function insertRejection(
  { db }: PartnerTransaction,
  rejection: Row<"bsp_remittance_rejections">,
): Promise<void> {
  await db.insertInto("bsp_remittance_rejections").values(rejection).execute();
}

/** A remittance with the documents that it pays. */
export async function insertRemittance(
  { db }: PartnerTransaction,
  {
    remittance,
    documents,
  }: {
    readonly remittance: Row<"bsp_remittances">;
    readonly documents: readonly Omit<Row<"bsp_remittance_documents">, "bsp_remittance_id">[];
  },
): Promise<void> {
  const { insertId } = await db
    .insertInto("bsp_remittances")
    .values(remittance)
    .executeTakeFirstOrThrow();
  const remittanceId = Number(insertId);
  for (const chunk of chunksOf(documents)) {
    await db
      .insertInto("bsp_remittance_documents")
      .values(chunk.map((document) => ({ bsp_remittance_id: remittanceId, ...document })))
      .execute();
  }
}
