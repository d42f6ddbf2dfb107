import { Kysely } from "kysely";
import type { Pool, PoolOptions } from "mysql2";
import { createPool } from "mysql2";

import type { DatabaseAddress } from "./config";
import type { Database } from "./generated/database";
import { LossAwareDialect } from "./loss-aware-dialect";

/** Statements of a session of ours: strict, in UTC, and serializable unless it says otherwise. */
const sessionSettings =
  "SET SESSION time_zone = '+00:00', sql_mode = 'TRADITIONAL,ONLY_FULL_GROUP_BY,NO_ENGINE_SUBSTITUTION', " +
  "innodb_lock_wait_timeout = 10, character_set_results = utf8mb4";
const serializable = "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE";

export interface DatabaseHandle {
  readonly address: DatabaseAddress;
  /** Every partner's rows: for what belongs to none, such as the relay and the token look-up. */
  readonly system: Kysely<Database>;
  readonly pool: Pool;
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  readonly connectionLimit?: number;
}

/** Opens a pool. Amounts, dates and JSON come back as strings: this code base parses them itself. */
export function openDatabase(
  address: DatabaseAddress,
  { connectionLimit = 20 }: OpenDatabaseOptions = {},
): DatabaseHandle {
  const pool = createPool({
    ...connectionOptions(address),
    connectionLimit,
    maxIdle: connectionLimit,
  });
  pool.on("connection", (connection) => {
    connection.query(sessionSettings);
    connection.query(serializable);
  });
  const system = new Kysely<Database>({ dialect: new LossAwareDialect(pool) });
  // Kysely would end the pool only if it had used it itself.
  return { address, system, pool, close: () => pool.promise().end() };
}

export function connectionOptions({ tls, ...address }: DatabaseAddress): PoolOptions {
  return {
    ...address,
    ...(tls === undefined ? {} : { ssl: { ...tls, verifyIdentity: true } }),
    charset: "utf8mb4_unicode_520_ci",
    timezone: "Z",
    dateStrings: true,
    decimalNumbers: false,
    supportBigNumbers: true,
    connectTimeout: 5_000,
    enableKeepAlive: true,
    // MySQL has a JSON type and MariaDB has not: text on both.
    typeCast: (field, next) => (field.type === "JSON" ? field.string("utf8") : next()),
  };
}
