import http from "node:http";
import https from "node:https";

import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

import type { NotDone, Unknown } from "../outcome";
import { exchangeHttp, type HttpResult } from "./exchange-http";
import { type OnExchange, tellExchange } from "./supplier-exchange";

export interface RestCall {
  readonly operation: string;
  readonly method?: "GET" | "POST" | "DELETE";
  /** Below the endpoint. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

export type RestResult =
  | { readonly kind: "answered"; readonly status: number; readonly body: string }
  /** Nothing that can be used came back; `sent` says whether the request may have been read. */
  | NoAnswer;

export interface NoAnswer {
  readonly kind: "noAnswer";
  readonly sent: boolean;
  readonly message: string;
  readonly retryAfterMs?: number;
  /** What an answer of 500 and above held: some suppliers refuse with that status. */
  readonly body?: string;
}

export interface RestConnection {
  call(call: RestCall): Promise<RestResult>;
  close(): void;
}

interface RestConnectionOptions {
  readonly endpoint: string;
  readonly redact: (text: string) => string;
  /** What the supplier is signed in to with, besides what the headers of a call hold. */
  readonly secrets?: readonly string[];
  /** Shown to a supplier that knows its callers by one (mutual TLS). */
  readonly clientCertificate?: ClientCertificate | undefined;
  readonly onExchange: OnExchange;
}

/** As PEM. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly key: string;
}

const tracer = trace.getTracer("travobooks.suppliers.rest");

/**
 * One connection for each call: these protocols have nothing that ties an answer to its request,
 * and on a kept connection an answer that was written twice is taken for the next request's.
 */
export function connectToRest(options: RestConnectionOptions): RestConnection {
  const { certificate: cert, key } = options.clientCertificate ?? {};
  const shown = cert === undefined || key === undefined ? {} : { cert, key };
  const agents = { http: new http.Agent(), https: new https.Agent(shown) };
  const base = options.endpoint.replace(/\/$/, "");
  return {
    call: async (call) => {
      const url = new URL(base + call.path);
      const span = tracer.startSpan(`supplier ${call.operation}`, {
        kind: SpanKind.CLIENT,
        attributes: { "server.address": url.hostname, "url.path": url.pathname },
      });
      const startedMs = performance.now();
      const answer = await exchangeHttp(agents, { ...call, url });
      const result = toResult(answer);
      if (result.kind === "noAnswer") {
        span.setStatus({ code: SpanStatusCode.ERROR, message: result.message });
      }
      span.end();
      tellExchange(options.onExchange, {
        operation: call.operation,
        request: { ...call, url },
        answer,
        startedMs,
        outcome: result.kind === "answered" ? "reply" : result.sent ? "noAnswer" : "notSent",
        redact: options.redact,
        secrets: options.secrets ?? [],
      });
      return result;
    },
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** What a missing answer means to a call that acts, and to one that only reads. */
export function toLostOutcome(
  { sent, message, retryAfterMs }: NoAnswer,
  isAct: boolean,
): NotDone | Unknown {
  if (sent && isAct) return { kind: "unknown", message };
  return {
    kind: "notDone",
    message,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** An answer that came and says nothing that we can use. */
export function unusable(message: string): NoAnswer {
  return { kind: "noAnswer", sent: true, message };
}

function toResult(answer: HttpResult): RestResult {
  if (answer.kind === "failed") {
    return { kind: "noAnswer", sent: answer.sent, message: answer.message };
  }
  const { status, body, headers } = answer;
  const retryAfterMs = readRetryAfter(headers["retry-after"]);
  const retry = retryAfterMs === undefined ? {} : { retryAfterMs };
  // RFC 6585: the request was counted, not read.
  if (status === 429) return { kind: "noAnswer", sent: false, message: "HTTP 429", ...retry };
  if (status >= 500) {
    return { kind: "noAnswer", sent: true, message: `HTTP ${status}`, ...retry, body };
  }
  return { kind: "answered", status, body };
}

/** A sale does not sleep for days because a gateway says so. */
const retryAfterMsMax = 15 * 60_000;

/** Seconds or an HTTP date (RFC 9110 10.2.3). */
export function readRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), retryAfterMsMax);
}
