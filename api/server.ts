import { serve } from "@hono/node-server";
import { Hono } from "hono";

import { parseDatabaseUrl } from "../db/config";
import { createLogger } from "../db/create-logger";
import { parseKeyRing } from "../db/encryption/key-ring";
import { openDatabase } from "../db/pool";
import { toDateTime } from "../db/read/amounts";
import { openRedis } from "../db/redis";
import { createAuthServices } from "../services/auth/auth-services";
import { createAccessCache } from "../services/role/access-cache";
import { ensureBuiltInRoles } from "../services/role/ensure-built-in-roles";
import { openDocumentStore } from "../suppliers/documents/open-document-store";
import { openTemporal } from "../temporal/client";
import { parseTemporalConfig } from "../temporal/config";
import type { Tracing } from "../temporal/tracing";
import { startTracing } from "../temporal/tracing";
import { createApp } from "./app";
import type { ApiConfig } from "./config";
import { parseApiConfig } from "./config";
import type { ApiDependencies } from "./dependencies";
import { addressOf, listen } from "./listen";
import { createApiMetrics } from "./metrics";
import { readinessChecks } from "./readiness";
import { createHealthRoutes } from "./routes/health";

const drainMs = 500;

/** Entry: `node dist/api/server.js`. The only listener for partners' requests. */
function main(): void {
  const config = parseApiConfig(process.env);
  const tracing = startTracing("api", process.env);
  const dependencies = openDependencies(config, tracing);
  const { logger } = dependencies;
  const health = createHealthRoutes(readinessChecks(dependencies));
  const app = new Hono().route("/", health.routes).route("/", createApp(dependencies));
  const server = listen(app.fetch, config);
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

function openDependencies(config: ApiConfig, tracing: Tracing | undefined): ApiDependencies {
  const logger = createLogger({ level: config.LOG_LEVEL, service: "api" });
  const keyRing = parseKeyRing(config.ENCRYPTION_KEYS);
  const database = openDatabase(parseDatabaseUrl(config.DATABASE_URL));
  const temporalConfig = parseTemporalConfig(process.env);
  const redis = openRedis(config.REDIS_URL);
  redis.on("error", (error: Error) => logger.warn({ err: error }, "redis"));
  const access = createAccessCache(redis);
  return {
    database,
    redis,
    temporal: openTemporal(temporalConfig, {
      keyRing,
      ...(tracing === undefined ? {} : { plugins: [tracing.plugin] }),
    }),
    documents: openDocumentStore(config.DOCUMENT_STORE_URL),
    keyRing,
    auth: createAuthServices({ database, redis, access }),
    access,
    metrics: createApiMetrics(),
    logger,
    now: () => new Date().toISOString().replace("Z", "000Z"),
    settings: {
      publicUrl: config.API_PUBLIC_URL ?? addressOf(config),
      temporalUiUrl: temporalConfig.uiUrl,
      codecToken: config.CODEC_TOKEN,
      waitMs: config.API_WAIT_MS,
      bodyBytesMax: config.API_BODY_BYTES_MAX,
      trustedProxies: config.API_TRUSTED_PROXIES,
      rateLimits: {
        token: config.API_RATE_CREDENTIAL,
        user: config.API_RATE_USER,
        partner: config.API_RATE_PARTNER,
        address: config.API_RATE_ADDRESS,
        failures: config.API_RATE_FAILURES,
        testDivisor: config.API_RATE_TEST_DIVISOR,
        concurrent: config.API_CONCURRENT_REQUESTS,
      },
    },
  };
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
