import { z } from "zod";

import { normalizeRange } from "../domain/address-ranges";
import { readTrustedHosts } from "../suppliers/files/trusted-hosts";
import { parseQuotas } from "./rate-limit/policy";

function readRanges(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const range = normalizeRange(part);
      if (range === undefined) throw new Error(`${part} is neither an address nor a range.`);
      return range;
    });
}

/** Origins separated by commas; one that is more than an origin is refused. */
export function readOrigins(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      if (new URL(part).origin !== part) throw new Error(`${part} is not an origin.`);
      return part;
    });
}

const apiConfigSchema = z.object({
  API_HOST: z.string().default("127.0.0.1"),
  API_PORT: z.coerce.number().int().default(28_080),
  API_ADMIN_PORT: z.coerce.number().int().default(28_081),
  API_PUBLIC_URL: z.url().optional(),
  /** Files of PEM: with both the API ends TLS itself, else whatever stands before it does. */
  API_TLS_CERT: z.string().optional(),
  API_TLS_KEY: z.string().optional(),
  /** PEM of the authority whose certificates callers must show. */
  API_TLS_CLIENT_CA: z.string().optional(),
  API_WAIT_MS: z.coerce.number().int().min(100).default(10_000),
  API_BODY_BYTES_MAX: z.coerce
    .number()
    .int()
    .default(256 * 1024),
  /** Within which the headers of a request, and the whole of it, have arrived. */
  API_HEADERS_TIMEOUT_MS: z.coerce.number().int().min(100).default(10_000),
  API_REQUEST_TIMEOUT_MS: z.coerce.number().int().min(100).default(30_000),
  PARTNER_DELETION_HOLD_DAYS: z.coerce.number().min(0).default(30),
  API_DEADLINE_MS: z.coerce.number().int().min(1_000).default(60_000),
  /** Origins, separated by commas: `https://app.example.com`. */
  API_CORS_ORIGINS: z.string().default("").transform(readOrigins),
  /** Origins of issuers that may be plain http or private: sandboxes, a directory in the house. */
  API_OIDC_TRUSTED_ORIGINS: z.string().default("").transform(readOrigins),
  /** SFTP servers that may be in a private network, as `host:port`, separated by commas. */
  BSP_SFTP_TRUSTED_HOSTS: z.string().default("").transform(readTrustedHosts),
  /** Whom passkeys are made for, where that is not the host of API_PUBLIC_URL itself. */
  API_PASSKEY_DOMAIN: z.string().optional(),
  /** Addresses and ranges of CIDR, separated by commas. */
  API_TRUSTED_PROXIES: z.string().default("").transform(readRanges),
  /** Each `requests/seconds`, several separated by commas. */
  API_RATE_CREDENTIAL: z.string().default("100/1,3000/60").transform(parseQuotas),
  API_RATE_USER: z.string().default("100/1,3000/60").transform(parseQuotas),
  API_RATE_PARTNER: z.string().default("300/1,9000/60").transform(parseQuotas),
  API_RATE_ADDRESS: z.string().default("300/1,9000/60").transform(parseQuotas),
  API_RATE_FAILURES: z.string().default("120/60").transform(parseQuotas),
  API_RATE_TEST_DIVISOR: z.coerce.number().int().min(1).default(4),
  API_CONCURRENT_REQUESTS: z.coerce.number().int().min(1).default(100),
  CODEC_TOKEN: z.string().min(16),
  DATABASE_URL: z.string(),
  REDIS_URL: z.string(),
  DOCUMENT_STORE_URL: z.string(),
  ENCRYPTION_KEYS: z.string(),
  /** Who wraps the data keys of suppliers' credentials: `vault://…` or `kms://…`; the ring without it. */
  CREDENTIAL_KEYS_URL: z.string().optional(),
  LOG_LEVEL: z.string().default("info"),
});

export type ApiConfig = z.infer<typeof apiConfigSchema>;

export function parseApiConfig(environment: NodeJS.ProcessEnv): ApiConfig {
  return apiConfigSchema.parse(environment);
}
