import { join } from "node:path";

import { listPendingMigrations } from "../db/migrator";
import type { ApiDependencies } from "./dependencies";
import type { ReadinessCheck } from "./routes/health";

/** What the API needs to serve: its database at the newest migration, Redis, and Temporal. */
export function readinessChecks({
  database,
  redis,
  temporal,
}: Pick<ApiDependencies, "database" | "redis" | "temporal">): ReadinessCheck[] {
  return [
    {
      name: "mysql",
      check: async () => {
        const directory = join(process.cwd(), "db/migrations");
        const pending = await listPendingMigrations(database.pool.promise(), directory);
        if (pending.length > 0) throw new Error(`${pending.length} migrations are pending`);
      },
    },
    {
      name: "redis",
      check: async () => {
        await redis.ping();
      },
    },
    {
      name: "temporal",
      check: async () => {
        await temporal.connection.healthService.check({});
      },
    },
  ];
}
