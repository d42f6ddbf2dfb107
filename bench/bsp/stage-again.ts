import { Readable } from "node:stream";

import type { Connection } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../../db/config";
import type { PartnerDatabase } from "../../db/partner-scope";
import { connectionOptions } from "../../db/pool";
import { inReadCommittedTransaction } from "../../db/transaction";
import { insertRows } from "../../db/write/insert-rows";

const batchSize = 1_000;
const table = "bsp_staged_transactions";
/** Ordinals of the copies, far above those of any file. */
const ordinals = { inserted: 100_000_000, loaded: 200_000_000 };

type StagedRow = Readonly<Record<string, string | number | null>>;

export interface BareSeconds {
  readonly inserted: number;
  readonly loaded: number;
}

/**
 * The rows of a file under other ordinals, in batches as large as an import's, each once by multi-row
 * INSERT and once by LOAD DATA; returns how long each takes by itself.
 */
export async function stageAgain(
  scope: PartnerDatabase,
  { fileId, databaseUrl }: { readonly fileId: string; readonly databaseUrl: string },
): Promise<BareSeconds> {
  const { bsp_import_file_id: id } = await scope.db
    .selectFrom("bsp_import_files")
    .select("bsp_import_file_id")
    .where("public_id", "=", fileId)
    .executeTakeFirstOrThrow();
  const connection = await createConnection(connectionOptions(parseDatabaseUrl(databaseUrl)));
  const seconds = { inserted: 0, loaded: 0 };
  try {
    for (let after = 0; ; after += batchSize) {
      const rows = await readBatch(scope, id, after);
      if (rows.length === 0) return seconds;
      const inserted = rows.map(({ partner_id: _partner, ...row }) => copy(row, ordinals.inserted));
      seconds.inserted += await timed(() =>
        inReadCommittedTransaction(scope, (transaction) =>
          insertRows(transaction, table, inserted),
        ),
      );
      const loaded = rows.map((row) => copy(row, ordinals.loaded));
      seconds.loaded += await timed(() => load(connection, loaded));
    }
  } finally {
    await connection.end();
  }
}

async function readBatch(scope: PartnerDatabase, fileId: number, after: number) {
  const rows = await scope.db
    .selectFrom(table)
    .selectAll()
    .where("bsp_import_file_id", "=", fileId)
    .where("file_ordinal", ">", after)
    .where("file_ordinal", "<=", after + batchSize)
    .orderBy("file_ordinal")
    .execute();
  return rows.map(({ bsp_staged_transaction_id: _key, ...row }) => row);
}

function copy<Row extends { readonly file_ordinal: number }>(row: Row, above: number) {
  return { ...row, match_state: "unmatched" as const, file_ordinal: row.file_ordinal + above };
}

async function load(connection: Connection, rows: readonly StagedRow[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const text = rows.map((row) => Object.values(row).map(toField).join("\t")).join("\n");
  await connection.query({
    sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table} CHARACTER SET utf8mb4 (${columns.join(", ")})`,
    infileStreamFactory: () => Readable.from([Buffer.from(`${text}\n`)]),
  });
}

/** As LOAD DATA takes it: `\\N` is NULL. */
function toField(value: StagedRow[string]): string {
  if (value === null) return "\\N";
  return String(value).replace(/[\\\t\n]/g, (character) => `\\${character}`);
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const started = process.hrtime.bigint();
  await act();
  return Number(process.hrtime.bigint() - started) / 1e9;
}
