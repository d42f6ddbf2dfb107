import type { Connection, RowDataPacket } from "mysql2/promise";

import { openMigrationConnection } from "./database";

/**
 * Lets the owner of the database do what nothing in it allows: no trigger stands in the way and no
 * foreign key. The triggers are put back afterwards.
 */
export async function asRoot<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await openMigrationConnection();
  const triggers = await readTriggers(connection);
  try {
    await connection.query("SET SESSION foreign_key_checks = 0");
    for (const { name } of triggers) await connection.query("DROP TRIGGER ??", [name]);
    return await work(connection);
  } finally {
    const left = (await readTriggers(connection)).map(({ name }) => name);
    for (const { name, statement } of triggers) {
      if (!left.includes(name)) await connection.query(statement);
    }
    await connection.end();
  }
}

interface Trigger {
  readonly name: string;
  readonly statement: string;
}

async function readTriggers(connection: Connection): Promise<Trigger[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY CREATED, TRIGGER_NAME",
  );
  return Promise.all(
    rows.map(async (row) => {
      const name = String(row["name"]);
      const [created] = await connection.query<RowDataPacket[]>("SHOW CREATE TRIGGER ??", [name]);
      return { name, statement: String(created[0]?.["SQL Original Statement"]) };
    }),
  );
}
