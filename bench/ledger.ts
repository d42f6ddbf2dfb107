import { rm } from "node:fs/promises";
import { join } from "node:path";

import { parseDatabaseUrl } from "../db/config";
import { openDatabase } from "../db/pool";
import { applications } from "../scripts/stack/applications";
import { startStack } from "../scripts/stack/start-stack";
import { measurePosting } from "./ledger/measure-posting";
import { measureReading } from "./ledger/measure-reading";

const quick = process.argv.includes("--quick");
const database = process.argv.includes("mysql") ? "mysql" : "mariadb";

/**
 * The ledger's writer beside bare transactions with the same rows, a batch beside multi-row
 * INSERTs, and statements beside a GROUP BY over all lines; in one run, taking turns.
 */
async function main(): Promise<void> {
  const dataDirectory = join(process.cwd(), ".travobooks", `bench-ledger-${database}`);
  await rm(dataDirectory, { recursive: true, force: true });
  const stack = await startStack({
    dataDirectory,
    database,
    services: ["mysql"],
    tuning: { bufferPoolMb: 1_024 },
    applications: applications.filter(({ runToCompletion }) => runToCompletion === true),
  });
  try {
    const databaseUrl = stack.environment["DATABASE_URL"] ?? "";
    const opened = openDatabase(parseDatabaseUrl(databaseUrl));
    const bench = { name: `ledger-${database}`, databaseUrl, database: opened, quick };
    await measurePosting(bench);
    await measureReading(bench);
    await opened.close();
  } finally {
    await stack.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
