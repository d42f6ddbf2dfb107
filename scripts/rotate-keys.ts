import type { Connection, RowDataPacket } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../db/config";
import type { KeyRing } from "../db/encryption/key-ring";
import { parseKeyRing } from "../db/encryption/key-ring";
import type { SecretBox } from "../db/encryption/secret-box";
import { createSecretBox } from "../db/encryption/secret-box";
import { encryptedColumns } from "../db/personal-data";
import { connectionOptions } from "../db/pool";
import type { KeyProvider } from "../domain/key-provider";
import { openKeyProviders } from "../suppliers/keys/open-key-provider";

const batchSize = 500;
/** Their secrets have data keys of their own, which the key provider wraps. */
const credentialTables: ReadonlySet<string> = new Set([
  "bsp_source_history",
  "bsp_sources",
  "gds_credentials",
]);

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
  {
    providers,
    onRotated = () => undefined,
  }: {
    readonly providers?: readonly (KeyProvider | "local")[];
    readonly onRotated?: (rotation: Rotation) => void;
  } = {},
): Promise<Rotation[]> {
  const rotations: Rotation[] = [];
  for (const place of await listPlaces(connection)) {
    const isCredential = credentialTables.has(place.table);
    const keys = isCredential ? createSecretBox(keyRing, providers) : toRenewer(keyRing);
    const rotation = await rotateColumn(connection, keys, place);
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
  keys: Renewer,
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
      [key, column, table, key, after, column, column, column, keys.currentKeyId, key, batchSize],
    );
    for (const { id, sealed, partner } of rows) {
      after = Number(id);
      const renewed = await renew(keys, Buffer.from(sealed), `${String(partner)}:${context}`);
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

type Renewer = Pick<SecretBox, "currentKeyId" | "renew">;

function toRenewer(keyRing: KeyRing): Renewer {
  return {
    currentKeyId: keyRing.currentKeyId,
    renew: async (sealed, context) => keyRing.encrypt(keyRing.decrypt(sealed, context), context),
  };
}

async function renew(keys: Renewer, sealed: Buffer, context: string): Promise<Buffer | undefined> {
  try {
    return await keys.renew(sealed, context);
  } catch {
    return undefined;
  }
}

async function main(): Promise<void> {
  const connection = await createConnection(
    connectionOptions(parseDatabaseUrl(process.env["DATABASE_MIGRATION_URL"])),
  );
  try {
    await rotateKeys(connection, parseKeyRing(process.env["ENCRYPTION_KEYS"]), {
      providers: openKeyProviders(process.env["CREDENTIAL_KEYS_URL"]),
      onRotated: ({ table, column, rotated, unreadable }) => {
        process.stdout.write(`${table}.${column}: ${rotated} encrypted anew\n`);
        if (unreadable.length === 0) return;
        process.stdout.write(`  no key opens rows ${unreadable.slice(0, 20).join(", ")}\n`);
        process.exitCode = 1;
      },
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
