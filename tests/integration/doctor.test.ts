import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { Client } from "@temporalio/client";
import type { Connection } from "mysql2/promise";

import { parseDatabaseUrl } from "../../db/config";
import { migrate } from "../../db/migrator";
import { openRedis } from "../../db/redis";
import { checks, examine } from "../../scripts/doctor";
import type { CheckResult } from "../../scripts/doctor/check";
import { judgeSession } from "../../scripts/doctor/database-checks";
import { openDeployment } from "../../scripts/doctor/deployment";
import { awaitCondition } from "../harness/await-condition";
import type { CertificateAuthority } from "../harness/certificates";
import { createAuthority } from "../harness/certificates";
import { testEnvironment } from "../harness/environment";
import type { OwnDatabase, OwnServer } from "../harness/own-servers";
import { startOwnDatabase, startOwnRedis } from "../harness/own-servers";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";
import { startTlsFront } from "../harness/tls-front";

const environment = testEnvironment();
const today = new Date().toISOString().slice(0, 10);
const randomKey = "kLq0fS2m5hT8vXo1bRy7uWc3zEa9gNd4jPi6tKs+Q/A=";
const redisPassword = "f3b1c86e0f5d4a7e9b20";
let root: Connection;
let database: OwnDatabase;
let redis: OwnServer;
let authority: CertificateAuthority;
let folder: string;
/** Every setting of a deployment that is well, but for what a test changes. */
let sound: Record<string, string>;

beforeAll(async () => {
  authority = createAuthority();
  const { cert, key } = authority.issue("localhost");
  folder = await mkdtemp(join(tmpdir(), "travobooks-doctor-"));
  database = await startOwnDatabase([
    `--ssl-cert=${cert}`,
    `--ssl-key=${key}`,
    "--tls-version=TLSv1.2,TLSv1.3",
    "--log-bin=binlog",
    "--server-id=1",
    "--log-bin-trust-function-creators=ON",
    "--innodb-flush-log-at-trx-commit=1",
    "--sync-binlog=1",
  ]);
  await migrate({
    address: parseDatabaseUrl(database.migrationUrl()),
    applicationUser: "travobooks_app",
    directory: join(process.cwd(), "db/migrations"),
  });
  root = await database.asRoot();
  const redisUrl = (port: number) => `redis://:${redisPassword}@127.0.0.1:${port}/0`;
  redis = await startOwnRedis(
    `--port {port} --bind 127.0.0.1 --requirepass ${redisPassword} --appendonly yes`,
    async (port) => void (await withRedis(redisUrl(port), (client) => client.ping())),
  );
  sound = {
    NODE_ENV: "production",
    DATABASE_URL: database.url(`?tls=true&tlsCa=${authority.ca}`),
    DATABASE_MIGRATION_URL: database.migrationUrl(),
    REDIS_URL: redisUrl(redis.port),
    TEMPORAL_ADDRESS: environment.temporalAddress,
    TEMPORAL_NAMESPACE: environment.temporalNamespace,
    ENCRYPTION_KEYS: `k${today}:${randomKey}`,
    CODEC_TOKEN: "0c1f7a9be24d5836",
    DOCUMENT_STORE_URL: "s3://documents?sse=aws:kms",
    BACKUP_URL: pathToFileURL(folder).href,
    API_PUBLIC_URL: "https://localhost:1",
  };
}, 120_000);

afterAll(async () => {
  await root.end();
  await database.stop();
  await redis.stop();
  authority.remove();
  await rm(folder, { recursive: true, force: true });
});

/** One check of the sound deployment, with these settings changed. */
async function ask(code: string, changed: Record<string, string> = {}): Promise<CheckResult> {
  const deployment = openDeployment({ ...sound, ...changed });
  try {
    const [result] = await examine(deployment, { only: [code] });
    if (result === undefined) throw new Error(`no answer of ${code}`);
    return result;
  } finally {
    await deployment.close();
  }
}

async function setGlobal(settings: Record<string, string | number>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    await root.query(`SET GLOBAL ${name} = ?`, [value]);
  }
}

