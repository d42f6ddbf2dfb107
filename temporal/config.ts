import type { TLSConfig } from "@temporalio/common/lib/internal-non-workflow";
import { z } from "zod";

import { readClientTls } from "../db/client-tls";

const temporalConfigSchema = z.object({
  TEMPORAL_ADDRESS: z.string().default("127.0.0.1:7233"),
  TEMPORAL_NAMESPACE: z.string().default("travobooks"),
  TEMPORAL_UI_URL: z.url().default("http://127.0.0.1:8233"),
  TEMPORAL_TLS: z.enum(["true", "false", ""]).default("false"),
  /** Files of PEM. */
  TEMPORAL_TLS_CA: z.string().optional(),
  TEMPORAL_TLS_CERT: z.string().optional(),
  TEMPORAL_TLS_KEY: z.string().optional(),
  /** The name in the server's certificate, where it is not the host of the address. */
  TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
  TEMPORAL_API_KEY: z.string().optional(),
});

export interface TemporalConfig {
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string;
  /** Absent: the connection is not encrypted. */
  readonly tls?: TLSConfig;
  readonly apiKey?: string;
}

export function parseTemporalConfig(environment: NodeJS.ProcessEnv): TemporalConfig {
  const parsed = temporalConfigSchema.parse(environment);
  const tls = parsed.TEMPORAL_TLS === "true" ? toTls(parsed) : undefined;
  const apiKey = parsed.TEMPORAL_API_KEY;
  if (apiKey && !tls) throw new Error("TEMPORAL_API_KEY is sent over TLS only: TEMPORAL_TLS=true.");
  return {
    address: parsed.TEMPORAL_ADDRESS,
    namespace: parsed.TEMPORAL_NAMESPACE,
    uiUrl: parsed.TEMPORAL_UI_URL,
    ...(tls === undefined ? {} : { tls }),
    ...(apiKey ? { apiKey } : {}),
  };
}

/** What both of the SDK's connections take: the client's and the worker's. */
export function connectionOptions({
  address,
  tls,
  apiKey,
}: TemporalConfig): Pick<TemporalConfig, "address" | "tls" | "apiKey"> {
  return {
    address,
    ...(tls === undefined ? {} : { tls }),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}

function toTls(parsed: z.infer<typeof temporalConfigSchema>): TLSConfig {
  const { ca, cert, key } = readClientTls({
    ca: parsed.TEMPORAL_TLS_CA,
    cert: parsed.TEMPORAL_TLS_CERT,
    key: parsed.TEMPORAL_TLS_KEY,
  });
  const name = parsed.TEMPORAL_TLS_SERVER_NAME;
  return {
    ...(ca === undefined ? {} : { serverRootCACertificate: ca }),
    ...(cert === undefined || key === undefined ? {} : { clientCertPair: { crt: cert, key } }),
    ...(name ? { serverNameOverride: name } : {}),
  };
}
