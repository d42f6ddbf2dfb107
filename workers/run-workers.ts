import { hostname } from "node:os";

import { serve } from "@hono/node-server";
import { Client } from "@temporalio/client";
import { NativeConnection, Runtime } from "@temporalio/worker";
import { Hono } from "hono";

import { parseSigningKey } from "../db/audit/signing";
import { getOldestUnsealedAge } from "../db/audit/unsealed-rows";
import { getOldestEventAge } from "../db/events/outbox-rows";
import { openRedis } from "../db/redis";
import { connectionOptions, parseTemporalConfig } from "../temporal/config";
import type { TaskQueue } from "../temporal/contract/queues";
import { taskQueues } from "../temporal/contract/queues";
import { createDataConverter } from "../temporal/data-converter";
import { startTracing } from "../temporal/tracing";
import { startBooks } from "./books/start-books";
import type { WorkerConfig } from "./config";
import { parseWorkerConfig } from "./config";
import { createWorkers } from "./create-workers";
import type { WorkerDependencies } from "./dependencies";
import { openWorkerDependencies } from "./dependencies";
import { createMessageDelivery } from "./events/deliver-messages";
import { startEventConsumer } from "./events/event-consumer";
import { createBalanceKeeping } from "./events/keep-balances";
import { startOutboxRelay } from "./events/outbox-relay";
import type { Loop } from "./leader-loop";
import { toTemporalLogger } from "./temporal-logger";

/** Runs the workers of some queues in this process until it is told to stop. */
export function runWorkers(service: string, queues: readonly TaskQueue[]): void {
  run(service, queues).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}

async function run(service: string, queues: readonly TaskQueue[]): Promise<void> {
  const config = parseWorkerConfig(process.env);
  const temporal = parseTemporalConfig(process.env);
  const tracing = startTracing(service, process.env);
  const dependencies = openWorkerDependencies(config, service);
  Runtime.install({
    // The entry stops everything in its own order.
    shutdownSignals: [],
    logger: toTemporalLogger(dependencies.logger),
    ...(config.TEMPORAL_METRICS_ADDRESS === undefined
      ? {}
      : {
          telemetryOptions: {
            metrics: {
              prometheus: {
                bindAddress: config.TEMPORAL_METRICS_ADDRESS,
                useSecondsForDurations: true,
              },
            },
          },
        }),
  });
  const connection = await NativeConnection.connect(connectionOptions(temporal));
  const workers = await createWorkers(dependencies, {
    queues,
    connection,
    namespace: temporal.namespace,
    workflowBundlePath: tracing ? config.WORKFLOW_BUNDLE_TRACED : config.WORKFLOW_BUNDLE,
    tracing,
  });
  const running = Promise.all(workers.map((worker) => worker.run()));
  const client = new Client({
    // The workers' own connection: what it starts, they begin with at once.
    connection,
    namespace: temporal.namespace,
    dataConverter: createDataConverter(dependencies.keyRing),
    ...(tracing === undefined ? {} : { plugins: [tracing.plugin] }),
  });
  const messaging = queues.includes(taskQueues.messaging)
    ? startMessaging(dependencies, config, client)
    : undefined;
  const books = queues.includes(taskQueues.books)
    ? await startBooks(dependencies, {
        client,
        signer: config.AUDIT_SIGNING_KEY ? parseSigningKey(config.AUDIT_SIGNING_KEY) : undefined,
      })
    : undefined;
  const admin = serveAdmin(dependencies, config);
  dependencies.logger.info({ queues, admin_port: config.WORKER_ADMIN_PORT }, "workers running");
  const stop = async () => {
    admin.close();
    await messaging?.stop();
    await books?.stop();
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
    await dependencies.close();
    await tracing?.stop();
  };
  process.once("SIGTERM", () => void stop());
  process.once("SIGINT", () => void stop());
  await running;
}

/** The relay and the consumers of events live beside the messaging worker. */
function startMessaging(
  { database, ledger, logger }: WorkerDependencies,
  config: WorkerConfig,
  client: Client,
): Loop {
  const publisher = openRedis(config.REDIS_URL);
  const handlers = [
    createMessageDelivery({ database, client }),
    createBalanceKeeping({ ...ledger, logger }),
  ].map((handler) => ({ handler, redis: openRedis(config.REDIS_URL, { blocking: true }) }));
  const connections = [publisher, ...handlers.map(({ redis }) => redis)];
  for (const redis of connections) {
    redis.on("error", (error: Error) => logger.warn({ err: error }, "redis"));
  }
  const consumer = `${hostname()}-${process.pid}`;
  const loops = [
    startOutboxRelay({ database, redis: publisher, logger }),
    ...handlers.map(({ handler, redis }) =>
      startEventConsumer({ redis, consumer, logger }, handler),
    ),
  ];
  return {
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      for (const redis of connections) redis.disconnect();
    },
  };
}

function serveAdmin(
  { database, metrics }: WorkerDependencies,
  config: WorkerConfig,
): ReturnType<typeof serve> {
  const admin = new Hono();
  admin.get("/healthz", (c) => c.json({ status: "alive" }));
  admin.get("/readyz", async (c) => {
    const row = await database.system
      .selectFrom("partners")
      .select("partner_id")
      .limit(1)
      .execute()
      .then(
        () => "ok",
        () => "failed",
      );
    return c.json(
      { status: row === "ok" ? "ready" : "not_ready", checks: { mysql: row } },
      row === "ok" ? 200 : 503,
    );
  });
  admin.get("/metrics", async (c) => {
    await collectDomainGauges(database, metrics);
    return c.body(await metrics.registry.metrics(), 200, {
      "Content-Type": metrics.registry.contentType,
    });
  });
  return serve({
    fetch: admin.fetch,
    hostname: config.WORKER_HOST,
    port: config.WORKER_ADMIN_PORT,
  });
}

async function collectDomainGauges(
  { system }: WorkerDependencies["database"],
  metrics: WorkerDependencies["metrics"],
): Promise<void> {
  metrics.outboxAge.set(await getOldestEventAge(system));
  metrics.unsealedAge.set(await getOldestUnsealedAge(system));
  const row = await system
    .selectFrom("supplier_request_log")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("state", "in", ["pending", "unknown"])
    .executeTakeFirstOrThrow();
  metrics.unknownOutcomes.set(row.count);
}
