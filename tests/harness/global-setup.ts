import { rm } from "node:fs/promises";
import { join } from "node:path";

import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../../db/config";
import { migrate } from "../../db/migrator";
import { connectionOptions } from "../../db/pool";
import { loadReferenceData } from "../../db/reference/load-reference-data";
import type { Stack } from "../../scripts/stack/stack-types";
import { startStack } from "../../scripts/stack/start-stack";

declare global {
  var testStack: Stack | undefined;
}

const workerCount = 2;

/** Starts the services for all test files, with a database and a namespace for each jest worker. */
export default async function setUp(): Promise<void> {
  const database = process.env["TEST_DATABASE"] === "mysql" ? "mysql" : "mariadb";
  const dataDirectory = join(process.cwd(), ".travobooks", `test-${database}`);
  // Workflows of an earlier run would go on with rows that are no longer there.
  await rm(join(dataDirectory, "temporal"), { recursive: true, force: true });
  const stack = await startStack({
    dataDirectory,
    database,
    extraNamespaces: workers().map((worker) => `test-${worker}`),
    temporal: { headless: true },
    tuning: { fast: true, temporalSynchronous: "OFF" },
  });
  globalThis.testStack = stack;
  Object.assign(process.env, stack.environment);
  for (const worker of workers()) await createDatabase(stack.environment, worker);
}

function workers(): number[] {
  return Array.from({ length: workerCount }, (_, index) => index + 1);
}

async function createDatabase(environment: Stack["environment"], worker: number): Promise<void> {
  const migration = parseDatabaseUrl(environment["DATABASE_MIGRATION_URL"]);
  const address = { ...migration, database: `travobooks_test_${worker}` };
  const { database, ...server } = connectionOptions(address);
  const connection = await createConnection(server);
  await connection.query("DROP DATABASE IF EXISTS ??", [database]);
  await migrate({
    address,
    applicationUser: parseDatabaseUrl(environment["DATABASE_URL"]).user,
    directory: join(process.cwd(), "db/migrations"),
  });
  await connection.query("USE ??", [database]);
  await loadReferenceData(connection, {
    tables: ["currencies", "countries", "airlines", "airport_codes", "gds_provider_codes"],
  });
  await connection.end();
}
