import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Connection as TemporalConnection } from "@temporalio/client";
import Redis from "ioredis";
import { type Connection, createConnection, type RowDataPacket } from "mysql2/promise";

import { findRunningStack } from "../../scripts/stack/data-directory";
import { claimPort } from "../../scripts/stack/ports";
import type { DatabaseEngine, Stack, StackEvent } from "../../scripts/stack/stack-types";
import { startStack } from "../../scripts/stack/start-stack";
import { makeDirectory } from "./support/directories";
import { isAlive } from "./support/processes";

jest.setTimeout(60_000);

describe.each<DatabaseEngine>(["mariadb", "mysql"])("startStack with %s", (database) => {
  const dataDirectory = join(makeDirectory(), "data");
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ database, dataDirectory, extraNamespaces: ["rehearsal"] });
  });

  afterAll(async () => {
    await stack.stop();
  });

  test("sets the database up for durable, strict, UTC work", async () => {
    const variables = await withDatabase(migrationUrl(stack), (db) =>
      rows(
        db,
        `SELECT @@innodb_flush_log_at_trx_commit AS flush, @@character_set_server AS charset,
           @@collation_server AS collation, @@time_zone AS zone, @@max_connections AS connections,
           @@log_bin AS log_bin, @@sql_mode AS mode`,
      ),
    );
    expect(variables[0]).toMatchObject({
      flush: 1,
      charset: "utf8mb4",
      collation: "utf8mb4_unicode_520_ci",
      zone: "+00:00",
      connections: 300,
      log_bin: 0,
    });
    expect(String(variables[0]?.["mode"]).split(",")).toContain("STRICT_ALL_TABLES");
  });

  test("the migration user creates databases, tables and triggers, and grants per table", async () => {
    await withDatabase(migrationUrl(stack), async (db) => {
      await db.query("CREATE DATABASE travobooks_other");
      await db.query("DROP DATABASE travobooks_other");
      await db.query("CREATE TABLE fare (fare_id BIGINT PRIMARY KEY, amount BIGINT)");
      await db.query(
        "CREATE TRIGGER fare_guard BEFORE DELETE ON fare FOR EACH ROW SIGNAL SQLSTATE '45000'",
      );
      await db.query("GRANT SELECT, INSERT ON fare TO travobooks_app");
    });
    await withDatabase(applicationUrl(stack), async (db) => {
      await db.query("INSERT INTO fare VALUES (1, 100)");
      expect(await rows(db, "SELECT amount FROM fare")).toEqual([{ amount: 100 }]);
      await expect(db.query("UPDATE fare SET amount = 1")).rejects.toThrow("denied");
      await expect(db.query("CREATE TABLE mine (id INT)")).rejects.toThrow("denied");
    });
  });

  test("the migration user reaches no other database", async () => {
    await withDatabase(migrationUrl(stack), async (db) => {
      await expect(db.query("CREATE DATABASE payroll")).rejects.toThrow("denied");
      await expect(db.query("CREATE USER intruder")).rejects.toThrow("denied");
    });
  });

  test("the migration user sees the grants of the application's user", async () => {
    const statement = "GRANT SELECT ON travobooks.seen TO travobooks_app";
    await withDatabase(migrationUrl(stack), async (db) => {
      await db.query("CREATE TABLE seen (id INT)");
      await db.query(statement);
      const found = await rows(db, "SHOW GRANTS FOR travobooks_app");
      expect(JSON.stringify(found)).toContain("`travobooks`.`seen`");
    });
  });

  test("root needs its password, over the socket", async () => {
    const { socketPath, rootPassword, port } = databaseOf(stack);
    const root = await createConnection({ socketPath, user: "root", password: rootPassword });
    expect(await rows(root, "SELECT CURRENT_USER() AS me")).toEqual([{ me: "root@localhost" }]);
    await root.end();
    await expect(createConnection({ socketPath, user: "root" })).rejects.toThrow("denied");
    const overTcp = { host: "127.0.0.1", port, user: "root", password: rootPassword };
    await expect(createConnection(overTcp)).rejects.toThrow(/denied|not allowed/);
  });

  test("Redis keeps an append-only file and asks for its password", async () => {
    const url = stack.environment["REDIS_URL"] ?? "";
    const redis = new Redis(url);
    expect(await redis.config("GET", "appendonly")).toEqual(["appendonly", "yes"]);
    expect(await redis.config("GET", "appendfsync")).toEqual(["appendfsync", "everysec"]);
    redis.disconnect();
    const stranger = new Redis({ port: stack.ports.redis, host: "127.0.0.1", lazyConnect: true });
    stranger.on("error", () => undefined);
    await expect(stranger.ping()).rejects.toThrow("NOAUTH");
    stranger.disconnect();
  });

  test("every Temporal namespace has the search attributes and keeps histories for 90 days", async () => {
    await withTemporal(stack, async ({ operatorService, workflowService }) => {
      for (const namespace of ["travobooks", "rehearsal"]) {
        const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
        expect(customAttributes).toMatchObject({
          PartnerId: 2,
          BookingReference: 2,
          TicketNumber: 7,
          Supplier: 2,
          Stage: 2,
          NeedsAttention: 5,
        });
        const { config } = await workflowService.describeNamespace({ namespace });
        expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 24 * 60 * 60);
      }
    });
  });

  test("Temporal's database is a file in write-ahead mode, and its UI answers", async () => {
    expect(readdirSync(join(dataDirectory, "temporal"))).toEqual(
      expect.arrayContaining(["temporal.db", "temporal.db-wal"]),
    );
    const response = await fetch(addressOf(stack, "temporalUi"));
    expect(response.status).toBe(200);
  });

  test("secrets are readable by their owner only", () => {
    for (const name of ["secrets.json", "running.json", "users.sql", "redis/redis.conf"]) {
      expect(statSync(join(dataDirectory, name)).mode & 0o077).toBe(0);
    }
  });

  test("a second stack in the same directory is refused in one line", async () => {
    const running = await findRunningStack(dataDirectory);
    expect(running).toMatchObject({ pid: process.pid, environment: stack.environment });
    const refusal = await startStack({ dataDirectory }).then(String, String);
    expect(refusal).toContain(
      `travoBooks already runs in ${dataDirectory} (process ${process.pid}`,
    );
    expect(refusal.split("\n")).toHaveLength(1);
  });

  test.each(["mysql", "redis", "temporal"])("%s comes back after kill -9", async (name) => {
    const child = stack.process(name);
    const before = child.pid;
    await child.kill("SIGKILL");
    await child.waitUntilHealthy();
    expect(isAlive(before)).toBe(false);
    expect(child.pid).not.toBe(before);
    expect(child.restarts).toBe(1);
  });

  test("what was committed survives kill -9 of the database, held down and started", async () => {
    await withDatabase(migrationUrl(stack), async (db) => {
      await db.query("CREATE TABLE kept (id INT)");
      await db.query("INSERT INTO kept VALUES (7)");
    });
    await stack.process("mysql").kill("SIGKILL", { hold: true });
    await expect(createConnection(migrationUrl(stack))).rejects.toThrow("ECONNREFUSED");
    await stack.process("mysql").start();
    await withDatabase(migrationUrl(stack), async (db) => {
      expect(await rows(db, "SELECT id FROM kept")).toEqual([{ id: 7 }]);
    });
  });

  test("what Redis and Temporal have acknowledged survives their kill -9", async () => {
    const redis = new Redis(stack.environment["REDIS_URL"] ?? "");
    await redis.set("kept", "yes");
    redis.disconnect();
    await withTemporal(stack, async ({ workflowService }) => {
      await workflowService.startWorkflowExecution({
        namespace: "travobooks",
        workflowId: "kept",
        workflowType: { name: "any" },
        taskQueue: { name: "any" },
        requestId: "kept",
      });
    });
    for (const name of ["redis", "temporal"]) await stack.process(name).kill("SIGKILL");
    for (const name of ["redis", "temporal"]) await stack.process(name).waitUntilHealthy();
    const again = new Redis(stack.environment["REDIS_URL"] ?? "");
    expect(await again.get("kept")).toBe("yes");
    again.disconnect();
    await withTemporal(stack, async ({ workflowService }) => {
      const found = await workflowService.describeWorkflowExecution({
        namespace: "travobooks",
        execution: { workflowId: "kept" },
      });
      expect(found.workflowExecutionInfo?.execution?.workflowId).toBe("kept");
    });
  });

  test("a warm start keeps data, secrets and ports, and stop leaves no process", async () => {
    const before = stack.environment;
    const pids = stack.processes().map(({ pid }) => pid);
    await stack.stop();
    expect(pids.some(isAlive)).toBe(false);
    expect(await findRunningStack(dataDirectory)).toBeUndefined();
    stack = await startStack({ database, dataDirectory });
    expect(stack.environment["ENCRYPTION_KEYS"]).toBe(before["ENCRYPTION_KEYS"]);
    await withDatabase(applicationUrl(stack), async (db) => {
      expect(await rows(db, "SELECT amount FROM fare")).toEqual([{ amount: 100 }]);
    });
  });

  test("half a database is set aside and made anew", async () => {
    await stack.stop();
    const directory = makeDirectory();
    mkdirSync(join(directory, database));
    writeFileSync(join(directory, database, "ibdata1"), "torn");
    mkdirSync(join(directory, `${database}.initialising`));
    writeFileSync(join(directory, `${database}.initialising`, "ibdata1"), "torn");
    mkdirSync(join(directory, "temporal"));
    writeFileSync(join(directory, "temporal", "temporal.db"), "");
    const events: StackEvent[] = [];
    const second = await startStack({
      database,
      dataDirectory: directory,
      onProgress: (event) => events.push(event),
    });
    await withDatabase(migrationUrl(second), (db) => rows(db, "SELECT 1"));
    await second.stop();
    expect(readdirSync(directory).join()).toMatch(new RegExp(`${database}[.]incomplete-`));
    expect(existsSync(join(directory, `${database}.initialising`))).toBe(false);
    const warnings = events.filter(({ kind }) => kind === "warning");
    expect(warnings.map(({ name }) => name).toSorted()).toEqual(["mysql", "temporal"]);
  });
});

