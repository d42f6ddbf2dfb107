import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { DataDirectory } from "./data-directory";
import type { Secrets } from "./secrets";
import type { Environment, Ports, ServiceName } from "./stack-types";

export const databaseName = "travobooks";
export const migrationUser = "travobooks_migration";
export const applicationUser = "travobooks_app";
export const temporalNamespace = "travobooks";

const host = "127.0.0.1";

export type EnvironmentSource = {
  directory: DataDirectory;
  secrets: Secrets;
  ports: Ports;
  services: readonly ServiceName[];
  headless: boolean;
};

/** The variables that applications read, for the services that run. */
export function buildEnvironment(source: EnvironmentSource): Environment {
  const { services } = source;
  return {
    ...(services.includes("mysql") ? databaseEnvironment(source) : {}),
    ...(services.includes("redis") ? redisEnvironment(source) : {}),
    ...(services.includes("temporal") ? temporalEnvironment(source) : {}),
    ...applicationEnvironment(source),
  };
}

/** What a person opens or connects to. */
export function buildAddresses(source: EnvironmentSource): Environment {
  const { ports, services, headless } = source;
  const temporal = {
    temporal: `${host}:${ports.temporal}`,
    ...(headless ? {} : { temporalUi: `http://${host}:${ports.temporalUi}` }),
  };
  return {
    ...(services.includes("mysql") ? { mysql: `${host}:${ports.mysql}` } : {}),
    ...(services.includes("redis") ? { redis: `${host}:${ports.redis}` } : {}),
    ...(services.includes("temporal") ? temporal : {}),
    api: `http://${host}:${ports.api}`,
    apiAdmin: `http://${host}:${ports.apiAdmin}`,
    workerAdmin: `http://${host}:${ports.workerAdmin}`,
    messagingAdmin: `http://${host}:${ports.messagingAdmin}`,
    booksAdmin: `http://${host}:${ports.booksAdmin}`,
    rateFeedSandbox: `http://${host}:${ports.rateFeedSandbox}`,
    sftpSandbox: `sftp://${host}:${ports.sftpSandbox}`,
    sftpSandboxControl: `http://${host}:${ports.sftpSandboxControl}/control`,
    openIdSandbox: `http://${host}:${ports.openIdSandbox}`,
    amadeusSandbox: `http://${host}:${ports.amadeusSandbox}`,
    sabreSandbox: `http://${host}:${ports.sabreSandbox}`,
    ndcSandbox: `http://${host}:${ports.ndcSandbox}`,
    lccSandbox: `http://${host}:${ports.lccSandbox}`,
    hotelbedsSandbox: `http://${host}:${ports.hotelbedsSandbox}`,
    smtp: `smtp://${host}:${ports.smtp}`,
    smtpControl: `http://${host}:${ports.smtpControl}`,
  };
}

/** What a server program of the stack gets: nothing of the user's settings can change how it runs. */
export function serverEnvironment({ root, temporary }: DataDirectory): NodeJS.ProcessEnv {
  const kept = ["PATH", "LD_LIBRARY_PATH"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), HOME: root, TMPDIR: temporary, LANG: "C.UTF-8", TZ: "UTC" };
}

function databaseEnvironment({ ports, secrets }: EnvironmentSource): Environment {
  const url = (user: string, password: string) =>
    `mysql://${user}:${password}@${host}:${ports.mysql}/${databaseName}`;
  return {
    DATABASE_URL: url(applicationUser, secrets.databaseApplicationPassword),
    DATABASE_MIGRATION_URL: url(migrationUser, secrets.databaseMigrationPassword),
  };
}

function redisEnvironment({ ports, secrets }: EnvironmentSource): Environment {
  return { REDIS_URL: `redis://:${secrets.redisPassword}@${host}:${ports.redis}/0` };
}

function temporalEnvironment({ ports, headless }: EnvironmentSource): Environment {
  return {
    TEMPORAL_ADDRESS: `${host}:${ports.temporal}`,
    TEMPORAL_NAMESPACE: temporalNamespace,
    ...(headless ? {} : { TEMPORAL_UI_URL: `http://${host}:${ports.temporalUi}` }),
  };
}

function applicationEnvironment({ directory, secrets, ports }: EnvironmentSource): Environment {
  return {
    DOCUMENT_STORE_URL: pathToFileURL(directory.documents).href,
    SMTP_URL: `smtp://${host}:${ports.smtp}`,
    SMTP_SINK_PORT: String(ports.smtp),
    SMTP_SINK_CONTROL_PORT: String(ports.smtpControl),
    SMTP_SINK_DIRECTORY: directory.mail,
    FX_FEED_URL: `http://${host}:${ports.rateFeedSandbox}/stats/eurofxref/eurofxref-daily.xml`,
    FX_SANDBOX_PORT: String(ports.rateFeedSandbox),
    OPENID_SANDBOX_PORT: String(ports.openIdSandbox),
    API_OIDC_TRUSTED_ORIGINS: `http://${host}:${ports.openIdSandbox}`,
    SFTP_SANDBOX_PORT: String(ports.sftpSandbox),
    SFTP_SANDBOX_CONTROL_PORT: String(ports.sftpSandboxControl),
    SFTP_SANDBOX_STATE: directory.sandboxSuppliers,
    BSP_SFTP_TRUSTED_HOSTS: `${host}:${ports.sftpSandbox}`,
    BSP_INBOX_DIRECTORY: join(directory.root, "inbox"),
    AMADEUS_SANDBOX_URL: `http://${host}:${ports.amadeusSandbox}`,
    AMADEUS_SANDBOX_STATE: directory.sandboxAmadeus,
    SABRE_SANDBOX_URL: `http://${host}:${ports.sabreSandbox}`,
    NDC_SANDBOX_URL: `http://${host}:${ports.ndcSandbox}`,
    LCC_SANDBOX_URL: `http://${host}:${ports.lccSandbox}`,
    HOTELBEDS_SANDBOX_URL: `http://${host}:${ports.hotelbedsSandbox}`,
    SUPPLIER_SANDBOX_STATE: directory.sandboxSuppliers,
    API_HOST: host,
    API_PORT: String(ports.api),
    API_ADMIN_PORT: String(ports.apiAdmin),
    API_PUBLIC_URL: `http://${host}:${ports.api}`,
    APP_URL: `http://${host}:${ports.api}`,
    WORKER_ADMIN_PORT: String(ports.workerAdmin),
    MESSAGING_ADMIN_PORT: String(ports.messagingAdmin),
    BOOKS_ADMIN_PORT: String(ports.booksAdmin),
    ENCRYPTION_KEYS: secrets.encryptionKeys,
    CODEC_TOKEN: secrets.codecToken,
    TRAVOBOOKS_DATA_DIRECTORY: directory.root,
    MAIL_FROM: process.env["MAIL_FROM"] ?? "travoBooks <no-reply@travobooks.localhost>",
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "info",
    NODE_ENV: process.env["NODE_ENV"] ?? "development",
  };
}
