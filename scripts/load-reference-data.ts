import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../db/config";
import { connectionOptions } from "../db/pool";
import { loadReferenceData } from "../db/reference/load-reference-data";

/** Entry: `npm run reference-data`. Loads or refreshes what all partners share. */
async function main(): Promise<void> {
  const connection = await createConnection(
    connectionOptions(parseDatabaseUrl(process.env["DATABASE_MIGRATION_URL"])),
  );
  try {
    for (const { table, inserted, updated, deactivated } of await loadReferenceData(connection)) {
      process.stdout.write(
        `${table}: ${inserted} new, ${updated} changed, ${deactivated} withdrawn\n`,
      );
    }
  } finally {
    await connection.end();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
