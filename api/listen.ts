import { readFileSync } from "node:fs";
import { createServer } from "node:https";

import type { ServerType } from "@hono/node-server";
import { serve } from "@hono/node-server";

import type { ApiConfig } from "./config";

type ListenConfig = Pick<
  ApiConfig,
  "API_HOST" | "API_PORT" | "API_TLS_CERT" | "API_TLS_KEY" | "API_TLS_CLIENT_CA"
>;
type Fetch = (request: Request) => Response | Promise<Response>;

/** Listens for partners' requests: by TLS of 1.2 or newer where a certificate is configured. */
export function listen(fetch: Fetch, config: ListenConfig): ServerType {
  const where = { fetch, hostname: config.API_HOST, port: config.API_PORT };
  const { API_TLS_CERT: cert, API_TLS_KEY: key, API_TLS_CLIENT_CA: clientCa } = config;
  if (!cert && !key && !clientCa) return serve(where);
  if (!cert || !key) throw new Error("TLS of the API needs both API_TLS_CERT and API_TLS_KEY.");
  return serve({
    ...where,
    createServer,
    serverOptions: {
      minVersion: "TLSv1.2",
      cert: readFileSync(cert),
      key: readFileSync(key),
      ...(clientCa
        ? { ca: readFileSync(clientCa), requestCert: true, rejectUnauthorized: true }
        : {}),
    },
  });
}

export function addressOf(config: ListenConfig): string {
  return `${config.API_TLS_CERT ? "https" : "http"}://${config.API_HOST}:${config.API_PORT}`;
}
