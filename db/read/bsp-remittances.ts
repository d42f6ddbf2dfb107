import type { BspBilling } from "../../domain/bsp/remittance";
import type { Money } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant, toMoney } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface BspRemittanceRecord {
  readonly publicId: string;
  /** What the bank knows it by. */
  readonly batchCode: string;
  readonly billing: BspBilling;
  /** Below zero where BSP pays us. */
  readonly remitted: Money;
  readonly documentCount: number;
  /** Public ids. */
  readonly payeeId: string;
  readonly journalEntryId: string;
  readonly operationId: string;
  /** The order for the bank; null where nothing is ordered of it. */
  readonly bankFile: { readonly documentId: string; readonly sha256: string } | null;
  /** `YYYY-MM-DD` */
  readonly paysOn: string;
  /** Where the bank has not carried it out. */
  readonly rejection: {
    readonly reasonCode: string;
    readonly reason: string | null;
    /** Public id of what mirrors the payment. */
    readonly journalEntryId: string;
    readonly at: string;
  } | null;
  readonly createdAt: string;
}

/** Newest first. */
export async function listBspRemittances(
  scope: PartnerDatabase,
  { endsOn }: { readonly endsOn?: string },
  page: PageRequest,
): Promise<Page<BspRemittanceRecord>> {
  let query = selectRemittances(scope);
  if (endsOn !== undefined) query = query.where("remittance.remittance_ends_on", "=", endsOn);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("remittance.created_at", "remittance.bsp_remittance_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("remittance.created_at", "desc")
    .orderBy("remittance.bsp_remittance_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toRemittance,
    key: (row) => ({ createdAt: row.created_at, id: row.bsp_remittance_id }),
  });
}

export async function getBspRemittance(
  scope: PartnerDatabase,
  publicId: string,
): Promise<BspRemittanceRecord> {
  const row = await selectRemittances(scope)
    .where("remittance.public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such remittance.", { id: publicId });
  return toRemittance(row);
}

export type RemittanceRow = Awaited<ReturnType<typeof findRemittanceRow>>;

/** For whoever works on it. */
export function findRemittanceRow(scope: PartnerDatabase, publicId: string) {
  return selectRemittances(scope)
    .where("remittance.public_id", "=", publicId)
    .executeTakeFirstOrThrow();
}

const numbersAtOnce = 1_000;

/** How often documents were in remittances, by number, code and occurrence. */
export async function countAttempts(
  { db }: PartnerDatabase,
  documentNumbers: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let start = 0; start < documentNumbers.length; start += numbersAtOnce) {
    const numbers = documentNumbers.slice(start, start + numbersAtOnce);
    const rows = await db
      .selectFrom("bsp_remittance_documents")
      .select(["document_number", "transaction_code", "occurrence"])
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("document_number", "in", numbers)
      .groupBy(["document_number", "transaction_code", "occurrence"])
      .execute();
    for (const row of rows) {
      const { document_number: number, transaction_code: code, occurrence } = row;
      counts.set(attemptKey({ documentNumber: number, code, occurrence }), row.count);
    }
  }
  return counts;
}

export function attemptKey({
  documentNumber,
  code,
  occurrence,
}: {
  readonly documentNumber: string;
  readonly code: string;
  readonly occurrence: number;
}): string {
  return `${documentNumber}:${code}:${occurrence}`;
}

/** How often a billing was paid: late transactions are paid by themselves. */
export async function countRemittances(
  { db }: PartnerDatabase,
  { market, endsOn, currency }: BspBilling,
): Promise<number> {
  const { count } = await db
    .selectFrom("bsp_remittances")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("remittance_ends_on", "=", endsOn)
    .where("market", "=", market)
    .where("currency", "=", currency)
    .executeTakeFirstOrThrow();
  return count;
}

function selectRemittances({ db }: PartnerDatabase) {
  return db
    .selectFrom("bsp_remittances as remittance")
    .innerJoin("suppliers as payee", "payee.supplier_id", "remittance.supplier_id")
    .innerJoin("journal_entries as entry", "entry.journal_entry_id", "remittance.journal_entry_id")
    .leftJoin("documents as file", "file.document_id", "remittance.document_id")
    .leftJoin(
      "bsp_remittance_rejections as rejection",
      "rejection.bsp_remittance_id",
      "remittance.bsp_remittance_id",
    )
    .leftJoin("journal_entries as mirror", "mirror.journal_entry_id", "rejection.journal_entry_id")
    .selectAll("remittance")
    .select(["payee.public_id as payee_public_id", "entry.public_id as entry_public_id"])
    .select(["file.public_id as file_public_id", "file.sha256 as file_sha256"])
    .select(["rejection.reason_code", "rejection.reason_text"])
    .select(["rejection.created_at as rejected_at", "mirror.public_id as mirror_public_id"]);
}

function toRemittance(
  row: Awaited<ReturnType<ReturnType<typeof selectRemittances>["executeTakeFirstOrThrow"]>>,
): BspRemittanceRecord {
  return {
    publicId: row.public_id,
    batchCode: row.batch_code,
    billing: { market: row.market, endsOn: row.remittance_ends_on, currency: row.currency },
    remitted: toMoney(row.remitted_amount, row.currency),
    documentCount: row.document_count,
    payeeId: row.payee_public_id,
    journalEntryId: row.entry_public_id,
    operationId: row.operation_public_id,
    bankFile:
      row.file_public_id === null || row.file_sha256 === null
        ? null
        : { documentId: row.file_public_id, sha256: row.file_sha256 },
    paysOn: row.pays_on,
    rejection:
      row.reason_code === null || row.mirror_public_id === null || row.rejected_at === null
        ? null
        : {
            reasonCode: row.reason_code,
            reason: row.reason_text,
            journalEntryId: row.mirror_public_id,
            at: toInstant(row.rejected_at),
          },
    createdAt: toInstant(row.created_at),
  };
}
