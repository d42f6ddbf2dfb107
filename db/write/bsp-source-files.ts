import type { Insertable } from "kysely";

import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";

export interface FoundFile {
  readonly nameDigest: string;
  /** As it can be shown. */
  readonly shownName: string;
  readonly byteSize: number;
  readonly modifiedAt: number;
  /** Why it is never fetched; null of what may be. */
  readonly quarantineReason: string | null;
}

type Row = Insertable<Database["bsp_source_files"]>;
export interface KnownFile {
  readonly rowId: number;
  readonly state: Row["state"];
  readonly unchangedSince: string;
  /** Of what was fetched. */
  readonly sha256: string | null;
}

/** By `digest:size:time`, as `fileKeyOf` makes it of a file that was found. */
export async function listKnownFiles(
  { db }: PartnerDatabase,
  bspSourceId: number,
  nameDigests: readonly string[],
): Promise<Map<string, KnownFile>> {
  const known = new Map<string, KnownFile>();
  for (let at = 0; at < nameDigests.length; at += 1_000) {
    const rows = await db
      .selectFrom("bsp_source_files")
      .select([
        "bsp_source_file_id",
        "name_sha256",
        "byte_size",
        "modified_seconds",
        "state",
        "unchanged_since",
        "sha256",
      ])
      .where("bsp_source_id", "=", bspSourceId)
      .where("name_sha256", "in", nameDigests.slice(at, at + 1_000))
      .execute();
    for (const row of rows) {
      const key = fileKeyOf({
        nameDigest: row.name_sha256,
        byteSize: row.byte_size,
        modifiedAt: row.modified_seconds,
      });
      known.set(key, {
        rowId: row.bsp_source_file_id,
        state: row.state,
        unchangedSince: row.unchanged_since,
        sha256: row.sha256,
      });
    }
  }
  return known;
}

export function fileKeyOf({
  nameDigest,
  byteSize,
  modifiedAt,
}: Pick<FoundFile, "nameDigest" | "byteSize" | "modifiedAt">): string {
  return `${nameDigest}:${byteSize}:${modifiedAt}`;
}

/**
 * Remembers files that were not known. One that was seen under the name, and has changed since, is
 * the same one still being written: its row is that of what it is now.
 */
export async function rememberFiles(
  transaction: PartnerTransaction,
  bspSourceId: number,
  files: readonly FoundFile[],
  at: string,
): Promise<void> {
  const { db } = transaction;
  for (const file of files) {
    const now = {
      byte_size: file.byteSize,
      modified_seconds: file.modifiedAt,
      unchanged_since: at,
    };
    const { numUpdatedRows } = await db
      .updateTable("bsp_source_files")
      .set(now)
      .where("bsp_source_id", "=", bspSourceId)
      .where("name_sha256", "=", file.nameDigest)
      .where("state", "=", "seen")
      .executeTakeFirstOrThrow();
    if (numUpdatedRows > 0n) continue;
    await db
      .insertInto("bsp_source_files")
      .values({
        ...now,
        bsp_source_id: bspSourceId,
        name_sha256: file.nameDigest,
        file_name: file.shownName,
        state: file.quarantineReason === null ? "seen" : "quarantined",
        quarantine_reason: file.quarantineReason,
      })
      .execute();
  }
}

/** What has become of a file that was seen; said again, it changes nothing. */
export async function settleFile(
  { db }: PartnerDatabase,
  rowId: number,
  outcome:
    | {
        readonly state: "taken_up" | "known";
        readonly sha256: string;
        readonly bspFileId: string | null;
      }
    | { readonly state: "quarantined"; readonly reason: string },
): Promise<void> {
  await db
    .updateTable("bsp_source_files")
    .set((eb) =>
      outcome.state === "quarantined"
        ? { state: outcome.state, quarantine_reason: outcome.reason }
        : {
            state: outcome.state,
            sha256: outcome.sha256,
            bsp_import_file_id: eb
              .selectFrom("bsp_import_files")
              .select("bsp_import_file_id")
              .where("public_id", "=", outcome.bspFileId ?? ""),
          },
    )
    .where("bsp_source_file_id", "=", rowId)
    .execute();
}