async function withRedis<T>(
  url: string,
  work: (client: ReturnType<typeof openRedis>) => Promise<T>,
) {
  const client = openRedis(url);
  client.on("error", () => undefined);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

describe("STACK_TLS_VERSION_BELOW_1_2", () => {
  test("is ok where a database refuses less", async () => {
    const answer = await ask("STACK_TLS_VERSION_BELOW_1_2", { API_PUBLIC_URL: "" });
    expect(answer).toMatchObject({ status: "ok", saw: expect.stringContaining("the database") });
  });

  test("fails for a server that really speaks TLS 1.1", async () => {
    const certificate = authority.issue("localhost");
    const upstream = environment.temporalAddress;
    const old = await startTlsFront({ upstream, certificate, maxVersion: "TLSv1.1" });
    const good = await startTlsFront({ upstream, certificate });
    const at = (port: number) => ({ API_PUBLIC_URL: `https://localhost:${port}` });
    expect(await ask("STACK_TLS_VERSION_BELOW_1_2", at(old.port))).toMatchObject({
      status: "fail",
      saw: "TLS below 1.2 is spoken by the API.",
      mend: expect.stringContaining("1.2"),
    });
    expect(await ask("STACK_TLS_VERSION_BELOW_1_2", at(good.port))).toMatchObject({ status: "ok" });
    await old.stop();
    await good.stop();
  });

  test("does not apply where nothing speaks TLS", async () => {
    const answer = await ask("STACK_TLS_VERSION_BELOW_1_2", {
      API_PUBLIC_URL: "",
      DATABASE_URL: database.url(),
    });
    expect(answer.status).toBe("not_applicable");
  });

  test("fails where the server cannot be asked", async () => {
    expect(await ask("STACK_TLS_VERSION_BELOW_1_2")).toMatchObject({
      status: "fail",
      saw: expect.stringContaining("ECONNREFUSED"),
    });
  });
});

test.each([
  ["ok", 90],
  ["warn", 3],
  ["fail", -1],
])("STACK_CERTIFICATE_EXPIRES is %s for one of %i days", async (status, days) => {
  const certificate = authority.issue("localhost", { days });
  const front = await startTlsFront({ upstream: environment.temporalAddress, certificate });
  const answer = await ask("STACK_CERTIFICATE_EXPIRES", {
    API_PUBLIC_URL: `https://localhost:${front.port}`,
    DATABASE_URL: database.url(),
  });
  expect(answer).toMatchObject({ status, saw: expect.stringContaining("the API") });
  await front.stop();
});

test("STACK_CONNECTION_NOT_ENCRYPTED", async () => {
  const code = "STACK_CONNECTION_NOT_ENCRYPTED";
  expect(await ask(code)).toMatchObject({ status: "ok" });
  expect(await ask(code, { DATABASE_URL: database.url() })).toMatchObject({
    status: "not_applicable",
  });
  const away = { DATABASE_URL: "mysql://u:p@192.0.2.7:3306/travobooks" };
  expect(await ask(code, away)).toMatchObject({
    status: "fail",
    saw: "Not encrypted: MySQL (192.0.2.7).",
  });
  expect(await ask(code, { ...away, NODE_ENV: "development" })).toMatchObject({ status: "warn" });
});

test.each([
  ["https://api.example.com", "ok"],
  ["http://127.0.0.1:28080", "not_applicable"],
  ["http://192.0.2.7", "fail"],
])("STACK_HTTP_WITHOUT_TLS of %s is %s", async (url, status) => {
  expect(await ask("STACK_HTTP_WITHOUT_TLS", { API_PUBLIC_URL: url })).toMatchObject({ status });
});

test.each([
  ["", "production", "not_applicable"],
  ["https://login.example.com", "production", "ok"],
  ["https://login.example.com,http://192.0.2.7:8080", "production", "fail"],
  ["http://192.0.2.7:8080", "development", "warn"],
  ["http://127.0.0.1:8093", "production", "warn"],
  ["http://127.0.0.1:8093", "development", "ok"],
])("STACK_ISSUER_WITHOUT_TLS of '%s' in %s is %s", async (origins, mode, status) => {
  const changed = { API_OIDC_TRUSTED_ORIGINS: origins, NODE_ENV: mode };
  expect(await ask("STACK_ISSUER_WITHOUT_TLS", changed)).toMatchObject({ status });
});

describe("STACK_DB_PUBLIC_EXPOSURE", () => {
  test("is ok for a database bound to this machine", async () => {
    expect(await ask("STACK_DB_PUBLIC_EXPOSURE")).toMatchObject({ status: "ok" });
  });

  test("fails for a database that listens on every address, unless a reason is given", async () => {
    const open = await startOwnDatabase(["--bind-address=0.0.0.0"]);
    const connection = await open.asRoot();
    await connection.query("GRANT SELECT ON travobooks.* TO 'travobooks_app'@'%'");
    await connection.end();
    const code = "STACK_DB_PUBLIC_EXPOSURE";
    const changed = { DATABASE_URL: open.url() };
    expect(await ask(code, changed)).toMatchObject({
      status: "fail",
      saw: expect.stringContaining("0.0.0.0"),
    });
    const deployment = openDeployment({ ...sound, ...changed });
    const accepted = { [code]: "the subnet is closed" };
    const [answer] = await examine(deployment, { only: [code], accepted });
    expect(answer).toMatchObject({ status: "warn", accepted: "the subnet is closed" });
    await deployment.close();
    await open.stop();
  });

  test("fails for a public address before anything connects to it", async () => {
    const changed = { DATABASE_URL: "mysql://u:p@203.0.113.9:3306/travobooks" };
    expect(await ask("STACK_DB_PUBLIC_EXPOSURE", changed)).toMatchObject({
      status: "fail",
      saw: "203.0.113.9 is the public address 203.0.113.9.",
    });
  });
});

describe("settings of the server", () => {
  test.each([
    [
      "STACK_DATABASE_NOT_DURABLE",
      { innodb_flush_log_at_trx_commit: 2 },
      { innodb_flush_log_at_trx_commit: 1 },
    ],
    ["STACK_DATABASE_NOT_DURABLE", { sync_binlog: 0 }, { sync_binlog: 1 }],
    ["STACK_DATABASE_SETTING_UNSAFE", { local_infile: 1 }, { local_infile: 0 }],
    ["STACK_DATABASE_SETTING_UNSAFE", { read_only: 1 }, { read_only: 0 }],
  ])("%s fails with %o", async (code, bad, good) => {
    expect(await ask(code)).toMatchObject({ status: "ok" });
    await setGlobal(bad);
    expect(await ask(code)).toMatchObject({ status: "fail", mend: expect.stringContaining("=") });
    await setGlobal(good);
    expect(await ask(code)).toMatchObject({ status: "ok" });
  });

  test("STACK_BINARY_LOG_OFF", async () => {
    expect(await ask("STACK_BINARY_LOG_OFF")).toMatchObject({ status: "ok" });
    const changed = { DATABASE_URL: environment.databaseUrl };
    expect(await ask("STACK_BINARY_LOG_OFF", changed)).toMatchObject({ status: "fail" });
  });

  test("STACK_SESSION_NOT_SERIALIZABLE", async () => {
    expect(await ask("STACK_SESSION_NOT_SERIALIZABLE")).toMatchObject({ status: "ok" });
    const weak = {
      tx_isolation: "READ-COMMITTED",
      time_zone: "+00:00",
      sql_mode: "STRICT_ALL_TABLES",
    };
    expect(judgeSession(weak)).toMatchObject({ status: "fail" });
    expect(judgeSession({ ...weak, tx_isolation: "SERIALIZABLE" })).toMatchObject({ status: "ok" });
  });
});

test("STACK_MIGRATIONS_PENDING", async () => {
  const code = "STACK_MIGRATIONS_PENDING";
  expect(await ask(code)).toMatchObject({ status: "ok" });
  await root.query("CREATE TABLE travobooks.kept AS SELECT * FROM travobooks.schema_migrations");
  const newest = "SELECT MAX(file_name) FROM travobooks.kept";
  await root.query(`DELETE FROM travobooks.schema_migrations WHERE file_name = (${newest})`);
  expect(await ask(code)).toMatchObject({ status: "fail", saw: expect.stringContaining("1 migr") });
  await root.query(
    `INSERT INTO travobooks.schema_migrations SELECT * FROM travobooks.kept WHERE file_name = (${newest})`,
  );
  await root.query("DROP TABLE travobooks.kept");
  expect(await ask(code)).toMatchObject({ status: "ok" });
});

test.each([
  ["on everything", "GRANT PROCESS ON *.* TO ", "REVOKE PROCESS ON *.* FROM "],
  ["on the schema", "GRANT CREATE ON travobooks.* TO ", "REVOKE CREATE ON travobooks.* FROM "],
  [
    "on a journal line",
    "GRANT UPDATE ON travobooks.journal_entry_lines TO ",
    "REVOKE UPDATE ON travobooks.journal_entry_lines FROM ",
  ],
  [
    "too few",
    "REVOKE INSERT ON travobooks.audit_logs FROM ",
    "GRANT INSERT ON travobooks.audit_logs TO ",
  ],
])("STACK_GRANTS_TOO_WIDE fails for grants %s", async (_, widen, restore) => {
  expect(await ask("STACK_GRANTS_TOO_WIDE")).toMatchObject({ status: "ok" });
  await root.query(`${widen}'travobooks_app'@'%'`);
  expect(await ask("STACK_GRANTS_TOO_WIDE")).toMatchObject({ status: "fail" });
  await root.query(`${restore}'travobooks_app'@'%'`);
  expect(await ask("STACK_GRANTS_TOO_WIDE")).toMatchObject({ status: "ok" });
});

test("STACK_ACCOUNT_WITHOUT_PASSWORD", async () => {
  const code = "STACK_ACCOUNT_WITHOUT_PASSWORD";
  expect(await ask(code)).toMatchObject({ status: "ok" });
  await root.query("CREATE USER 'anyone'@'%'");
  expect(await ask(code)).toMatchObject({
    status: "fail",
    saw: expect.stringContaining("'anyone'@'%'"),
  });
  await root.query("DROP USER 'anyone'@'%'");
  expect(await ask(code, { DATABASE_MIGRATION_URL: "" })).toMatchObject({
    status: "not_applicable",
  });
});

test("STACK_AUDIT_UNSEALED", async () => {
  const code = "STACK_AUDIT_UNSEALED";
  expect(await ask(code)).toMatchObject({ status: "ok" });
  await root.query("SET SESSION foreign_key_checks = 0");
  const waiting = (seconds: number) =>
    root.query(
      "INSERT INTO travobooks.unsealed_audit_logs (partner_id, audit_log_id, created_at) VALUES (1, ?, UTC_TIMESTAMP(6) - INTERVAL ? SECOND)",
      [seconds, seconds],
    );
  await waiting(5);
  expect(await ask(code)).toMatchObject({
    status: "ok",
    saw: expect.stringContaining("1 audit row"),
  });
  await waiting(900);
  expect(await ask(code)).toMatchObject({ status: "fail" });
  await root.query("DELETE FROM travobooks.unsealed_audit_logs");
});

test("STACK_CLOCK_SKEW", async () => {
  expect(await ask("STACK_CLOCK_SKEW")).toMatchObject({ status: "ok" });
  // The server then tells every session of the application an hour that is not.
  await setGlobal({ init_connect: "SET SESSION timestamp = UNIX_TIMESTAMP() - 600" });
  expect(await ask("STACK_CLOCK_SKEW")).toMatchObject({
    status: "fail",
    saw: expect.stringMatching(/MySQL -(?:599|600|601)\d{3} ms/),
  });
  await setGlobal({ init_connect: "" });
});

describe("STACK_BACKUP_OLDER_THAN_24H", () => {
  const code = "STACK_BACKUP_OLDER_THAN_24H";

  test("is ok for a back-up of this day, and fails for an old one, an empty one and none", async () => {
    expect(await ask(code)).toMatchObject({
      status: "fail",
      saw: expect.stringContaining("no back-up"),
    });
    const file = join(folder, "books.sql.gz");
    await writeFile(file, "books");
    expect(await ask(code)).toMatchObject({ status: "ok" });
    const old = new Date(Date.now() - 25 * 3_600_000);
    await utimes(file, old, old);
    expect(await ask(code)).toMatchObject({
      status: "fail",
      saw: expect.stringContaining("25.0 hours"),
    });
    await writeFile(file, "");
    expect(await ask(code)).toMatchObject({
      status: "fail",
      saw: expect.stringContaining("0 bytes"),
    });
    expect(await ask(code, { BACKUP_URL: "" })).toMatchObject({ status: "fail" });
  });
});

describe("STACK_REPLICA_LAG_OVER_60S", () => {
  const code = "STACK_REPLICA_LAG_OVER_60S";
  let replica: OwnDatabase | undefined;

  afterAll(() => replica?.stop());

  test("does not apply where there is no replica", async () => {
    expect(await ask(code)).toMatchObject({ status: "not_applicable" });
  });

  test("follows a real replica: caught up, behind, and stopped", async () => {
    replica = await startOwnDatabase(["--server-id=2"]);
    const { url } = replica;
    const connection = await replica.asRoot();
    const monitor = environment.isMysql ? "REPLICATION CLIENT" : "REPLICA MONITOR";
    await connection.query(`GRANT ${monitor} ON *.* TO 'travobooks_app'@'%'`);
    await connection.query("GRANT SELECT ON travobooks.* TO 'travobooks_app'@'%'");
    await root.query("CREATE USER 'replica'@'%' IDENTIFIED BY 'replica-of-this-test'");
    await root.query("GRANT REPLICATION SLAVE ON *.* TO 'replica'@'%'");
    await root.query(environment.isMysql ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER");
    const follow = async (delay: number) => {
      await connection.query("STOP REPLICA");
      await connection.query(
        environment.isMysql
          ? `CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1', SOURCE_PORT=${database.port}, SOURCE_USER='replica', SOURCE_PASSWORD='replica-of-this-test', GET_SOURCE_PUBLIC_KEY=1, SOURCE_DELAY=${delay}`
          : `CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${database.port}, MASTER_USER='replica', MASTER_PASSWORD='replica-of-this-test', MASTER_DELAY=${delay}`,
      );
      await connection.query("START REPLICA");
    };
    const changed = { DATABASE_REPLICA_URLS: url() };
    const until = (saw: RegExp) =>
      awaitCondition(String(saw), async () => {
        const answer = await ask(code, changed);
        return saw.test(answer.saw) ? answer : undefined;
      });
    await follow(0);
    expect(await until(/ 0 s behind/)).toMatchObject({ status: "ok" });
    await follow(3_600);
    await root.query("SET SESSION timestamp = UNIX_TIMESTAMP() - 300");
    await root.query("CREATE DATABASE written_five_minutes_ago");
    await root.query("SET SESSION timestamp = DEFAULT");
    expect(await until(/ 3[0-4]\d s behind/)).toMatchObject({ status: "fail" });
    await connection.query("STOP REPLICA");
    expect(await until(/has stopped replicating/)).toMatchObject({ status: "fail" });
    await connection.end();
  });
});

test("Redis: STACK_REDIS_NOT_DURABLE, STACK_REDIS_EVICTS, STACK_REDIS_OPEN", async () => {
  const url = sound["REDIS_URL"] ?? "";
  const set = (name: string, value: string) =>
    withRedis(url, (client) => client.config("SET", name, value));
  for (const [code, name, bad, good] of [
    ["STACK_REDIS_NOT_DURABLE", "appendonly", "no", "yes"],
    ["STACK_REDIS_EVICTS", "maxmemory-policy", "allkeys-lru", "noeviction"],
    ["STACK_REDIS_OPEN", "requirepass", "", redisPassword],
  ] as const) {
    expect(await ask(code)).toMatchObject({ status: "ok" });
    await set(name, bad);
    expect([code, await ask(code)]).toEqual([code, expect.objectContaining({ status: "fail" })]);
    await set(name, good);
    await untilAnswer(() => ask(code), "ok");
  }
});

describe("Temporal", () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ workers: false });
  });

  afterAll(() => app.close());

  test.each([
    [90, "ok"],
    [45, "warn"],
    [2, "fail"],
  ])("STACK_TEMPORAL_RETENTION of %i days is %s", async (days, status) => {
    const { connection } = app.temporal;
    const retain = (seconds: number) =>
      connection.workflowService.updateNamespace({
        namespace: "travobooks",
        config: { workflowExecutionRetentionTtl: { seconds: seconds as never } },
      });
    await retain(days * 86_400);
    const changed = { TEMPORAL_NAMESPACE: "travobooks" };
    expect(await ask("STACK_TEMPORAL_RETENTION", changed)).toMatchObject({ status });
    await retain(90 * 86_400);
  });

  test("STACK_TEMPORAL_SEARCH_ATTRIBUTES", async () => {
    const code = "STACK_TEMPORAL_SEARCH_ATTRIBUTES";
    expect(await ask(code)).toMatchObject({ status: "ok" });
    const namespace = `bare-${Date.now()}`;
    await app.temporal.connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    const changed = { TEMPORAL_NAMESPACE: namespace };
    const bare = await untilAnswer(() => ask(code, changed), "fail");
    expect(bare.saw).toContain("PartnerId");
  });

  test("STACK_PAYLOADS_NOT_ENCRYPTED", async () => {
    const code = "STACK_PAYLOADS_NOT_ENCRYPTED";
    const namespace = `payloads-${Date.now()}`;
    const { connection, client } = app.temporal;
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    const changed = { TEMPORAL_NAMESPACE: namespace, ENCRYPTION_KEYS: environment.encryptionKeys };
    await untilAnswer(() => ask(code, changed), "not_applicable");
    const start = (by: Client, workflowId: string) =>
      by.workflow.start("anything", { workflowId, taskQueue: "nobody", args: ["Ayesha"] });
    const sealing = new Client({
      connection,
      namespace,
      dataConverter: { payloadCodecs: client.options.loadedDataConverter.payloadCodecs },
    });
    await start(sealing, "sealed");
    await untilAnswer(() => ask(code, changed), "ok");
    const lost = { ...changed, ENCRYPTION_KEYS: `other:${randomKey}` };
    expect((await ask(code, lost)).saw).toContain("needs the key test");
    await start(new Client({ connection, namespace }), "plain");
    const found = await untilAnswer(() => ask(code, changed), "fail");
    expect(found.saw).toContain("plain is in json/plain");
  });
});

