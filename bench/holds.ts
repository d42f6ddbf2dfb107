import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import type { Client } from "@temporalio/client";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../db/config";
import { parseKeyRing } from "../db/encryption/key-ring";
import { connectionOptions } from "../db/pool";
import { toDateTime } from "../db/read/amounts";
import type { Stack } from "../scripts/stack/stack-types";
import { openTemporal } from "../temporal/client";
import { parseTemporalConfig } from "../temporal/config";
import { holdChanged, holdExpiryType } from "../temporal/contract/hold";
import { workflowIds } from "../temporal/contract/workflow-ids";
import { createBareWorkflows } from "./lib/bare-workflows";
import { takeSamples } from "./lib/measure";
import { report } from "./lib/report";
import { createSeller, type Seller } from "./lib/seller";
import { createBenchPartner, startBenchStack } from "./lib/start-bench-stack";

const quick = process.argv.includes("--quick");
const asked = process.argv.find((argument) => argument.startsWith("--holds="));
const waiting = quick ? 100 : Number(asked?.slice("--holds=".length) ?? 10_000);
const expiring = waiting / 10;
const database = process.argv.includes("mysql") ? "mysql" : "mariadb";
const bench = `holds-${database}`;

/** After a hold's time is over: read, begun, let go at the supplier, ended in the books. */
const activities = 4;
const atOnce = 16;
/** Of each, before anything is measured: by then both workers have loaded what they run. */
const warmUps = 32;
const dayMs = 86_400_000;
/** Until the limit that is set, so that all know of it by then. */
const noticeMs = quick ? 6_000 : 30_000 + expiring * 60;

/** Temporal's server reads all of its workflows to count some. */
const glanceMs = quick ? 50 : 2_000;

/**
 * Held bookings that wait for their ticketing time limit, a tenth of which are over at the same
 * moment; beside as many bare workflows that sleep as long and then do as many activities.
 */
async function main(): Promise<void> {
  const stack = await startBenchStack(bench, database);
  const connection = await createConnection(
    connectionOptions(parseDatabaseUrl(stack.environment["DATABASE_URL"])),
  );
  const temporal = openTemporal(parseTemporalConfig(stack.environment), {
    keyRing: parseKeyRing(stack.environment["ENCRYPTION_KEYS"]),
  });
  try {
    await run({ stack, connection, client: temporal.client });
  } finally {
    await Promise.all([connection.end(), temporal.close()]);
    await stack.stop();
  }
}

interface Bench {
  readonly stack: Stack;
  readonly connection: Connection;
  readonly client: Client;
}

async function run(parts: Bench): Promise<void> {
  const { stack } = parts;
  const bare = await createBareWorkflows(stack);
  const seller = createSeller(stack, await createBenchPartner(stack));
  const sleep = async () => {
    await bare.sleeping(Date.now() + 3 * dayMs, activities);
  };
  await hold(parts, seller, warmUps);
  await takeSamples(warmUps, atOnce, sleep);
  await untilWaiting(parts.client, "bareSleep", warmUps);
  const empty = { ours: memoryOf(stack, "worker"), bare: memoryOf(stack, "bare-worker") };
  const ids = await hold(parts, seller, waiting);
  await takeSamples(waiting, atOnce, sleep);
  await untilWaiting(parts.client, "bareSleep", warmUps + waiting);
  const full = { ours: memoryOf(stack, "worker"), bare: memoryOf(stack, "bare-worker") };
  reportMemory(full, empty);
  const soonOver = ids.slice(0, expiring);
  await takeSamples(expiring, atOnce, (index) =>
    seller.limitHold(soonOver[index] ?? "", officeTime(-120_000)),
  );
  const ours = await expire(parts, soonOver);
  const theirs = await wakeBare(parts.client, bare);
  report({
    bench,
    metric: `${expiring} holds over at the same moment: until the last is cancelled, beside bare workflows of ${activities} activities`,
    value: ours,
    unit: "s",
    baseline: theirs,
  });
  await bare.close();
}

interface Memory {
  readonly ours: number;
  readonly bare: number;
}

function reportMemory(full: Memory, empty: Memory): void {
  report({
    bench,
    metric: `memory of the worker with ${waiting} holds waiting, beside bare workflows that sleep`,
    value: full.ours,
    unit: "MiB",
    baseline: full.bare,
  });
  report({
    bench,
    metric: `what ${waiting} holds add to it`,
    value: full.ours - empty.ours,
    unit: "MiB",
    baseline: full.bare - empty.bare,
  });
}

/** Holds that wait for days, each with somebody beside it. */
async function hold({ client }: Bench, seller: Seller, count: number): Promise<string[]> {
  const { count: before } = await client.workflow.count(running(holdExpiryType));
  const ids = await seller.bookMany(count, officeTime(3 * dayMs));
  await untilWaiting(client, holdExpiryType, before + count);
  return ids;
}

/** Their limit comes at one moment; in seconds from then until all are cancelled. */
async function expire({ connection, client }: Bench, ids: readonly string[]): Promise<number> {
  const [[partner]] = await connection.query<RowDataPacket[]>("SELECT public_id FROM partners");
  const dueAt = Date.now() + noticeMs;
  await connection.query("UPDATE bookings SET ticketing_deadline_at = ? WHERE public_id IN (?)", [
    toDateTime(new Date(dueAt).toISOString()),
    ids,
  ]);
  await takeSamples(ids.length, atOnce, async (index) => {
    const id = workflowIds.holdExpiry(String(partner?.["public_id"]), ids[index] ?? "");
    await client.workflow.getHandle(id).signal(holdChanged);
  });
  assertBefore(dueAt);
  await delay(dueAt - Date.now());
  for (;;) {
    const [[row]] = await connection.query<RowDataPacket[]>(
      "SELECT COUNT(*) AS held FROM bookings WHERE state = 'HELD' AND public_id IN (?)",
      [ids],
    );
    if (Number(row?.["held"]) === 0) return (Date.now() - dueAt) / 1_000;
    await delay(50);
  }
}

/** As many sleep until one moment; in seconds from then until all have done their activities. */
async function wakeBare(
  client: Client,
  bare: Awaited<ReturnType<typeof createBareWorkflows>>,
): Promise<number> {
  const { count: before } = await client.workflow.count(running("bareSleep"));
  const dueAt = Date.now() + noticeMs;
  await takeSamples(expiring, atOnce, async () => {
    await bare.sleeping(dueAt, activities);
  });
  assertBefore(dueAt);
  await delay(dueAt - Date.now());
  // A poll of each, or counting them all the time, would keep the server busier than their work does.
  while ((await client.workflow.count(running("bareSleep"))).count > before) await delay(glanceMs);
  return (Date.now() - dueAt) / 1_000;
}

function assertBefore(dueAt: number): void {
  if (Date.now() > dueAt) throw new Error("the moment was over before all knew of it");
}

async function untilWaiting(client: Client, type: string, count: number): Promise<void> {
  while ((await client.workflow.count(running(type))).count < count) await delay(200);
}

function running(type: string): string {
  return `WorkflowType = '${type}' AND ExecutionStatus = 'Running'`;
}

/** As Amadeus writes a time limit: minutes of the office's clock, which is six hours ahead. */
function officeTime(fromNowMs: number): string {
  return new Date(Date.now() + dayMs / 4 + fromNowMs).toISOString().slice(0, 16);
}

/** Of a process of the stack: what of it is in memory, in MiB. */
function memoryOf(stack: Stack, name: string): number {
  const { pid } = stack.process(name);
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`nothing is known of the memory of ${name}`);
  return Number(kilobytes) / 1_024;
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
