import type { Selectable } from "kysely";

import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export type BspFileRow = Selectable<Database["bsp_import_files"]>;
export type BspFileState = BspFileRow["state"];

export interface BspFileRecord {
  readonly publicId: string;
  readonly fileName: string;
  readonly source: BspFileRow["source_kind"];
  readonly byteSize: number;
  readonly sha256: string;
  readonly state: BspFileState;
  readonly operationId: string | null;
  /** Null of a HOT file. */
  readonly columnMappingId: string | null;
  readonly settlementPlan: string | null;
  readonly market: string | null;
  readonly sequence: number | null;
  readonly billingPeriod: { readonly startsOn: string; readonly endsOn: string } | null;
  readonly isFinal: boolean | null;
  readonly transactionCount: number | null;
  readonly matchCounts: Readonly<Record<string, number>>;
  readonly totals: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Public ids. */
  readonly supersedes: string | null;
  readonly supersededBy: string | null;
  readonly failure: {
    readonly code: string;
    readonly text: string;
    readonly details: Readonly<Record<string, string | number | boolean | null>>;
  } | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

export interface BspFileFilter {
  readonly states?: readonly BspFileState[];
  readonly billingEndsOn?: string;
  /** DATETIME: received at or after the first, before the second. */
  readonly received?: { readonly from: string | undefined; readonly before: string };
}

/** Newest first. */
export async function listBspFiles(
  scope: PartnerDatabase,
  { states, billingEndsOn, received }: BspFileFilter,
  page: PageRequest,
): Promise<Page<BspFileRecord>> {
  let query = selectFiles(scope);
  if (states) query = query.where("file.state", "in", states);
  if (billingEndsOn) query = query.where("file.billing_ends_on", "=", billingEndsOn);
  if (received?.from) query = query.where("file.created_at", ">=", received.from);
  if (received) query = query.where("file.created_at", "<", received.before);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("file.created_at", "file.bsp_import_file_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("file.created_at", "desc")
    .orderBy("file.bsp_import_file_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toRecord,
    key: (row) => ({ createdAt: row.created_at, id: row.bsp_import_file_id }),
  });
}

export async function getBspFile(scope: PartnerDatabase, publicId: string): Promise<BspFileRecord> {
  const row = await selectFiles(scope).where("file.public_id", "=", publicId).executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such BSP file.", { id: publicId });
  return toRecord(row);
}

/** Its key, where it is there. */
export async function findBspFileKey({ db }: PartnerDatabase, publicId: string): Promise<number> {
  const row = await db
    .selectFrom("bsp_import_files")
    .select("bsp_import_file_id")
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such BSP file.", { id: publicId });
  return row.bsp_import_file_id;
}

/** For whoever works on it. */
export function findBspFileRow({ db }: PartnerDatabase, publicId: string): Promise<BspFileRow> {
  return db
    .selectFrom("bsp_import_files")
    .selectAll()
    .where("public_id", "=", publicId)
    .executeTakeFirstOrThrow();
}

/**
 * Imported files that a file replaces: of the same market, number and billing period (DISH, FSQN). A
 * file by a mapping has no number, and replaces the one that its sender names.
 */
export async function listReplacedFiles(
  { db }: PartnerDatabase,
  file: BspFileRow,
): Promise<readonly BspFileRow[]> {
  const imported = db.selectFrom("bsp_import_files").selectAll().where("state", "=", "imported");
  if (file.column_mapping !== null) {
    return imported.where("bsp_import_file_id", "=", file.replaces_file_id ?? 0).execute();
  }
  return imported
    .where("settlement_plan", "=", file.settlement_plan)
    .where("market", "=", file.market)
    .where("file_sequence", "=", file.file_sequence)
    .where("billing_ends_on", "=", file.billing_ends_on)
    .where("bsp_import_file_id", "!=", file.bsp_import_file_id)
    .orderBy("bsp_import_file_id")
    .execute();
}

function selectFiles({ db }: PartnerDatabase) {
  return db
    .selectFrom("bsp_import_files as file")
    .leftJoin(
      "bsp_import_files as earlier",
      "earlier.bsp_import_file_id",
      "file.supersedes_file_id",
    )
    .leftJoin("bsp_import_files as later", "later.supersedes_file_id", "file.bsp_import_file_id")
    .leftJoin(
      "bsp_column_mappings as mapping",
      "mapping.bsp_column_mapping_id",
      "file.bsp_column_mapping_id",
    )
    .selectAll("file")
    .select([
      "earlier.public_id as supersedes",
      "later.public_id as superseded_by",
      "mapping.public_id as mapping_public_id",
    ]);
}

function toRecord(
  row: BspFileRow & {
    readonly supersedes: string | null;
    readonly superseded_by: string | null;
    readonly mapping_public_id: string | null;
  },
): BspFileRecord {
  const { billing_starts_on: startsOn, billing_ends_on: endsOn } = row;
  return {
    publicId: row.public_id,
    fileName: row.file_name,
    source: row.source_kind,
    byteSize: row.byte_size,
    sha256: row.sha256,
    state: row.state,
    operationId: row.operation_public_id,
    columnMappingId: row.mapping_public_id,
    settlementPlan: row.settlement_plan,
    market: row.market,
    sequence: row.file_sequence,
    billingPeriod: startsOn === null || endsOn === null ? null : { startsOn, endsOn },
    isFinal: row.is_final === null ? null : row.is_final === 1,
    transactionCount: row.transaction_count,
    matchCounts: row.match_counts === null ? {} : readOwnJson(row.match_counts),
    totals: row.totals === null ? {} : readOwnJson(row.totals),
    supersedes: row.supersedes,
    supersededBy: row.superseded_by,
    failure:
      row.failure_code === null
        ? null
        : {
            code: row.failure_code,
            text: row.failure_text ?? "",
            details: row.failure_details === null ? {} : readOwnJson(row.failure_details),
          },
    createdAt: toInstant(row.created_at),
    finishedAt: row.finished_at && toInstant(row.finished_at),
  };
}
