import { serve } from "@hono/node-server";
import { Hono } from "hono";

import { toDateTime } from "../db/read/amounts";
import { ensureBuiltInRoles } from "../services/role/ensure-built-in-roles";
import { parseTemporalConfig } from "../temporal/config";
import { startTracing } from "../temporal/tracing";
import { createApp } from "./app";
import { parseApiConfig } from "./config";
import type { ApiDependencies } from "./dependencies";
import { withHealth } from "./front";
import { listen } from "./listen";
import { openDependencies } from "./open-dependencies";
import { readinessChecks } from "./readiness";
import { createHealthRoutes } from "./routes/health";

const drainMs = 500;

/** Entry: `node dist/api/server.js`. The only listener for partners' requests. */
function main(): void {
  const config = parseApiConfig(process.env);
  const tracing = startTracing("api", process.env);
  const dependencies = openDependencies(config, {
    temporalConfig: parseTemporalConfig(process.env),
    tracing,
  });
  const { logger } = dependencies;
  const health = createHealthRoutes(readinessChecks(dependencies));
  const server = listen(withHealth(createApp(dependencies), health.routes), config);
  const admin = serve({
    fetch: createAdminApp(dependencies, health.routes).fetch,
    hostname: config.API_HOST,
    port: config.API_ADMIN_PORT,
  });
  void ensureBuiltInRoles(dependencies.database, toDateTime(dependencies.now())).catch(
    (error: unknown) => logger.warn({ err: error }, "built-in roles are added at the next start"),
  );
  logger.info({ port: config.API_PORT, admin_port: config.API_ADMIN_PORT }, "API listening");
  const stop = () => {
    health.drain();
    // Load balancers see readiness drop before the listener closes.
    setTimeout(() => {
      admin.close();
      server.close(() => void close(dependencies).then(() => tracing?.stop()));
    }, drainMs);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

function createAdminApp({ metrics }: ApiDependencies, health: Hono): Hono {
  const admin = new Hono().route("/", health);
  admin.get("/metrics", async (c) =>
    c.body(await metrics.registry.metrics(), 200, { "Content-Type": metrics.registry.contentType }),
  );
  return admin;
}

async function close({ database, redis, temporal, documents }: ApiDependencies): Promise<void> {
  redis.disconnect();
  documents.close();
  await Promise.allSettled([temporal.close(), database.close()]);
}

main();
