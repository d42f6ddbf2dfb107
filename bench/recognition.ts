import { parseDatabaseUrl } from "../db/config";
import { parseKeyRing } from "../db/encryption/key-ring";
import { openDatabase } from "../db/pool";
import { openTemporal } from "../temporal/client";
import { parseTemporalConfig } from "../temporal/config";
import { startBenchStack } from "./lib/start-bench-stack";
import { measureRuns } from "./recognition/measure-runs";

const database = process.argv.includes("mysql") ? "mysql" : "mariadb";
const quick = process.argv.includes("--quick");
const asked = process.argv.find((argument) => argument.startsWith("--lines="));
const linesMax = Number(asked?.slice("--lines=".length) ?? 1_000_000);

/** Runs of recognition on a stack of their own, as a partner asks for them. */
async function main(): Promise<void> {
  const name = `recognition-${database}`;
  const stack = await startBenchStack(name, database);
  const temporal = openTemporal(parseTemporalConfig(stack.environment), {
    keyRing: parseKeyRing(stack.environment["ENCRYPTION_KEYS"]),
  });
  const databaseUrl = stack.environment["DATABASE_URL"] ?? "";
  const opened = openDatabase(parseDatabaseUrl(databaseUrl));
  try {
    await measureRuns(
      { name, databaseUrl, database: opened, quick, stack, client: temporal.client },
      linesMax,
    );
  } finally {
    await Promise.all([opened.close(), temporal.close()]);
    await stack.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
