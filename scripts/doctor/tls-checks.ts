import { readOrigins } from "../../api/config";
import { takeTlsFiles } from "../../db/client-tls";
import type { Check, CheckAnswer } from "./check";
import { fail, notApplicable, ok, warn } from "./check";
import type { Deployment } from "./deployment";
import { query, readVariables } from "./deployment";
import { isLoopback } from "./hosts";
import type { TlsEndpoint } from "./probe-tls";
import { daysOfCertificate, speaksOldTls } from "./probe-tls";

const expiryWarningDays = 30;

export const tlsChecks: readonly Check[] = [
  { code: "STACK_TLS_VERSION_BELOW_1_2", run: checkVersions },
  { code: "STACK_CERTIFICATE_EXPIRES", run: checkCertificates },
  { code: "STACK_CONNECTION_NOT_ENCRYPTED", run: checkConnections },
  { code: "STACK_HTTP_WITHOUT_TLS", run: checkHttp },
  { code: "STACK_ISSUER_WITHOUT_TLS", run: checkIssuers },
];

async function checkVersions(deployment: Deployment): Promise<CheckAnswer> {
  const endpoints = listEndpoints(deployment);
  const old: string[] = [];
  for (const endpoint of endpoints) if (await speaksOldTls(endpoint)) old.push(endpoint.name);
  const names = endpoints.map(({ name }) => name);
  if (deployment.databaseAddress.tls !== undefined) {
    names.push("the database");
    const { tls_version: versions = "" } = await readVariables(await deployment.database(), [
      "tls_version",
    ]);
    if (/TLSv1(?:\.[01])?(?:,|$)/.test(versions)) old.push(`the database (${versions})`);
  }
  if (names.length === 0) return notApplicable("Nothing is spoken to over TLS.");
  return old.length === 0
    ? ok(`TLS 1.2 or newer only: ${names.join(", ")}.`)
    : fail(
        `TLS below 1.2 is spoken by ${old.join(", ")}.`,
        "Raise the server's least version to 1.2: tls_version=TLSv1.2,TLSv1.3 in MySQL, tls-protocols in Redis, the policy of the load balancer.",
      );
}

async function checkCertificates(deployment: Deployment): Promise<CheckAnswer> {
  const days: (readonly [name: string, days: number])[] = [];
  for (const endpoint of listEndpoints(deployment)) {
    days.push([endpoint.name, await daysOfCertificate(endpoint)]);
  }
  if (deployment.databaseAddress.tls !== undefined) {
    const rows = await query(
      await deployment.database(),
      "SHOW SESSION STATUS LIKE 'Ssl_server_not_after'",
    );
    const end = Date.parse(rows[0]?.["Value"] ?? "");
    days.push(["the database", Math.floor((end - Date.now()) / 86_400_000)]);
  }
  if (days.length === 0) return notApplicable("Nothing is spoken to over TLS.");
  const told = days.map(([name, left]) => `${name} in ${left} days`).join(", ");
  const least = Math.min(...days.map(([, left]) => left));
  const mend = "Renew the certificate and restart what serves it.";
  if (least < 0) return fail(`A certificate has expired: ${told}.`, mend);
  if (least < expiryWarningDays) return warn(`A certificate expires soon: ${told}.`, mend);
  return ok(`Certificates expire: ${told}.`);
}

/** Between programs on one machine nobody listens in between. */
async function checkConnections(deployment: Deployment): Promise<CheckAnswer> {
  const { databaseAddress, temporalConfig, environment, isProduction } = deployment;
  const redis = new URL(environment["REDIS_URL"] ?? "");
  const plain: (readonly [name: string, host: string])[] = [
    ...(databaseAddress.tls === undefined ? [["MySQL", databaseAddress.host] as const] : []),
    ...(redis.protocol === "rediss:" ? [] : [["Redis", redis.hostname] as const]),
    ...(temporalConfig.tls === undefined
      ? [["Temporal", temporalConfig.address.replace(/:\d+$/, "")] as const]
      : []),
  ];
  const exposed: string[] = [];
  for (const [name, host] of plain)
    if (!(await isLoopback(host))) exposed.push(`${name} (${host})`);
  if (exposed.length === 0) {
    return plain.length === 3
      ? notApplicable("All servers are on this machine.")
      : ok("Every connection that leaves this machine is encrypted.");
  }
  const saw = `Not encrypted: ${exposed.join(", ")}.`;
  const mend = "Turn TLS on: docs/production.md, TLS.";
  return isProduction ? fail(saw, mend) : warn(saw, mend);
}

async function checkHttp({ environment, isProduction }: Deployment): Promise<CheckAnswer> {
  const text = environment["API_PUBLIC_URL"];
  if (!text) return notApplicable("API_PUBLIC_URL is not set: the API is called on this machine.");
  const url = new URL(text);
  if (url.protocol === "https:") return ok(`The API is called at ${url.origin}.`);
  if (await isLoopback(url.hostname)) return notApplicable("The API is called on this machine.");
  const saw = `The API is called at ${url.origin}, without TLS.`;
  const mend = "End TLS before the API or in it (API_TLS_CERT), and say https in API_PUBLIC_URL.";
  return isProduction ? fail(saw, mend) : warn(saw, mend);
}

/** Who listens in between an issuer and us can sign in as anybody. */
async function checkIssuers({ environment, isProduction }: Deployment): Promise<CheckAnswer> {
  const origins = readOrigins(environment["API_OIDC_TRUSTED_ORIGINS"] ?? "");
  if (origins.length === 0) return notApplicable("No issuer is let off from https.");
  const plain = origins.filter((origin) => origin.startsWith("http:"));
  if (plain.length === 0) return ok(`Every issuer is https: ${origins.join(", ")}.`);
  const exposed: string[] = [];
  for (const origin of plain) {
    if (!(await isLoopback(new URL(origin).hostname))) exposed.push(origin);
  }
  const mend = "Let the issuer speak TLS, or take it out of API_OIDC_TRUSTED_ORIGINS.";
  if (exposed.length > 0) {
    const saw = `Issuers without TLS: ${exposed.join(", ")}.`;
    return isProduction ? fail(saw, mend) : warn(saw, mend);
  }
  return isProduction
    ? warn(`An issuer of this machine is trusted, as a sandbox is: ${plain.join(", ")}.`, mend)
    : ok(`Issuers without TLS are on this machine: ${plain.join(", ")}.`);
}

/** What speaks TLS from its first byte; MySQL begins in plain text and is asked instead. */
function listEndpoints({ environment, temporalConfig }: Deployment): TlsEndpoint[] {
  const redis = new URL(environment["REDIS_URL"] ?? "");
  const api = environment["API_PUBLIC_URL"] ? new URL(environment["API_PUBLIC_URL"]) : undefined;
  const temporal = new URL(`tcp://${temporalConfig.address}`);
  return [
    ...(api?.protocol === "https:"
      ? [{ name: "the API", host: api.hostname, port: Number(api.port || 443) }]
      : []),
    ...(redis.protocol === "rediss:"
      ? [
          {
            name: "Redis",
            host: redis.hostname,
            port: Number(redis.port || 6379),
            ...takeTlsFiles(redis),
          },
        ]
      : []),
    ...(temporalConfig.tls === undefined
      ? []
      : [
          {
            name: "Temporal",
            host: temporal.hostname,
            port: Number(temporal.port || 7233),
            ca: environment["TEMPORAL_TLS_CA"],
            cert: environment["TEMPORAL_TLS_CERT"],
            key: environment["TEMPORAL_TLS_KEY"],
          },
        ]),
  ];
}