describe("startStack", () => {
  test("two stacks run side by side, started at the same moment", async () => {
    const options = { temporal: { headless: true }, tuning: { fast: true } };
    const [one, two] = await started(
      startStack({ ...options, dataDirectory: makeDirectory() }),
      startStack({ ...options, dataDirectory: makeDirectory() }),
    );
    for (const name of ["mysql", "redis", "temporal", "api"] as const) {
      expect(one.ports[name]).not.toBe(two.ports[name]);
    }
    await withDatabase(migrationUrl(one), (db) => db.query("CREATE TABLE only_in_one (id INT)"));
    await withDatabase(migrationUrl(two), async (db) => {
      expect(await rows(db, "SHOW TABLES")).toEqual([]);
    });
    await Promise.all([one.stop(), two.stop()]);
  });

  test("takes the next port when the wanted one is taken", async () => {
    const taken = await claimPort(25_306);
    const stack = await startStack({
      dataDirectory: makeDirectory(),
      services: ["mysql"],
      ports: { mysql: taken.port },
    });
    expect(stack.ports.mysql).toBeGreaterThan(taken.port);
    expect(stack.environment["DATABASE_URL"]).toContain(`:${stack.ports.mysql}/`);
    await stack.stop();
    await taken.release();
  });

  test("starts only the services that were asked for", async () => {
    const stack = await startStack({ dataDirectory: makeDirectory(), services: ["redis"] });
    expect(stack.processes().map(({ name }) => name)).toEqual(["redis"]);
    expect(stack.environment["DATABASE_URL"]).toBeUndefined();
    expect(stack.environment["TEMPORAL_ADDRESS"]).toBeUndefined();
    expect(() => stack.process("mysql")).toThrow(
      "No process mysql in this stack; there are redis.",
    );
    await stack.stop();
  });

  test("works in a directory whose path is long and has blanks and signs", async () => {
    const dataDirectory = join(makeDirectory(), "My Books 100% #1?", "x".repeat(80));
    const stack = await startStack({ dataDirectory, temporal: { headless: true } });
    await withDatabase(migrationUrl(stack), (db) => rows(db, "SELECT 1"));
    expect(new URL(stack.environment["DOCUMENT_STORE_URL"] ?? "").protocol).toBe("file:");
    await stack.stop();
  });

  test("hands the codec server's address to the Temporal UI", async () => {
    const stack = await startStack({
      dataDirectory: makeDirectory(),
      services: ["temporal"],
      temporal: { uiCodecEndpoint: ({ api }) => `http://127.0.0.1:${api}/codec` },
    });
    const response = await fetch(`${addressOf(stack, "temporalUi")}/api/v1/settings`);
    expect(await response.json()).toMatchObject({
      Codec: { Endpoint: `http://127.0.0.1:${stack.ports.api}/codec` },
    });
    await stack.stop();
  });

  test("adds search attributes and retention that an older namespace lacks", async () => {
    const options = {
      dataDirectory: makeDirectory(),
      services: ["temporal" as const],
      temporal: { headless: true, retentionDays: 30 },
    };
    const before = await startStack(options);
    await withTemporal(before, async ({ operatorService }) => {
      const searchAttributes = ["Stage", "NeedsAttention"];
      await operatorService.removeSearchAttributes({ namespace: "travobooks", searchAttributes });
    });
    await before.stop();
    const after = await startStack({ ...options, temporal: { headless: true } });
    await withTemporal(after, async ({ operatorService, workflowService }) => {
      const namespace = "travobooks";
      const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
      expect(customAttributes).toMatchObject({ Stage: 2, NeedsAttention: 5, PartnerId: 2 });
      const { config } = await workflowService.describeNamespace({ namespace });
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 24 * 60 * 60);
    });
    await after.stop();
  });

  test("says so when the data directory cannot be made", async () => {
    const file = join(makeDirectory(), "file");
    writeFileSync(file, "");
    const starting = startStack({ dataDirectory: join(file, "data"), services: [] });
    await expect(starting).rejects.toThrow(/^Cannot use .* as data directory: ENOTDIR/);
  });

  test("refuses damaged secrets instead of making new keys", async () => {
    const dataDirectory = makeDirectory();
    writeFileSync(join(dataDirectory, "secrets.json"), "{");
    await expect(startStack({ dataDirectory })).rejects.toThrow(/secrets[.]json is damaged/);
  });

  test("an abort while it starts leaves nothing running and the directory free", async () => {
    const controller = new AbortController();
    const dataDirectory = makeDirectory();
    const starting = startStack({
      dataDirectory,
      signal: controller.signal,
      onProgress: ({ kind }) => (kind === "ready" ? controller.abort() : undefined),
    });
    await expect(starting).rejects.toThrow("Interrupted.");
    const again = await startStack({ dataDirectory });
    await again.stop();
  });
});

