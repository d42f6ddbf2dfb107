import { rm } from "node:fs/promises";
import { join } from "node:path";

import { parseDatabaseUrl } from "../../db/config";
import { openDatabase } from "../../db/pool";
import { applications } from "../../scripts/stack/applications";
import { startStack } from "../../scripts/stack/start-stack";
import type { Bench } from "../ledger/bench-books";

/** Runs a bench on a migrated database of its own; `mysql` and `--quick` are its arguments. */
export function benchOnADatabase(name: string, measure: (bench: Bench) => Promise<void>): void {
  run(name, measure).catch((error: unknown) => {
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 1;
  });
}

async function run(name: string, measure: (bench: Bench) => Promise<void>): Promise<void> {
  const database = process.argv.includes("mysql") ? "mysql" : "mariadb";
  const dataDirectory = join(process.cwd(), ".travobooks", `bench-${name}-${database}`);
  await rm(dataDirectory, { recursive: true, force: true });
  const stack = await startStack({
    dataDirectory,
    database,
    services: ["mysql"],
    tuning: { bufferPoolMb: 1_024, localInfile: true },
    applications: applications.filter(({ runToCompletion }) => runToCompletion === true),
  });
  try {
    const databaseUrl = stack.environment["DATABASE_URL"] ?? "";
    const opened = openDatabase(parseDatabaseUrl(databaseUrl));
    const quick = process.argv.includes("--quick");
    await measure({ name: `${name}-${database}`, databaseUrl, database: opened, quick });
    await opened.close();
  } finally {
    await stack.stop();
  }
}
