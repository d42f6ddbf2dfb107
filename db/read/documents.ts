import type { Kysely } from "kysely";

import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface DocumentRecord {
  readonly rowId: number;
  readonly publicId: string;
  readonly type: "e_ticket" | "attachment" | "report" | "partner_archive" | "logo" | "bank_file";
  readonly bookingId: string | null;
  /** Its own, or that of its booking; by key. */
  readonly branchId: number | null;
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: number;
  readonly sha256: string;
  readonly storageKey: string;
  readonly createdAt: string;
}

export async function getDocument(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<DocumentRecord> {
  const row = await selectDocuments(db)
    .where("documents.public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such document.");
  return toDocument(row);
}

/** Newest first. */
export async function listDocuments(
  { db }: PartnerDatabase,
  filter: { readonly bookingId?: string; readonly among?: ReadonlySet<number> },
  page: PageRequest,
): Promise<Page<DocumentRecord>> {
  let query = selectDocuments(db);
  if (filter.bookingId) query = query.where("bookings.public_id", "=", filter.bookingId);
  if (filter.among) {
    const among = [...filter.among];
    query = query.where((eb) =>
      eb.or([eb("bookings.branch_id", "in", among), eb("documents.branch_id", "in", among)]),
    );
  }
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("documents.created_at", "documents.document_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("documents.created_at", "desc")
    .orderBy("documents.document_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toDocument,
    key: (row) => ({ createdAt: row.created_at, id: row.document_id }),
  });
}

function selectDocuments(db: Kysely<Database>) {
  return db
    .selectFrom("documents")
    .leftJoin("bookings", "bookings.booking_id", "documents.booking_id")
    .selectAll("documents")
    .select(["bookings.public_id as booking_public_id", "bookings.branch_id as booking_branch_id"])
    .where("documents.deleted_at", "is", null);
}

type DocumentRow = Awaited<
  ReturnType<ReturnType<typeof selectDocuments>["executeTakeFirstOrThrow"]>
>;

function toDocument(row: DocumentRow): DocumentRecord {
  return {
    rowId: row.document_id,
    publicId: row.public_id,
    type: row.document_type,
    bookingId: row.booking_public_id,
    branchId: row.branch_id ?? row.booking_branch_id,
    fileName: row.file_name,
    contentType: row.content_type,
    byteSize: row.byte_size,
    sha256: row.sha256,
    storageKey: row.storage_key,
    createdAt: toInstant(row.created_at),
  };
}
