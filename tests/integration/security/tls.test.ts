import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { connect as connectTls } from "node:tls";

import { NativeConnection } from "@temporalio/worker";
import type { RowDataPacket } from "mysql2/promise";

import { parseApiConfig } from "../../../api/config";
import { listen } from "../../../api/listen";
import { parseDatabaseUrl } from "../../../db/config";
import { parseKeyRing } from "../../../db/encryption/key-ring";
import { openDatabase } from "../../../db/pool";
import { openRedis } from "../../../db/redis";
import { openTemporal } from "../../../temporal/client";
import { connectionOptions, parseTemporalConfig } from "../../../temporal/config";
import type { Certificate, CertificateAuthority } from "../../harness/certificates";
import { createAuthority } from "../../harness/certificates";
import { testEnvironment } from "../../harness/environment";
import type { OwnDatabase, OwnServer } from "../../harness/own-servers";
import { startOwnDatabase, startOwnRedis } from "../../harness/own-servers";
import type { TlsFront } from "../../harness/tls-front";
import { startTlsFront } from "../../harness/tls-front";

/** What the two ends' libraries say of a handshake or a call that was refused. */
const cutOff =
  /alert|self-signed|deadline|UNAVAILABLE|UNAUTHENTICATED|InvalidCertificate|authentication credentials|transport|connection|ECONNRESET|hang up|unable to/i;
const redisPassword = "redis-password-of-this-test";
let authority: CertificateAuthority;
let stranger: CertificateAuthority;
let server: Certificate;
let elsewhere: Certificate;
let expired: Certificate;
let ours: Certificate;
let foreign: Certificate;

beforeAll(() => {
  authority = createAuthority();
  stranger = createAuthority("another authority");
  server = authority.issue("localhost");
  elsewhere = authority.issue("db.elsewhere.example");
  expired = authority.issue("localhost", { days: -1 });
  ours = authority.issue("travobooks-client");
  foreign = stranger.issue("travobooks-client");
});

afterAll(() => {
  authority.remove();
  stranger.remove();
});

