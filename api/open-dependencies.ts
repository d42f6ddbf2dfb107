import { parseDatabaseUrl } from "../db/config";
import { createLogger } from "../db/create-logger";
import { parseKeyRing } from "../db/encryption/key-ring";
import { createSecretBox } from "../db/encryption/secret-box";
import { openDatabase } from "../db/pool";
import { openRedis } from "../db/redis";
import { createAuthServices } from "../services/auth/auth-services";
import { createAccessCache } from "../services/role/access-cache";
import { openDocumentStore } from "../suppliers/documents/open-document-store";
import { openKeyProviders } from "../suppliers/keys/open-key-provider";
import { createOpenIdClient } from "../suppliers/openid/client";
import { openTemporal } from "../temporal/client";
import type { TemporalConfig } from "../temporal/config";
import type { Tracing } from "../temporal/tracing";
import type { ApiConfig } from "./config";
import type { ApiDependencies } from "./dependencies";
import { addressOf } from "./listen";
import { createApiMetrics } from "./metrics";

/** What the API works with. Nothing connects before it is needed. */
export function openDependencies(
  config: ApiConfig,
  {
    temporalConfig,
    tracing,
  }: { readonly temporalConfig: TemporalConfig; readonly tracing?: Tracing | undefined },
): ApiDependencies {
  const logger = createLogger({ level: config.LOG_LEVEL, service: "api" });
  const keyRing = parseKeyRing(config.ENCRYPTION_KEYS);
  const database = openDatabase(parseDatabaseUrl(config.DATABASE_URL));
  const redis = openRedis(config.REDIS_URL);
  redis.on("error", (error: Error) => logger.warn({ err: error }, "redis"));
  const access = createAccessCache(redis);
  const publicUrl = config.API_PUBLIC_URL ?? addressOf(config);
  return {
    database,
    redis,
    temporal: openTemporal(temporalConfig, {
      keyRing,
      ...(tracing === undefined ? {} : { plugins: [tracing.plugin] }),
    }),
    documents: openDocumentStore(config.DOCUMENT_STORE_URL),
    keyRing,
    secrets: createSecretBox(keyRing, openKeyProviders(config.CREDENTIAL_KEYS_URL)),
    auth: createAuthServices({
      database,
      redis,
      access,
      keyRing,
      publicUrl,
      passkeyDomain: config.API_PASSKEY_DOMAIN || undefined,
    }),
    openId: createOpenIdClient({ trustedOrigins: config.API_OIDC_TRUSTED_ORIGINS }),
    access,
    metrics: createApiMetrics(),
    logger,
    now: () => new Date().toISOString().replace("Z", "000Z"),
    settings: {
      publicUrl,
      temporalUiUrl: temporalConfig.uiUrl,
      codecToken: config.CODEC_TOKEN,
      waitMs: config.API_WAIT_MS,
      bodyBytesMax: config.API_BODY_BYTES_MAX,
      corsOrigins: config.API_CORS_ORIGINS,
      deadlineMs: config.API_DEADLINE_MS,
      sftpTrustedHosts: config.BSP_SFTP_TRUSTED_HOSTS,
      deletionHoldMs: config.PARTNER_DELETION_HOLD_DAYS * 86_400_000,
      trustedProxies: config.API_TRUSTED_PROXIES,
      rateLimits: {
        token: config.API_RATE_CREDENTIAL,
        user: config.API_RATE_USER,
        partner: config.API_RATE_PARTNER,
        address: config.API_RATE_ADDRESS,
        failures: config.API_RATE_FAILURES,
        testDivisor: config.API_RATE_TEST_DIVISOR,
        concurrent: config.API_CONCURRENT_REQUESTS,
      },
    },
  };
}