/** Both stacks; if one of them fails the other is stopped, so that the failure is what is seen. */
async function started(...starting: [Promise<Stack>, Promise<Stack>]): Promise<[Stack, Stack]> {
  try {
    return await Promise.all(starting);
  } catch (error) {
    for (const outcome of await Promise.allSettled(starting)) {
      if (outcome.status === "fulfilled") await outcome.value.stop();
    }
    throw error;
  }
}

async function withDatabase<T>(url: string, work: (db: Connection) => Promise<T>): Promise<T> {
  const connection = await createConnection(url);
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

async function withTemporal(
  stack: Stack,
  work: (connection: TemporalConnection) => Promise<void>,
): Promise<void> {
  const connection = await TemporalConnection.connect({ address: addressOf(stack, "temporal") });
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}

async function rows(db: Connection, sql: string): Promise<RowDataPacket[]> {
  const [found] = await db.query<RowDataPacket[]>(sql);
  return found;
}

function migrationUrl(stack: Stack): string {
  return stack.environment["DATABASE_MIGRATION_URL"] ?? "";
}

function applicationUrl(stack: Stack): string {
  return stack.environment["DATABASE_URL"] ?? "";
}

function addressOf(stack: Stack, name: string): string {
  return stack.addresses[name] ?? "";
}

function databaseOf(stack: Stack) {
  if (!stack.database) throw new Error("the stack has no database");
  return stack.database;
}
