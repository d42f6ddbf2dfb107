import { z } from "zod";

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
  CODEC_TOKEN: z.string().min(16),
  DATABASE_URL: z.string(),
  REDIS_URL: z.string(),
  DOCUMENT_STORE_URL: z.string(),
  ENCRYPTION_KEYS: z.string(),
  LOG_LEVEL: z.string().default("info"),
});

export type ApiConfig = z.infer<typeof apiConfigSchema>;

export function parseApiConfig(environment: NodeJS.ProcessEnv): ApiConfig {
  return apiConfigSchema.parse(environment);
}
