import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

import { redactCardNumbers } from "../../domain/card-number";
import type { HttpRequest, HttpResult } from "./exchange-http";

/** One call on the wire, for the caller's log: nothing secret and no card or passport is in it. */
export interface SupplierExchange {
  readonly operation: string;
  /** SHA-256, in hex, of what was asked: the same request has the same digest. */
  readonly requestDigest: string;
  readonly method: "GET" | "POST" | "DELETE";
  readonly redactedUrl: string;
  /** Those that are known to hold no secret, by their names in lower case. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly redactedRequest: string;
  /** Undefined where nothing came back, as the next two are. */
  readonly status: number | undefined;
  readonly responseHeaders: Readonly<Record<string, string>> | undefined;
  readonly redactedResponse: string | undefined;
  /** RFC 3339. */
  readonly sentAt: string;
  readonly durationMs: number;
  readonly outcome: "reply" | "fault" | "noAnswer" | "notSent";
}

export type OnExchange = ((exchange: SupplierExchange) => void) | undefined;

/** A call as it was on the wire, and how its supplier's messages are redacted. */
export interface WireExchange {
  readonly operation: string;
  readonly request: Pick<HttpRequest, "method" | "url" | "headers" | "body">;
  /** Of the request: what the digest is made of, where a part of the body changes with every call. */
  readonly digested?: string;
  readonly answer: HttpResult;
  readonly startedMs: number;
  readonly outcome: SupplierExchange["outcome"];
  readonly redact: (text: string) => string;
  /** What it signs in with, which no text may repeat. */
  readonly secrets: readonly string[];
}

/** The one place where what goes over the wire is made fit to be kept. */
export function tellExchange(onExchange: OnExchange, wire: WireExchange): void {
  if (onExchange === undefined) return;
  // A log that fails must not lose the answer of a call that has acted.
  try {
    onExchange(toExchange(wire));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.emitWarning(`onExchange failed: ${message}`);
  }
}

function toExchange(wire: WireExchange): SupplierExchange {
  const { operation, request, answer, startedMs, outcome } = wire;
  const { method = "POST", url, headers, body } = request;
  const secrets = [...wire.secrets, ...secretsAmong(headers)];
  const clean = (text: string): string => withoutSecrets(wire.redact(text), secrets);
  const cleanLine = (text: string): string => withoutSecrets(redactCardNumbers(text), secrets);
  const durationMs = performance.now() - startedMs;
  const isAnswered = answer.kind === "answered";
  return {
    operation,
    requestDigest: createHash("sha256")
      .update(wire.digested ?? body)
      .digest("hex"),
    method,
    redactedUrl: cleanLine(url.href),
    requestHeaders: chooseHeaders(headers, cleanLine),
    redactedRequest: clean(body),
    status: isAnswered ? answer.status : undefined,
    responseHeaders: isAnswered ? chooseHeaders(answer.headers, cleanLine) : undefined,
    redactedResponse: isAnswered ? clean(answer.body) : undefined,
    sentAt: new Date(performance.timeOrigin + startedMs).toISOString(),
    durationMs,
    outcome,
  };
}

const keptHeaders: ReadonlySet<string> = new Set([
  "accept",
  "content-type",
  "date",
  "duffel-version",
  "idempotency-key",
  "retry-after",
  "soapaction",
  "traceparent",
  "x-request-id",
]);

function chooseHeaders(
  headers: IncomingHttpHeaders | HttpRequest["headers"],
  clean: (text: string) => string,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (typeof value === "string" && keptHeaders.has(key)) kept[key] = clean(value);
  }
  return kept;
}

const harmlessHeaders: ReadonlySet<string> = new Set([
  "accept-charset",
  "accept-encoding",
  "connection",
  "content-length",
  "host",
  "user-agent",
]);

/** Whatever else is in a header may be a key or a token: it is looked for in the texts. */
function secretsAmong(headers: HttpRequest["headers"]): string[] {
  return Object.entries(headers)
    .filter(([name]) => !keptHeaders.has(name.toLowerCase()))
    .filter(([name]) => !harmlessHeaders.has(name.toLowerCase()))
    .map(([, value]) => value.slice(value.lastIndexOf(" ") + 1));
}

/** Shorter ones would be found in the middle of words that are none. */
const secretLengthMin = 6;

function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length >= secretLengthMin) clean = clean.replaceAll(secret, "***");
  }
  return clean;
}
