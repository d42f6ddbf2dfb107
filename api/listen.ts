import { readFileSync } from "node:fs";
import type { RequestListener, Server } from "node:http";
import { createServer, STATUS_CODES } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Duplex } from "node:stream";

import { getRequestListener } from "@hono/node-server";

import { newId } from "../db/new-id";
import type { ApiConfig } from "./config";
import type { Problem } from "./problem";
import { problemBody } from "./problem";

type ListenConfig = Pick<
  ApiConfig,
  "API_HOST" | "API_PORT" | "API_TLS_CERT" | "API_TLS_KEY" | "API_TLS_CLIENT_CA"
> &
  Partial<Pick<ApiConfig, "API_HEADERS_TIMEOUT_MS" | "API_REQUEST_TIMEOUT_MS">>;
type Fetch = Parameters<typeof getRequestListener>[0];

/** How often it is looked for requests that take too long to arrive. */
const checkMs = 1_000;
const headerBytesMax = 16 * 1024;

/**
 * Listens for partners' requests: by TLS of 1.2 or newer where a certificate is configured. What
 * cannot be read as HTTP, or does not arrive in time, is answered with a problem too.
 */
export function listen(fetch: Fetch, config: ListenConfig): Server {
  const answer = getRequestListener(fetch, {
    errorHandler: () => new Response(bodyOf(unreadable), { status: 400, headers: bareHeaders }),
  });
  const listener: RequestListener = (request, response) => void answer(request, response);
  const options = {
    headersTimeout: config.API_HEADERS_TIMEOUT_MS ?? 10_000,
    requestTimeout: config.API_REQUEST_TIMEOUT_MS ?? 30_000,
    connectionsCheckingInterval: checkMs,
    maxHeaderSize: headerBytesMax,
  };
  const tls = readTls(config);
  const server =
    tls === undefined
      ? createServer(options, listener)
      : createTlsServer({ ...options, ...tls }, listener);
  server.on("clientError", answerClientError);
  server.listen(config.API_PORT, config.API_HOST);
  return server;
}

function readTls(config: ListenConfig) {
  const { API_TLS_CERT: cert, API_TLS_KEY: key, API_TLS_CLIENT_CA: clientCa } = config;
  if (!cert && !key && !clientCa) return undefined;
  if (!cert || !key) throw new Error("TLS of the API needs both API_TLS_CERT and API_TLS_KEY.");
  return {
    minVersion: "TLSv1.2",
    cert: readFileSync(cert),
    key: readFileSync(key),
    ...(clientCa
      ? { ca: readFileSync(clientCa), requestCert: true, rejectUnauthorized: true }
      : {}),
  } as const;
}

/** Nothing of the application has seen such a request. */
function answerClientError(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const problem = clientProblems[error.code ?? ""] ?? unreadable;
  const body = bodyOf(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    ...Object.entries(bareHeaders).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function bodyOf(problem: Problem): string {
  return JSON.stringify(problemBody(problem, newId("request"), "/"));
}

const bareHeaders = {
  "Content-Type": "application/problem+json",
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
};

const unreadable: Problem = {
  status: 400,
  code: "request_malformed",
  title: "The request cannot be read",
  detail: "It is not well-formed HTTP.",
};

/** By the code of Node's parser. */
const clientProblems: Readonly<Record<string, Problem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: "request_timeout",
    title: "The request did not arrive in time",
    detail: "Send the whole of it at once.",
    retryable: true,
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: "headers_too_large",
    title: "Headers too large",
    detail: `The headers of a request have at most ${headerBytesMax} bytes together.`,
  },
};

export function addressOf(config: ListenConfig): string {
  return `${config.API_TLS_CERT ? "https" : "http"}://${config.API_HOST}:${config.API_PORT}`;
}
