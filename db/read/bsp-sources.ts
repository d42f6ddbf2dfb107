import type { Selectable } from "kysely";

import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

type SourceRow = Selectable<Database["bsp_sources"]>;
type SourceFileRow = Selectable<Database["bsp_source_files"]>;
export type BspSourceState = SourceRow["state"];

/** Where files of the settlement plan lie for a partner. */
export interface BspSourceRecord {
  readonly bspSourceId: number;
  readonly publicId: string;
  readonly name: string;
  readonly kind: SourceRow["source_kind"];
  /** Null of a folder, as what goes with it. */
  readonly server: BspSourceServer | null;
  readonly credentialsSealed: Buffer | null;
  readonly directory: string;
  readonly filePattern: string;
  readonly fileFormat: "hot" | "columns";
  /** By what its files are read; null of a source of HOT files. */
  readonly columnMapping: MappingOfSource | null;
  readonly pollMinutes: number;
  readonly settleSeconds: number;
  readonly state: BspSourceState;
  readonly lastPolledAt: string | null;
  readonly lastSucceededAt: string | null;
  readonly failure: {
    readonly code: string;
    readonly text: string;
    readonly since: string;
    readonly needsAttention: boolean;
  } | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface MappingOfSource {
  readonly mappingId: number;
  readonly publicId: string;
}

export interface BspSourceServer {
  readonly host: string;
  readonly port: number;
  readonly userName: string;
  readonly hostKeys: readonly string[];
  readonly credentialKind: NonNullable<SourceRow["credential_kind"]>;
}

export interface BspSourceFilter {
  readonly states?: readonly BspSourceState[];
  readonly needsAttention?: boolean;
}

/** Newest first; deleted ones only where they are asked for. */
export async function listBspSources(
  scope: PartnerDatabase,
  { states = ["active", "paused"], needsAttention }: BspSourceFilter,
  page: PageRequest,
): Promise<Page<BspSourceRecord>> {
  let query = selectSources(scope).where("state", "in", states);
  if (needsAttention !== undefined) {
    query = query.where("is_attention_needed", "=", needsAttention ? 1 : 0);
  }
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "bsp_source_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("bsp_source_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toSource,
    key: (row) => ({ createdAt: row.created_at, id: row.bsp_source_id }),
  });
}

export async function getBspSource(
  scope: PartnerDatabase,
  publicId: string,
): Promise<BspSourceRecord> {
  return orNotFound(await selectOne(scope, publicId).executeTakeFirst());
}

/** The same, held until the transaction ends. */
export async function lockBspSource(
  scope: PartnerTransaction,
  publicId: string,
): Promise<BspSourceRecord> {
  return orNotFound(await selectOne(scope, publicId).forUpdate().executeTakeFirst());
}

/** Public ids of those whose Schedule there may be. */
export async function listBspSourceIds({ db }: PartnerDatabase): Promise<string[]> {
  const rows = await db.selectFrom("bsp_sources").select("public_id").execute();
  return rows.map((row) => row.public_id);
}

export async function countBspSources({ db }: PartnerDatabase): Promise<number> {
  const { count } = await db
    .selectFrom("bsp_sources")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("state", "!=", "deleted")
    .executeTakeFirstOrThrow();
  return count;
}

/** What was found at a source. */
export interface BspSourceFileRecord {
  readonly fileName: string;
  readonly byteSize: number;
  readonly modifiedAt: string;
  readonly state: SourceFileRow["state"];
  readonly reason: string | null;
  readonly sha256: string | null;
  /** Public id of what it was imported as, or of the import that has the same bytes. */
  readonly bspFileId: string | null;
  readonly foundAt: string;
}

/** Newest first. */
export async function listBspSourceFiles(
  { db }: PartnerDatabase,
  { bspSourceId }: BspSourceRecord,
  page: PageRequest,
): Promise<Page<BspSourceFileRecord>> {
  let query = db
    .selectFrom("bsp_source_files as found")
    .leftJoin("bsp_import_files as file", "file.bsp_import_file_id", "found.bsp_import_file_id")
    .selectAll("found")
    .select("file.public_id as file_public_id")
    .where("found.bsp_source_id", "=", bspSourceId);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("found.created_at", "found.bsp_source_file_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("found.created_at", "desc")
    .orderBy("found.bsp_source_file_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: (row) => ({
      fileName: row.file_name,
      byteSize: row.byte_size,
      modifiedAt: new Date(row.modified_seconds * 1_000).toISOString(),
      state: row.state,
      reason: row.quarantine_reason,
      sha256: row.sha256,
      bspFileId: row.file_public_id,
      foundAt: toInstant(row.created_at),
    }),
    key: (row) => ({ createdAt: row.created_at, id: row.bsp_source_file_id }),
  });
}

function selectOne(scope: PartnerDatabase, publicId: string) {
  return selectSources(scope).where("source.public_id", "=", publicId);
}

/** The mapping is asked for apart, so that who holds the source does not hold it too. */
function selectSources({ db }: PartnerDatabase) {
  return db
    .selectFrom("bsp_sources as source")
    .selectAll("source")
    .select((eb) =>
      eb
        .selectFrom("bsp_column_mappings as mapping")
        .select("mapping.public_id")
        .whereRef("mapping.bsp_column_mapping_id", "=", "source.bsp_column_mapping_id")
        .as("mapping_public_id"),
    );
}

type FoundSource = SourceRow & { readonly mapping_public_id: string | null };

function orNotFound(row: FoundSource | undefined): BspSourceRecord {
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such source of BSP files.");
  return toSource(row);
}

function toSource(row: FoundSource): BspSourceRecord {
  const { host_name: host, port_number: port, login_name: userName } = row;
  const isServer =
    host !== null && port !== null && userName !== null && row.credential_kind !== null;
  return {
    bspSourceId: row.bsp_source_id,
    publicId: row.public_id,
    name: row.source_name,
    kind: row.source_kind,
    server: isServer
      ? {
          host,
          port,
          userName,
          hostKeys: readOwnJson<string[]>(row.host_keys ?? "[]"),
          credentialKind: row.credential_kind ?? "password",
        }
      : null,
    credentialsSealed: row.credentials_encrypted,
    directory: row.directory_path,
    filePattern: row.file_pattern,
    fileFormat: row.bsp_column_mapping_id === null ? "hot" : "columns",
    columnMapping:
      row.bsp_column_mapping_id === null || row.mapping_public_id === null
        ? null
        : { mappingId: row.bsp_column_mapping_id, publicId: row.mapping_public_id },
    pollMinutes: row.poll_minutes,
    settleSeconds: row.settle_seconds,
    state: row.state,
    lastPolledAt: row.last_polled_at && toInstant(row.last_polled_at),
    lastSucceededAt: row.last_succeeded_at && toInstant(row.last_succeeded_at),
    failure:
      row.failure_code === null || row.failing_since === null
        ? null
        : {
            code: row.failure_code,
            text: row.failure_text ?? "",
            since: toInstant(row.failing_since),
            needsAttention: row.is_attention_needed === 1,
          },
    version: row.version,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  };
}
