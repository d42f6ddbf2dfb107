import type { Selectable } from "kysely";

import type { FileMapping } from "../../domain/bsp/columns/mapping";
import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

type Row = Selectable<Database["bsp_column_mappings"]>;

export interface BspColumnMappingRecord {
  readonly mappingId: number;
  readonly publicId: string;
  readonly name: string;
  readonly source: Row["source_kind"];
  readonly mapping: FileMapping;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** It is kept for the files that were read by it. */
  readonly deletedAt: string | null;
}

export interface BspColumnMappingFilter {
  readonly source?: Row["source_kind"];
  readonly name?: string;
}

/** Newest first; deleted ones are not listed. */
export async function listBspColumnMappings(
  { db }: PartnerDatabase,
  { source, name }: BspColumnMappingFilter,
  page: PageRequest,
): Promise<Page<BspColumnMappingRecord>> {
  let query = db.selectFrom("bsp_column_mappings").selectAll().where("is_current", "=", 1);
  if (source !== undefined) query = query.where("source_kind", "=", source);
  if (name !== undefined) query = query.where("mapping_name", "=", name);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "bsp_column_mapping_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("bsp_column_mapping_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toMapping,
    key: (row) => ({ createdAt: row.created_at, id: row.bsp_column_mapping_id }),
  });
}

/** One that was deleted too. */
export async function getBspColumnMapping(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<BspColumnMappingRecord> {
  const row = await db
    .selectFrom("bsp_column_mappings")
    .selectAll()
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw noSuchMapping(publicId);
  return toMapping(row);
}

/** One to read a file by: a mapping that was deleted is not there. */
export async function getUsableMapping(
  scope: PartnerDatabase,
  publicId: string,
): Promise<BspColumnMappingRecord> {
  const mapping = await getBspColumnMapping(scope, publicId);
  if (mapping.deletedAt !== null) throw noSuchMapping(publicId);
  return mapping;
}

/** The same, held until the transaction ends. */
export async function lockBspColumnMapping(
  { db }: PartnerTransaction,
  publicId: string,
): Promise<BspColumnMappingRecord> {
  const row = await db
    .selectFrom("bsp_column_mappings")
    .selectAll()
    .where("public_id", "=", publicId)
    .where("is_current", "=", 1)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw noSuchMapping(publicId);
  return toMapping(row);
}

export async function countBspColumnMappings({ db }: PartnerDatabase): Promise<number> {
  const { count } = await db
    .selectFrom("bsp_column_mappings")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("is_current", "=", 1)
    .executeTakeFirstOrThrow();
  return count;
}

function noSuchMapping(publicId: string): Refusal {
  return new Refusal("NOT_FOUND", "No such mapping of columns.", { id: publicId });
}

function toMapping(row: Row): BspColumnMappingRecord {
  return {
    mappingId: row.bsp_column_mapping_id,
    publicId: row.public_id,
    name: row.mapping_name,
    source: row.source_kind,
    mapping: readOwnJson<FileMapping>(row.mapping),
    version: row.version,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
    deletedAt: row.deleted_at && toInstant(row.deleted_at),
  };
}
