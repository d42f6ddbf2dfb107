import type { Redis } from "ioredis";
import type { Logger } from "pino";

import type { KeyRing } from "../db/encryption/key-ring";
import type { SecretBox } from "../db/encryption/secret-box";
import type { DatabaseHandle } from "../db/pool";
import type { AuthServices } from "../services/auth/auth-services";
import type { AccessCache } from "../services/role/access-cache";
import type { DocumentStore } from "../suppliers/documents/port";
import type { OpenIdClient } from "../suppliers/openid/port";
import type { TemporalHandle } from "../temporal/client";
import type { ApiMetrics } from "./metrics";
import type { Quota } from "./rate-limit/policy";

export interface ApiDependencies {
  readonly database: DatabaseHandle;
  readonly redis: Redis;
  readonly temporal: TemporalHandle;
  readonly documents: DocumentStore;
  readonly keyRing: KeyRing;
  /** Opens the credentials of suppliers. */
  readonly secrets: SecretBox;
  readonly auth: AuthServices;
  /** Issuers of OpenID Connect, whichever partners name. */
  readonly openId: OpenIdClient;
  readonly access: AccessCache;
  readonly metrics: ApiMetrics;
  readonly logger: Logger;
  /** RFC 3339 with microseconds, UTC. */
  readonly now: () => string;
  readonly settings: ApiSettings;
}

export interface ApiSettings {
  readonly publicUrl: string;
  /** Where the Temporal UI may ask the codec from. */
  readonly temporalUiUrl: string;
  readonly codecToken: string;
  /** How long a request waits for a workflow's answer before it becomes a 202. */
  readonly waitMs: number;
  readonly bodyBytesMax: number;
  /** Ranges of the proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly rateLimits: RateLimits;
  /** Origins whose pages may call with a token of theirs. */
  readonly corsOrigins: readonly string[];
  /** How long a request is worked on before it is answered that it takes too long. */
  readonly deadlineMs: number;
  /** SFTP servers that may be in a private network, as `host:port`. */
  readonly sftpTrustedHosts: readonly string[];
  /** How long a partner waits to be deleted once that is confirmed. */
  readonly deletionHoldMs: number;
}

/** How much each may ask; docs/api-behaviour.md. */
export interface RateLimits {
  readonly token: readonly Quota[];
  readonly user: readonly Quota[];
  readonly partner: readonly Quota[];
  readonly address: readonly Quota[];
  /** Requests without a valid credential, from one address. */
  readonly failures: readonly Quota[];
  /** A test partner has this part of what a live one has. */
  readonly testDivisor: number;
  /** Requests of one partner that are answered at once, by each process. */
  readonly concurrent: number;
}