describe("MySQL", () => {
  let database: OwnDatabase;

  beforeAll(async () => {
    database = await startOwnDatabase([
      `--ssl-ca=${authority.ca}`,
      `--ssl-cert=${server.cert}`,
      `--ssl-key=${server.key}`,
      "--tls-version=TLSv1.2,TLSv1.3",
      "--require-secure-transport=ON",
    ]);
    const root = await database.asRoot();
    await root.query("GRANT SELECT ON travobooks.* TO 'travobooks_app'@'%'");
    await root.end();
  }, 120_000);

  afterAll(() => database.stop());

  async function cipherOf(options: string): Promise<string> {
    const { pool, close } = openDatabase(parseDatabaseUrl(database.url(options)));
    try {
      const [rows] = await pool
        .promise()
        .query<RowDataPacket[]>("SHOW SESSION STATUS LIKE 'Ssl_version'");
      return String(rows[0]?.["Value"]);
    } finally {
      await close();
    }
  }

  test("is spoken to over TLS 1.2 or newer, its certificate proved by the authority", async () => {
    expect(await cipherOf(`?tls=true&tlsCa=${authority.ca}`)).toMatch(/^TLSv1\.[23]$/);
  });

  test("is refused by a server that demands TLS where none is configured", async () => {
    await expect(cipherOf("")).rejects.toThrow(/insecure transport|access denied/i);
  });

  test.each([
    ["an authority that did not sign it", () => `?tls=true&tlsCa=${stranger.ca}`],
    ["no authority of ours", () => "?tls=true"],
  ])("is not trusted with %s", async (_, options) => {
    await expect(cipherOf(options())).rejects.toThrow(/self.signed|unable to/i);
  });

  test("knows us by our certificate where the account demands one", async () => {
    const root = await database.asRoot();
    await root.query("ALTER USER 'travobooks_app'@'%' REQUIRE X509");
    const ca = `?tls=true&tlsCa=${authority.ca}`;
    await expect(cipherOf(ca)).rejects.toThrow(/Access denied/);
    await expect(cipherOf(`${ca}&tlsCert=${foreign.cert}&tlsKey=${foreign.key}`)).rejects.toThrow(
      cutOff,
    );
    expect(await cipherOf(`${ca}&tlsCert=${ours.cert}&tlsKey=${ours.key}`)).toMatch(/^TLS/);
    await root.query("ALTER USER 'travobooks_app'@'%' REQUIRE NONE");
    await root.end();
  });

  test.each([
    ["another host's", () => elsewhere, /does not match certificate's altnames/],
    ["expired", () => expired, /certificate has expired/],
  ])("is refused with a certificate that is %s", async (_, certificate, reason) => {
    const { cert, key } = certificate();
    const other = await startOwnDatabase([`--ssl-cert=${cert}`, `--ssl-key=${key}`]);
    const handle = openDatabase(parseDatabaseUrl(other.url(`?tls=true&tlsCa=${authority.ca}`)));
    await expect(handle.pool.promise().query("SELECT 1")).rejects.toThrow(reason);
    await handle.close();
    await other.stop();
  });

  test.each([
    ["an address of numbers", "mysql://u:p@127.0.0.1/db?tls=true", /host is a name/],
    ["files without tls=true", "mysql://u:p@host/db?tlsCa=/x", /tls=true/],
    ["a certificate without its key", "mysql://u:p@host/db?tls=true&tlsCert=/x", /together/],
    ["an option that does not exist", "mysql://u:p@host/db?ssl=1", /no option/],
  ])("refuses %s", (_, url, reason) => {
    expect(() => parseDatabaseUrl(url)).toThrow(reason);
  });
});

describe("Redis", () => {
  let redis: OwnServer;

  const start = (certificate: Certificate) =>
    startOwnRedis(
      [
        "--port 0 --tls-port {port} --bind 127.0.0.1",
        `--tls-cert-file ${certificate.cert} --tls-key-file ${certificate.key}`,
        `--tls-ca-cert-file ${authority.ca} --tls-auth-clients yes`,
        `--requirepass ${redisPassword}`,
      ].join(" "),
      handshake,
    );

  beforeAll(async () => {
    redis = await start(server);
  });

  afterAll(() => redis.stop());

  async function ping(options: string, port = redis.port): Promise<string> {
    const client = openRedis(`rediss://:${redisPassword}@localhost:${port}/0${options}`);
    let cause: Error | undefined;
    client.on("error", (error: Error) => (cause = error));
    try {
      return await client.ping();
    } catch (error) {
      throw cause ?? error;
    } finally {
      client.disconnect();
    }
  }

  const withOurs = (ca: string) => `?tlsCa=${ca}&tlsCert=${ours.cert}&tlsKey=${ours.key}`;

  test("answers over TLS to a client with a certificate", async () => {
    expect(await ping(withOurs(authority.ca))).toBe("PONG");
  });

  test("is not trusted where another authority signed", async () => {
    await expect(ping(withOurs(stranger.ca))).rejects.toThrow(/self.signed|unable to/i);
  });

  test("lets nobody in without a certificate of its authority", async () => {
    await expect(ping(`?tlsCa=${authority.ca}`)).rejects.toThrow(cutOff);
    const theirs = `?tlsCa=${authority.ca}&tlsCert=${foreign.cert}&tlsKey=${foreign.key}`;
    await expect(ping(theirs)).rejects.toThrow(cutOff);
  });

  test.each([
    ["another host's", () => elsewhere, /altnames/],
    ["expired", () => expired, /expired/],
  ])("is refused with a certificate that is %s", async (_, certificate, reason) => {
    const other = await start(certificate());
    await expect(ping(withOurs(authority.ca), other.port)).rejects.toThrow(reason);
    await other.stop();
  });

  test("refuses certificates for an address that is not encrypted", () => {
    expect(() => openRedis("redis://localhost/0?tlsCa=/x")).toThrow(/rediss/);
  });
});

describe("Temporal", () => {
  const apiKey = "api-key-of-this-test";
  let front: TlsFront;

  beforeAll(async () => {
    front = await startTlsFront({
      upstream: testEnvironment().temporalAddress,
      certificate: server,
      clientCa: authority.ca,
      apiKey,
    });
  });

  afterAll(() => front.stop());

  const configured = (extra: Record<string, string> = {}, port = front.port) =>
    parseTemporalConfig({
      TEMPORAL_ADDRESS: `localhost:${port}`,
      TEMPORAL_NAMESPACE: testEnvironment().temporalNamespace,
      TEMPORAL_TLS: "true",
      TEMPORAL_TLS_CA: authority.ca,
      TEMPORAL_TLS_CERT: ours.cert,
      TEMPORAL_TLS_KEY: ours.key,
      TEMPORAL_API_KEY: apiKey,
      ...extra,
    });

  async function describeNamespace(config: ReturnType<typeof configured>): Promise<string> {
    const keyRing = parseKeyRing(testEnvironment().encryptionKeys);
    const { connection, close } = openTemporal(config, { keyRing });
    try {
      const { namespaceInfo } = await connection.withDeadline(Date.now() + 1_500, () =>
        connection.workflowService.describeNamespace({ namespace: config.namespace }),
      );
      return namespaceInfo?.name ?? "";
    } finally {
      await close();
    }
  }

  test("answers the client and the worker over TLS, by certificate and API key", async () => {
    const config = configured();
    expect(await describeNamespace(config)).toBe(config.namespace);
    const worker = await NativeConnection.connect(connectionOptions(config));
    await worker.close();
  });

  test.each([
    ["another authority", () => configured({ TEMPORAL_TLS_CA: stranger.ca })],
    ["another API key", () => configured({ TEMPORAL_API_KEY: "wrong" })],
    ["no certificate", () => configured({ TEMPORAL_TLS_CERT: "", TEMPORAL_TLS_KEY: "" })],
    [
      "a stranger's certificate",
      () => configured({ TEMPORAL_TLS_CERT: foreign.cert, TEMPORAL_TLS_KEY: foreign.key }),
    ],
    [
      "another name than the certificate's",
      () => configured({ TEMPORAL_TLS_SERVER_NAME: "temporal.example" }),
    ],
  ])("is not reached with %s", async (_, config) => {
    await expect(describeNamespace(config())).rejects.toThrow(cutOff);
    await expect(NativeConnection.connect(connectionOptions(config()))).rejects.toThrow(cutOff);
  });

  test("is refused with a certificate that has expired", async () => {
    const upstream = testEnvironment().temporalAddress;
    const other = await startTlsFront({ upstream, certificate: expired });
    await expect(describeNamespace(configured({}, other.port))).rejects.toThrow(cutOff);
    await other.stop();
  });

  test("sends no API key unencrypted", () => {
    expect(() => configured({ TEMPORAL_TLS: "false" })).toThrow(/over TLS only/);
  });
});

describe("the API", () => {
  async function withApi<T>(
    extra: Record<string, string>,
    work: (port: number) => Promise<T>,
  ): Promise<T> {
    const config = parseApiConfig({
      CODEC_TOKEN: "codec-token-of-this-test",
      DATABASE_URL: "",
      REDIS_URL: "",
      DOCUMENT_STORE_URL: "",
      ENCRYPTION_KEYS: "",
      API_PORT: "0",
      API_TLS_CERT: server.cert,
      API_TLS_KEY: server.key,
      ...extra,
    });
    const listener = listen(() => new Response("hello"), config);
    if (!listener.listening) await once(listener, "listening");
    try {
      return await work((listener.address() as AddressInfo).port);
    } finally {
      listener.close();
    }
  }

  async function get(port: number, client?: Certificate, ca = authority.ca): Promise<string> {
    const [answer] = await once(
      request({
        host: "localhost",
        port,
        ca: readFileSync(ca),
        agent: false,
        family: 4,
        ...(client && { cert: readFileSync(client.cert), key: readFileSync(client.key) }),
      }).end(),
      "response",
    );
    answer.resume();
    return String(answer.statusCode);
  }

  test("answers over HTTPS, to whoever trusts its authority", async () => {
    await withApi({}, async (port) => {
      expect(await get(port)).toBe("200");
      await expect(get(port, undefined, stranger.ca)).rejects.toThrow(cutOff);
    });
  });

  test("speaks no TLS below 1.2", async () => {
    await withApi({}, async (port) => {
      const old = connectTls({
        host: "localhost",
        port,
        ca: readFileSync(authority.ca),
        minVersion: "TLSv1",
        maxVersion: "TLSv1.1",
        ciphers: "DEFAULT@SECLEVEL=0",
      });
      await expect(once(old, "secureConnect")).rejects.toThrow(cutOff);
    });
  });

  test("lets in only who shows a certificate of the configured authority", async () => {
    await withApi({ API_TLS_CLIENT_CA: authority.ca }, async (port) => {
      expect(await get(port, ours)).toBe("200");
      await expect(get(port, foreign)).rejects.toThrow(cutOff);
      await expect(get(port)).rejects.toThrow(cutOff);
    });
  });

  test("refuses to start with a certificate and no key", async () => {
    await expect(withApi({ API_TLS_KEY: "" }, async () => "started")).rejects.toThrow(/needs both/);
  });
});

/** Resolves when the server speaks TLS, whatever it thinks of us. */
async function handshake(port: number): Promise<void> {
  const socket = connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  socket.destroy();
}
