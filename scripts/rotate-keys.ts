import type { Connection, RowDataPacket } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../db/config";
import type { KeyRing } from "../db/encryption/key-ring";
import { parseKeyRing } from "../db/encryption/key-ring";
import { encryptedColumns } from "../db/personal-data";
import { connectionOptions } from "../db/pool";

const batchSize = 500;

export interface Rotation {
  readonly table: string;
  readonly column: string;
  /** Values that were encrypted anew. */
  readonly rotated: number;
  /** Rows whose value no key of the ring opens, by their number. */
  readonly unreadable: readonly number[];
}

/**
 * Encrypts anew, with the ring's first key, every stored value that has another: in batches, each
 * value only where it is still the one that was read. It may be stopped and run again. Histories
 * are included, so the connection is the migration user's.
 */
export async function rotateKeys(
  connection: Connection,
  keyRing: KeyRing,
  onRotated: (rotation: Rotation) => void = () => undefined,
): Promise<Rotation[]> {
  const rotations: Rotation[] = [];
  for (const place of await listPlaces(connection)) {
    const rotation = await rotateColumn(connection, keyRing, place);
    rotations.push(rotation);
    onRotated(rotation);
  }
  return rotations;
}

interface Place {
  readonly table: string;
  readonly column: string;
  readonly key: string;
  /** What the value is bound to besides its partner. */
  readonly context: string;
}

/** The classified columns, and the same in the tables that mirror theirs. */
async function listPlaces(connection: Connection): Promise<Place[]> {
  const places: Place[] = [];
  for (const { table, column } of encryptedColumns) {
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT c.TABLE_NAME AS name, k.COLUMN_NAME AS id FROM information_schema.COLUMNS c
        JOIN information_schema.KEY_COLUMN_USAGE k
          ON k.TABLE_SCHEMA = c.TABLE_SCHEMA AND k.TABLE_NAME = c.TABLE_NAME AND k.CONSTRAINT_NAME = 'PRIMARY'
        WHERE c.TABLE_SCHEMA = DATABASE() AND c.COLUMN_NAME = ?
          AND (c.TABLE_NAME = ? OR c.TABLE_NAME LIKE '%\\_history')`,
      [column, table],
    );
    const context = `${table}.${column.replace(/_encrypted$/, "")}`;
    for (const { name, id } of rows) {
      places.push({ table: String(name), column, key: String(id), context });
    }
  }
  return places;
}

async function rotateColumn(
  connection: Connection,
  keyRing: KeyRing,
  { table, column, key, context }: Place,
): Promise<Rotation> {
  let after = 0;
  let rotated = 0;
  const unreadable: number[] = [];
  for (;;) {
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT r.?? AS id, r.?? AS sealed, p.public_id AS partner FROM ?? r
        JOIN partners p ON p.partner_id = r.partner_id
        WHERE r.?? > ? AND r.?? IS NOT NULL
          AND SUBSTRING(r.??, 3, ORD(SUBSTRING(r.??, 2, 1))) <> CAST(? AS BINARY)
        ORDER BY r.?? LIMIT ?`,
      [
        key,
        column,
        table,
        key,
        after,
        column,
        column,
        column,
        keyRing.currentKeyId,
        key,
        batchSize,
      ],
    );
    for (const { id, sealed, partner } of rows) {
      after = Number(id);
      const renewed = renew(keyRing, Buffer.from(sealed), `${String(partner)}:${context}`);
      if (renewed === undefined) unreadable.push(after);
      else {
        await connection.query("UPDATE ?? SET ?? = ? WHERE ?? = ? AND ?? = ?", [
          table,
          column,
          renewed,
          key,
          after,
          column,
          sealed,
        ]);
        rotated += 1;
      }
    }
    if (rows.length < batchSize) return { table, column, rotated, unreadable };
  }
}

function renew(keyRing: KeyRing, sealed: Buffer, context: string): Buffer | undefined {
  try {
    return keyRing.encrypt(keyRing.decrypt(sealed, context), context);
  } catch {
    return undefined;
  }
}

async function main(): Promise<void> {
  const connection = await createConnection(
    connectionOptions(parseDatabaseUrl(process.env["DATABASE_MIGRATION_URL"])),
  );
  try {
    await rotateKeys(connection, parseKeyRing(process.env["ENCRYPTION_KEYS"]), (rotation) => {
      const { table, column, rotated, unreadable } = rotation;
      process.stdout.write(`${table}.${column}: ${rotated} encrypted anew\n`);
      if (unreadable.length === 0) return;
      process.stdout.write(`  no key opens rows ${unreadable.slice(0, 20).join(", ")}\n`);
      process.exitCode = 1;
    });
  } finally {
    await connection.end();
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  });
}
