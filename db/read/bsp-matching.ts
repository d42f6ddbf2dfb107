import type { PartnerDatabase } from "../partner-scope";

/** How many transactions of a file matched in which way. */
export async function countMatchStates(
  { db }: PartnerDatabase,
  fileId: number,
): Promise<Readonly<Record<string, number>>> {
  const rows = await db
    .selectFrom("bsp_staged_transactions")
    .select((eb) => ["match_state", eb.fn.countAll<number>().as("count")])
    .where("bsp_import_file_id", "=", fileId)
    .groupBy("match_state")
    .execute();
  return Object.fromEntries(rows.map(({ match_state: state, count }) => [state, count]));
}

export async function countBspExceptions({ db }: PartnerDatabase, fileId: number): Promise<number> {
  const { count } = await db
    .selectFrom("bsp_exceptions")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("bsp_import_file_id", "=", fileId)
    .executeTakeFirstOrThrow();
  return count;
}

/** A refund that a file shows, whose airline's part nobody has told of. */
export interface RefundInFile {
  readonly ordinal: number;
  readonly refundId: string;
  /** `YYYY-MM-DD`. */
  readonly remittedOn: string;
}

/** In the order of the file, behind an ordinal. */
export async function listRefundsInFile(
  { db }: PartnerDatabase,
  fileId: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly RefundInFile[]> {
  const rows = await db
    .selectFrom("bsp_staged_transactions as staged")
    .innerJoin("refunds as refund", "refund.refund_id", "staged.refund_id")
    .select(["staged.file_ordinal", "staged.remittance_ends_on", "refund.public_id"])
    .where("staged.bsp_import_file_id", "=", fileId)
    .where("staged.file_ordinal", ">", after)
    .where("staged.match_state", "in", ["matched", "different"])
    .where("refund.settlement_kind", "is", null)
    .orderBy("staged.file_ordinal")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    ordinal: row.file_ordinal,
    refundId: row.public_id,
    remittedOn: row.remittance_ends_on,
  }));
}
