import { setTimeout as delay } from "node:timers/promises";
import { isNativeError } from "node:util/types";

import { hangMs } from "./observe";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a caller lived through until it had its answer. */
export interface Call {
  /** Statuses, and `cut off` for a connection that ended without one. */
  readonly met: readonly string[];
  readonly final: Answer;
  readonly endedAt: number;
}

export interface Caller {
  get(path: string): Promise<Answer>;
  /** One request, whatever comes of it. */
  post(path: string, key: string, body?: object): Promise<Answer>;
  /** Sends the request with its key until it has an answer that stands. */
  insist(path: string, key: string, body?: object): Promise<Call>;
}

const afterCutOffMs = 200;

/**
 * A client as integrators write it: the same key again after a lost connection and after a 503 or
 * a 429 when Retry-After says, and the operation of a 202 polled until it is done.
 */
export function createCaller(baseUrl: string, token: string): Caller {
  const send = async (
    path: string,
    { headers, ...init }: Omit<RequestInit, "headers"> & { readonly headers?: object },
  ): Promise<Answer> => {
    const response = await fetch(baseUrl + path, {
      ...init,
      headers: { Authorization: `Bearer ${token}`, ...headers },
      signal: AbortSignal.timeout(hangMs),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: JSON.parse(text) as Answer["body"],
    };
  };
  const get = (path: string) => send(path, {});
  const post = (path: string, key: string, body?: object) =>
    send(path, {
      method: "POST",
      headers: {
        "Idempotency-Key": key,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    get,
    post,
    insist: async (path, key, body) => {
      const met: string[] = [];
      const first = await patiently(() => post(path, key, body), met);
      const final =
        first.status === 202 ? await follow(first, (location) => get(location), met) : first;
      return { met, final, endedAt: Date.now() };
    },
  };
}

/** Overloaded or away, or too many at once: `Retry-After` says when to come again. */
function isNotNow({ status }: Answer): boolean {
  return status === 503 || status === 429;
}

/** Until an answer comes that is not "not now". */
async function patiently(ask: () => Promise<Answer>, met: string[]): Promise<Answer> {
  const until = Date.now() + hangMs;
  for (;;) {
    const answer = await ask().catch(unlessCutOff);
    met.push(answer === undefined ? "cut off" : String(answer.status));
    if (answer !== undefined && !isNotNow(answer)) return answer;
    if (Date.now() > until) throw new Error(`No answer that stands: ${met.join(", ")}`);
    await delay(answer === undefined ? afterCutOffMs : retryAfterMs(answer));
  }
}

async function follow(
  accepted: Answer,
  get: (location: string) => Promise<Answer>,
  met: string[],
): Promise<Answer> {
  const location = accepted.headers.get("Location");
  if (location === null) throw new Error("a 202 says where to ask");
  const until = Date.now() + hangMs;
  for (;;) {
    await delay(retryAfterMs(accepted));
    const operation = await patiently(() => get(location), met);
    if (operation.body["done"] === true) return operation;
    if (Date.now() > until) throw new Error(`Not done: ${JSON.stringify(operation.body)}`);
  }
}

function retryAfterMs({ status, headers }: Answer): number {
  const seconds = Number(headers.get("Retry-After") ?? Number.NaN);
  if (!Number.isInteger(seconds)) throw new Error(`a ${status} without Retry-After`);
  return seconds * 1_000;
}

/** `fetch failed`: Node's own TypeError, and not the one that jest's tests have. */
function unlessCutOff(error: unknown): undefined {
  if (isNativeError(error) && error.name === "TypeError") return undefined;
  throw error;
}
