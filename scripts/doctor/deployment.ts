import type { Redis } from "ioredis";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import type { DatabaseAddress } from "../../db/config";
import { parseDatabaseUrl } from "../../db/config";
import type { KeyRing } from "../../db/encryption/key-ring";
import { parseKeyRing } from "../../db/encryption/key-ring";
import { connectionOptions } from "../../db/pool";
import { openRedis } from "../../db/redis";
import type { TemporalHandle } from "../../temporal/client";
import { openTemporal } from "../../temporal/client";
import type { TemporalConfig } from "../../temporal/config";
import { parseTemporalConfig } from "../../temporal/config";

/** What is examined: the settings, and connections that are opened when a check first needs them. */
export interface Deployment {
  readonly environment: NodeJS.ProcessEnv;
  readonly isProduction: boolean;
  readonly databaseAddress: DatabaseAddress;
  readonly temporalConfig: TemporalConfig;
  readonly keyRing: KeyRing;
  /** Of the application's user. */
  readonly database: () => Promise<Connection>;
  readonly redis: () => Redis;
  readonly temporal: () => TemporalHandle;
  readonly close: () => Promise<void>;
}

/** Throws where a setting that the programs need is missing or malformed. */
export function openDeployment(environment: NodeJS.ProcessEnv): Deployment {
  const databaseAddress = parseDatabaseUrl(environment["DATABASE_URL"]);
  const temporalConfig = parseTemporalConfig(environment);
  const keyRing = parseKeyRing(environment["ENCRYPTION_KEYS"]);
  const redisUrl = environment["REDIS_URL"];
  if (redisUrl === undefined) throw new Error("REDIS_URL is not set.");
  const database = once(() => createConnection(connectionOptions(databaseAddress)));
  const redis = once(() => {
    const client = openRedis(redisUrl);
    client.on("error", () => undefined);
    return client;
  });
  const temporal = once(() => openTemporal(temporalConfig, { keyRing }));
  return {
    environment,
    isProduction: environment["NODE_ENV"] === "production",
    databaseAddress,
    temporalConfig,
    keyRing,
    database: database.get,
    redis: redis.get,
    temporal: temporal.get,
    close: async () => {
      redis.opened()?.disconnect();
      await temporal.opened()?.close();
      await database.opened()?.then(
        (connection) => connection.end(),
        () => undefined,
      );
    },
  };
}

export async function query(
  connection: Pick<Connection, "query">,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Record<string, string | null>[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql, [...values]);
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]),
    ),
  );
}

/** Variables of the server by name, those that it has. */
export async function readVariables(
  connection: Pick<Connection, "query">,
  names: readonly string[],
): Promise<Record<string, string>> {
  const rows = await query(connection, "SHOW GLOBAL VARIABLES WHERE Variable_name IN (?)", [names]);
  return Object.fromEntries(
    rows.map((row) => [String(row["Variable_name"]), String(row["Value"])]),
  );
}

function once<T>(open: () => T): { get(): T; opened(): T | undefined } {
  let opened: { readonly value: T } | undefined;
  return {
    get: () => (opened ??= { value: open() }).value,
    opened: () => opened?.value,
  };
}