describe("keys", () => {
  test.each([
    ["of today", `k${today}:${randomKey}`, "ok"],
    ["of 2020", `k2020-01-01:${randomKey}`, "fail"],
    ["without a day", `k1:${randomKey}`, "fail"],
  ])("STACK_KMS_KEY_ROTATION_DISABLED for a key %s", async (_, ring, status) => {
    const changed = { ENCRYPTION_KEYS: ring };
    expect(await ask("STACK_KMS_KEY_ROTATION_DISABLED", changed)).toMatchObject({ status });
  });

  test("STACK_ENCRYPTION_KEY_MISSING", async () => {
    const code = "STACK_ENCRYPTION_KEY_MISSING";
    expect(await ask(code)).toMatchObject({ status: "ok" });
    await root.query("SET SESSION foreign_key_checks = 0");
    const old = openDeployment({ ...sound, ENCRYPTION_KEYS: `k2025-01-01:${randomKey}` });
    await root.query(
      "INSERT INTO travobooks.gds_credentials (partner_id, public_id, gds_provider_code, credential_label, credentials_encrypted) VALUES (1, 'gds_doctor', '1A', 'x', ?)",
      [old.keyRing.encrypt(Buffer.from("x"), "x")],
    );
    await old.close();
    expect(await ask(code)).toMatchObject({
      status: "fail",
      saw: expect.stringContaining("k2025-01-01"),
    });
    const both = `${sound["ENCRYPTION_KEYS"]},k2025-01-01:${randomKey}`;
    expect(await ask(code, { ENCRYPTION_KEYS: both })).toMatchObject({ status: "warn" });
    await root.query("DELETE FROM travobooks.gds_credentials");
  });
});

