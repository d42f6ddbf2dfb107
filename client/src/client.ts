import { randomUUID } from "node:crypto";

import type { Routes } from "./generated/routes.gen";
import { apiVersion } from "./generated/routes.gen";
import type { RetryPolicy } from "./retry";
import { defaultRetries, sendWithRetries } from "./retry";

/** As the OpenAPI document names it: `POST /v1/customers`. */
export type Route = keyof Routes;
/** What a route answers with when it succeeds. */
export type AnswerOf<R extends Route> = Routes[R]["responses"][keyof Routes[R]["responses"]];

/** Of one request, whichever route it is for. */
export interface SendOptions {
  readonly signal?: AbortSignal;
  /** Of every attempt the same. Made where absent; give your own to repeat it after a restart. */
  readonly idempotencyKey?: string;
  /** The `ETag` of what was seen. */
  readonly ifMatch?: string;
  /** How long the API may wait for a workflow before it answers 202 with the operation. */
  readonly waitSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

type InputOf<R extends Route> = Omit<Routes[R]["data"], "url" | "headers">;
export type OptionsOf<R extends Route> = InputOf<R> & SendOptions;
/** They may be left out where nothing in them is needed. */
export type Arguments<R extends Route> =
  Record<string, never> extends InputOf<R> ? [options?: OptionsOf<R>] : [options: OptionsOf<R>];

export interface Answer<R extends Route> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerOf<R>;
}

export interface Client {
  /** The body of the answer; a ProblemError where the API refuses. */
  call<R extends Route>(route: R, ...args: Arguments<R>): Promise<AnswerOf<R>>;
  /** The same with its status and headers. */
  send<R extends Route>(route: R, ...args: Arguments<R>): Promise<Answer<R>>;
  /** The answer as it comes: a file, or a stream of events. */
  open<R extends Route>(route: R, ...args: Arguments<R>): Promise<Response>;
}

export interface ClientOptions {
  /** `https://api.example.com` */
  readonly baseUrl: string;
  /** `tvb_test_…`, `tvb_live_…`, or an access token. */
  readonly token: string;
  readonly retries?: Partial<RetryPolicy>;
  /** How long an attempt may take; a minute where absent. */
  readonly timeoutMs?: number;
  /** The version that is spoken: that of this client's types where absent. */
  readonly version?: string;
  readonly fetch?: (request: Request) => Promise<Response>;
}

const attemptMs = 60_000;
const reading: ReadonlySet<string> = new Set(["GET", "HEAD"]);

export function createClient(options: ClientOptions): Client {
  const open = (route: Route, given: LooseOptions = {}) => openRoute(options, route, given);
  const send = async (route: Route, given?: LooseOptions) => readWhole(await open(route, given));
  const client = {
    open,
    send,
    call: async (route: Route, given?: LooseOptions) => (await send(route, given)).body,
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API's document is the proof
  return client as Client;
}

type QueryValue = string | number | boolean | readonly string[];

interface LooseOptions extends SendOptions {
  readonly body?: unknown;
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, QueryValue | undefined>>;
}

function openRoute(client: ClientOptions, route: Route, given: LooseOptions): Promise<Response> {
  const [method = "", template = ""] = route.split(" ");
  const url = new URL(toPath(template, given.path) + toQuery(given.query), client.baseUrl);
  // What a sign-in answers is stored nowhere: there is no first answer to find again.
  const acts = !reading.has(method) && !template.startsWith("/v1/auth/");
  const headers = toHeaders(client, given, acts);
  const { body } = given;
  const send = () => {
    const signals = [AbortSignal.timeout(client.timeoutMs ?? attemptMs), given.signal];
    const request = new Request(url, {
      method,
      headers,
      signal: AbortSignal.any(signals.filter((signal) => signal !== undefined)),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (client.fetch ?? fetch)(request);
  };
  return sendWithRetries(send, {
    request: `${method} ${url.pathname}`,
    policy: { ...defaultRetries, ...client.retries },
    mayRepeat: acts || reading.has(method),
    signal: given.signal,
  });
}

function toHeaders(client: ClientOptions, given: LooseOptions, acts: boolean): Headers {
  const headers = new Headers({
    Authorization: `Bearer ${client.token}`,
    "Travobooks-Version": client.version ?? apiVersion,
    ...given.headers,
  });
  if (acts) headers.set("Idempotency-Key", given.idempotencyKey ?? randomUUID());
  if (given.ifMatch !== undefined) headers.set("If-Match", given.ifMatch);
  if (given.waitSeconds !== undefined) headers.set("Prefer", `wait=${given.waitSeconds}`);
  if (given.body !== undefined) headers.set("Content-Type", "application/json");
  return headers;
}

function toPath(template: string, values: LooseOptions["path"] = {}): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(values[name])),
  );
}

/** A list is one parameter, its items separated by commas. */
function toQuery(values: LooseOptions["query"] = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size === 0 ? "" : `?${query.toString()}`;
}

/** JSON as what it says; nothing where there is nothing; else its text. */
async function readWhole(response: Response) {
  const { status, headers } = response;
  const text = await response.text();
  const isJson = headers.get("Content-Type")?.includes("json") === true;
  const body: unknown = text === "" ? undefined : isJson ? JSON.parse(text) : text;
  return { status, headers, body };
}
