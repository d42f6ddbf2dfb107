import type { Connection, RowDataPacket } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import type { DatabaseAccess } from "../../../scripts/stack/stack-types";

type Row = Readonly<Record<string, string | number | null>>;

export interface RowLock {
  release(): Promise<void>;
}

export interface Books {
  rows(statement: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Locks the rows of a `SELECT … FOR UPDATE` until it is released, or the server dies. */
  lock(statement: string, values: readonly unknown[]): Promise<RowLock>;
  close(): Promise<void>;
}

/** The database as root sees it, past every proxy. Each look opens its own connection. */
export function openBooks({ socketPath, rootPassword }: DatabaseAccess): Books {
  const locks = new Set<RowLock>();
  const connect = () =>
    createConnection({
      socketPath,
      user: "root",
      password: rootPassword,
      database: "travobooks",
      dateStrings: true,
      connectTimeout: 2_000,
    });
  const rows = async (statement: string, values: readonly unknown[] = []) => {
    const connection = await connect();
    try {
      const [found] = await connection.query<(RowDataPacket & Row)[]>(statement, [...values]);
      return found;
    } finally {
      connection.destroy();
    }
  };
  return {
    rows,
    lock: async (statement, values) => {
      const connection = await connect();
      // Its server may be killed while the lock is held.
      connection.on("error", () => {});
      await connection.query("SET SESSION innodb_lock_wait_timeout = 20");
      await connection.beginTransaction();
      await connection.query(`${statement} FOR UPDATE`, [...values]);
      const lock = { release: () => release(connection) };
      locks.add(lock);
      return lock;
    },
    close: async () => {
      for (const lock of locks) await lock.release();
    },
  };
}

/** A server that was killed has let go already. */
async function release(connection: Connection): Promise<void> {
  await connection.rollback().catch(() => undefined);
  connection.destroy();
}
