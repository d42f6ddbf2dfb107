import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../db/config";
import {
  columnFactsQuery,
  erasedMark,
  listErasable,
  toColumnFacts,
} from "../db/erasure/erasable-columns";
import { connectionOptions } from "../db/pool";
import { erased } from "../domain/erased";
import { openDocumentStore } from "../suppliers/documents/open-document-store";
import type { DocumentStore } from "../suppliers/documents/port";

export interface FinishedErasures {
  readonly historyRows: number;
  readonly documents: number;
}

/**
 * Does what the application may not: replaces erased customers, and all people of deleted partners,
 * in the histories, which it can only add to, and takes the bytes of their documents out of the store. Run it each night; what is done
 * already is left alone.
 */
export async function finishErasures(
  connection: Connection,
  documents: DocumentStore,
): Promise<FinishedErasures> {
  const historyRows =
    (await replace(connection, "customer_history", erased.customers)) +
    (await replace(connection, "customer_address_history", erased.customer_addresses)) +
    (await eraseDeletedPartners(connection));
  return { historyRows, documents: await removeDocuments(connection, documents) };
}

async function replace(
  connection: Connection,
  table: string,
  values: Readonly<Record<string, string | null>>,
): Promise<number> {
  const [{ affectedRows }] = await connection.query<ResultSetHeader>(
    `UPDATE ?? h JOIN erasures e ON e.partner_id = h.partner_id AND e.customer_id = h.customer_id
      SET ?, h.diff_json = '{}'
      WHERE NOT (${Object.keys(values)
        .map(() => "h.?? <=> ?")
        .join(" AND ")})`,
    [table, values, ...Object.entries(values).flat()],
  );
  return affectedRows;
}

/** Whatever the histories of a deleted partner say of people; returns how many rows said it. */
async function eraseDeletedPartners(connection: Connection): Promise<number> {
  const [facts] = await connection.query<RowDataPacket[]>(columnFactsQuery);
  let rows = 0;
  for (const [table, columns] of listErasable(facts.map(toColumnFacts))) {
    if (!table.endsWith("_history")) continue;
    const values = columns.map(({ column, replacement }) => {
      const name = connection.escapeId(`h.${column}`);
      if (replacement.kind === "null") return `${name} = NULL`;
      if (replacement.kind === "empty") return `${name} = ''`;
      return `${name} = LEFT(CONCAT('${erasedMark}', h.history_id), ${replacement.lengthMax})`;
    });
    const [{ changedRows }] = await connection.query<ResultSetHeader>(
      `UPDATE ?? h JOIN partners p ON p.partner_id = h.partner_id AND p.status = 'deleted'
        SET ${values.join(", ")}, h.diff_json = '{}'`,
      [table],
    );
    rows += changedRows;
  }
  return rows;
}

async function removeDocuments(connection: Connection, store: DocumentStore): Promise<number> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT d.storage_key FROM documents d
      JOIN bookings b ON b.partner_id = d.partner_id AND b.booking_id = d.booking_id
      JOIN erasures e ON e.partner_id = b.partner_id AND e.customer_id = b.customer_id
      WHERE d.deleted_at IS NOT NULL`,
  );
  let removed = 0;
  for (const row of rows) {
    const key = String(row["storage_key"]);
    if ((await store.head(key)) === undefined) continue;
    await store.remove(key);
    removed += 1;
  }
  return removed;
}

async function main(): Promise<void> {
  const connection = await createConnection(
    connectionOptions(parseDatabaseUrl(process.env["DATABASE_MIGRATION_URL"])),
  );
  const documents = openDocumentStore(process.env["DOCUMENT_STORE_URL"] ?? "");
  try {
    const done = await finishErasures(connection, documents);
    process.stdout.write(
      `${done.historyRows} rows of histories erased, ${done.documents} documents taken away.\n`,
    );
  } finally {
    documents.close();
    await connection.end();
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  });
}
