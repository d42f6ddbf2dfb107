import { join } from "node:path";

import { parseDatabaseUrl } from "./config";
import { migrate } from "./migrator";

/** Entry: `node dist/db/migrate.js`. */
async function main(): Promise<void> {
  const result = await migrate({
    address: parseDatabaseUrl(process.env["DATABASE_MIGRATION_URL"]),
    applicationUser: parseDatabaseUrl(process.env["DATABASE_URL"]).user,
    directory: join(process.cwd(), "db/migrations"),
    onApplied: (file) => process.stdout.write(`applied ${file}\n`),
  });
  process.stdout.write(
    result.applied.length === 0
      ? `The database is at the newest of ${result.total} migrations.\n`
      : `Applied ${result.applied.length} of ${result.total} migrations.\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