describe("settings alone", () => {
  test.each([
    ["STACK_DEFAULT_SECRETS", {}, "ok"],
    ["STACK_DEFAULT_SECRETS", { CODEC_TOKEN: "changeme-changeme-changeme" }, "fail"],
    ["STACK_DEFAULT_SECRETS", { CODEC_TOKEN: "a1b2c3d4" }, "fail"],
    ["STACK_DEFAULT_SECRETS", { CODEC_TOKEN: "aaaaaaaaaaaaaaaaaaaaaaaa" }, "fail"],
    ["STACK_DEFAULT_SECRETS", { CODEC_TOKEN: redisPassword }, "fail"],
    ["STACK_DEFAULT_SECRETS", { REDIS_URL: "redis://127.0.0.1:1/0" }, "fail"],
    ["STACK_DEFAULT_SECRETS", { ENCRYPTION_KEYS: environment.encryptionKeys }, "fail"],
    ["STACK_NOT_IN_PRODUCTION_MODE", {}, "ok"],
    ["STACK_NOT_IN_PRODUCTION_MODE", { NODE_ENV: "development" }, "warn"],
    ["STACK_NOT_IN_PRODUCTION_MODE", { LOG_LEVEL: "trace" }, "fail"],
    ["STACK_DOCUMENT_STORE_UNSAFE", {}, "ok"],
    ["STACK_DOCUMENT_STORE_UNSAFE", { DOCUMENT_STORE_URL: "s3://documents" }, "warn"],
    ["STACK_DOCUMENT_STORE_UNSAFE", { DOCUMENT_STORE_URL: "file:///documents" }, "warn"],
    [
      "STACK_DOCUMENT_STORE_UNSAFE",
      { DOCUMENT_STORE_URL: "s3://documents?endpoint=http://minio:9000" },
      "fail",
    ],
  ])("%s with %o is %s", async (code, changed, status) => {
    const answer = await ask(code, changed);
    expect(answer).toMatchObject({ status });
    expect(answer.saw).not.toContain(redisPassword);
  });
});

