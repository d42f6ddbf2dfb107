import { z } from "zod";

import { readTrustedHosts } from "../suppliers/files/trusted-hosts";
import type { MailAddress } from "../suppliers/mail/port";
import { readSupplierLimits } from "./supplier-limits";

const workerConfigSchema = z.object({
  DATABASE_URL: z.string(),
  REDIS_URL: z.string(),
  DOCUMENT_STORE_URL: z.string(),
  SMTP_URL: z.string(),
  MAIL_FROM: z.string().default("travoBooks <no-reply@travobooks.localhost>").transform(toAddress),
  /** Where people's browsers find the application: mailed links begin with it. */
  APP_URL: z.url().default("http://127.0.0.1:28080"),
  ENCRYPTION_KEYS: z.string(),
  /** Who wraps the data keys of suppliers' credentials: `vault://…` or `kms://…`; the ring without it. */
  CREDENTIAL_KEYS_URL: z.string().optional(),
  /** Base64 of an Ed25519 key of 32 bytes; without it the audit has no checkpoints outside. */
  AUDIT_SIGNING_KEY: z.string().optional(),
  LOG_LEVEL: z.string().default("info"),
  WORKER_HOST: z.string().default("127.0.0.1"),
  WORKER_ADMIN_PORT: z.coerce.number().int().default(28_082),
  /** `host:port` where the SDK's own metrics are served for Prometheus; nowhere without it. */
  TEMPORAL_METRICS_ADDRESS: z.string().optional(),
  WORKFLOW_BUNDLE: z.string().default("dist/workflow-bundle.js"),
  /** With the interceptors that tracing needs; without it no workflow pays for them. */
  WORKFLOW_BUNDLE_TRACED: z.string().default("dist/workflow-bundle-traced.js"),
  /** The compiled code of the threads that render reports. */
  REPORT_THREAD: z.string().default("dist/activities/books/export/render-thread.js"),
  /** Daily exchange rates in the ECB's XML format. */
  FX_FEED_URL: z.url().default("https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"),
  /** A folder with one of each partner in it, named by its id, in which files of BSP are put. */
  BSP_INBOX_DIRECTORY: z.string().optional(),
  /** SFTP servers that may be in a private network, as `host:port`, separated by commas. */
  BSP_SFTP_TRUSTED_HOSTS: z.string().default("").transform(readTrustedHosts),
  /** Sandboxes of suppliers: partners that sign up are joined to those that are named. */
  AMADEUS_SANDBOX_URL: z.url().optional(),
  SABRE_SANDBOX_URL: z.url().optional(),
  NDC_SANDBOX_URL: z.url().optional(),
  LCC_SANDBOX_URL: z.url().optional(),
  HOTELBEDS_SANDBOX_URL: z.url().optional(),
  /** Calls of a partner to a supplier in a minute before they are judged; 0 holds nothing back. */
  SUPPLIER_CIRCUIT_CALLS_MIN: z.coerce.number().int().min(0).default(20),
  /** How long a supplier that does not answer is left alone before it is tried again. */
  SUPPLIER_CIRCUIT_OPEN_MS: z.coerce.number().int().min(100).default(15_000),
  /** What a supplier takes at once and each second: `sabre=50/20,lcc=10`. */
  SUPPLIER_LIMITS: z.string().default("").transform(readSupplierLimits),
  /** Where sandbox suppliers are, separated by commas: a test partner reaches no other host. */
  SANDBOX_SUPPLIER_HOSTS: z
    .string()
    .default("127.0.0.1,localhost")
    .transform((text) => new Set(text.split(",").map((host) => host.trim()))),
  /** How long after a lost answer "nothing was issued" is not yet believed. */
  SUPPLIER_SETTLE_MS: z.coerce.number().int().min(0).default(30_000),
});

export type WorkerConfig = z.infer<typeof workerConfigSchema>;

export function parseWorkerConfig(environment: NodeJS.ProcessEnv): WorkerConfig {
  return workerConfigSchema.parse(environment);
}

/** `Name <address>`, or an address alone. */
function toAddress(text: string): MailAddress {
  const [, name = "", address] = /^\s*"?([^"<]*?)"?\s*<([^>]+)>\s*$/.exec(text) ?? [];
  return address === undefined ? { address: text.trim() } : { name, address };
}
