import type { ApplicationSpec, Environment } from "./stack-types";

/** The applications of travoBooks, in the order they start; paths are relative to the project. */
export const applications: readonly ApplicationSpec[] = [
  { name: "migrate", args: ["dist/db/migrate.js"], runToCompletion: true },
  { name: "seed", args: ["dist/scripts/load-reference-data.js"], runToCompletion: true },
  {
    name: "sandbox-amadeus",
    args: ["dist/scripts/sandboxes/amadeus.js"],
    ports: ["amadeusSandbox"],
  },
  {
    name: "sandbox-suppliers",
    args: ["dist/scripts/sandboxes/suppliers.js"],
    ports: ["sabreSandbox", "ndcSandbox", "lccSandbox", "hotelbedsSandbox"],
  },
  {
    name: "sandbox-exchange-rates",
    args: ["dist/scripts/sandboxes/exchange-rates.js"],
    ports: ["rateFeedSandbox"],
  },
  {
    name: "sandbox-openid",
    args: ["dist/scripts/sandboxes/openid.js"],
    ports: ["openIdSandbox"],
  },
  {
    name: "sandbox-sftp",
    args: ["dist/scripts/sandboxes/sftp.js"],
    ports: ["sftpSandbox", "sftpSandboxControl"],
  },
  {
    name: "smtp-sink",
    args: ["dist/scripts/sandboxes/smtp.js"],
    ports: ["smtp", "smtpControl"],
  },
  {
    name: "api",
    args: ["dist/api/server.js"],
    ports: ["api", "apiAdmin"],
    healthUrl: readyAt("API_PORT"),
    stopTimeoutMs: 30_000,
  },
  {
    name: "worker",
    // One process for all of them here; production gives each supplier its own.
    args: ["dist/workers/supplier.js", "amadeus", "sabre", "ndc", "lcc", "hotelbeds"],
    ports: ["workerAdmin"],
    healthUrl: readyAt("WORKER_ADMIN_PORT"),
    stopTimeoutMs: 30_000,
  },
  {
    name: "worker-messaging",
    args: ["dist/workers/messaging.js"],
    env: (environment) => ({ WORKER_ADMIN_PORT: environment["MESSAGING_ADMIN_PORT"] ?? "" }),
    ports: ["messagingAdmin"],
    healthUrl: readyAt("MESSAGING_ADMIN_PORT"),
    stopTimeoutMs: 30_000,
  },
  {
    name: "worker-books",
    args: ["dist/workers/books.js"],
    env: (environment) => ({ WORKER_ADMIN_PORT: environment["BOOKS_ADMIN_PORT"] ?? "" }),
    ports: ["booksAdmin"],
    healthUrl: readyAt("BOOKS_ADMIN_PORT"),
    stopTimeoutMs: 30_000,
  },
];

function readyAt(variable: string): (environment: Environment) => string {
  return (environment) => `http://127.0.0.1:${environment[variable]}/readyz`;
}