describe("npm run doctor", () => {
  const run = (args: readonly string[], changed: Record<string, string> = {}) => {
    try {
      const output = execFileSync(process.execPath, ["dist/scripts/doctor.js", ...args], {
        env: { PATH: process.env["PATH"], ...sound, ...changed },
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
      return { code: 0, output };
    } catch (error) {
      const { status, stdout, stderr } = error as {
        status: number;
        stdout: string;
        stderr: string;
      };
      return { code: status, output: stdout + stderr };
    }
  };

  test("tells what it saw and how to mend it, by its exit code too", () => {
    expect(run(["--only", "STACK_REDIS_EVICTS"])).toEqual({
      code: 0,
      output: expect.stringMatching(/^ok {4}STACK_REDIS_EVICTS +maxmemory-policy is noeviction/),
    });
    const bad = run(["--only", "STACK_DEFAULT_SECRETS"], { CODEC_TOKEN: "short" });
    expect(bad).toEqual({ code: 1, output: expect.stringMatching(/^FAIL[^]*\n {6}mend: Make/) });
    const json = run(["--json", "--only", "STACK_DEFAULT_SECRETS"], { CODEC_TOKEN: "short" });
    expect(JSON.parse(json.output)).toMatchObject({
      code: "STACK_DEFAULT_SECRETS",
      status: "fail",
    });
  });

  test("refuses a code that is none, an acceptance without a reason, and a setting that is malformed", () => {
    expect(run(["--only", "STACK_TYPO"])).toMatchObject({ code: 2 });
    expect(run(["--accept", "STACK_REDIS_EVICTS"])).toMatchObject({ code: 2 });
    expect(run([], { DATABASE_URL: "nonsense" })).toMatchObject({ code: 2 });
  });

  test("every check is tested here in its good and its bad state", () => {
    const source = readFileSync(__filename, "utf8");
    expect(checks.map(({ code }) => code).filter((code) => !source.includes(code))).toEqual([]);
    expect(new Set(checks.map(({ code }) => code)).size).toBe(checks.length);
  });
});

async function untilAnswer(ask_: () => Promise<CheckResult>, status: string): Promise<CheckResult> {
  let last: CheckResult | undefined;
  try {
    return await awaitCondition(status, async () => {
      last = await ask_();
      return last.status === status ? last : undefined;
    });
  } catch (error) {
    throw new Error(`still ${last?.status}: ${last?.saw}`, { cause: error });
  }
}
