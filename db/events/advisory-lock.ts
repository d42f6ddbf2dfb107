import type { Pool, PoolConnection, RowDataPacket } from "mysql2/promise";

export interface AdvisoryLock {
  /** Whether the session that holds it still answers. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/**
 * One holder at a time in all processes. The database drops it with the session, so a process
 * that dies lets go at once. Undefined when another holds it.
 */
export async function tryAdvisoryLock(pool: Pool, name: string): Promise<AdvisoryLock | undefined> {
  const connection = await pool.getConnection();
  try {
    const [rows] = await connection.query<RowDataPacket[]>("SELECT GET_LOCK(?, 0) AS held", [name]);
    if (rows[0]?.["held"] === 1) return toLock(connection, name);
  } catch (error) {
    connection.destroy();
    throw error;
  }
  connection.release();
  return undefined;
}

function toLock(connection: PoolConnection, name: string): AdvisoryLock {
  return {
    async isHeld() {
      try {
        const [rows] = await connection.query<RowDataPacket[]>(
          "SELECT IS_USED_LOCK(?) = CONNECTION_ID() AS held",
          [name],
        );
        return rows[0]?.["held"] === 1;
      } catch {
        return false;
      }
    },
    async release() {
      try {
        await connection.query("DO RELEASE_LOCK(?)", [name]);
        connection.release();
      } catch {
        connection.destroy();
      }
    },
  };
}
