import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

import { z } from "zod";

import { listenOn } from "../sandbox/http-listener";
import { renderEcbXml, sandboxRates } from "./sandbox/render-feed";

/** How often it strikes before it is gone. */
const timesSchema = z.int().min(1).max(1_000_000).default(1);
const faultSchema = z.discriminatedUnion("kind", [
  /** An answer of another status. */
  z.strictObject({
    kind: z.literal("status"),
    times: timesSchema,
    status: z.int().min(400).max(599),
  }),
  /** The connection is closed: before an answer, or in the middle of it. */
  z.strictObject({
    kind: z.literal("drop"),
    times: timesSchema,
    after: z.enum(["request", "half"]),
  }),
  z.strictObject({
    kind: z.literal("delay"),
    times: timesSchema,
    delayMs: z.int().min(0).max(600_000),
  }),
  /** An answer of 200 with this in place of the feed. */
  z.strictObject({ kind: z.literal("body"), times: timesSchema, body: z.string().max(2_000_000) }),
]);
type Fault = z.infer<typeof faultSchema>;

const feedSchema = z.strictObject({
  effectiveOn: z.iso.date(),
  rates: z.record(z.string(), z.string()).default(sandboxRates),
});

export interface RateFeedSandbox {
  readonly port: number;
  readonly feedUrl: string;
  readonly controlUrl: string;
  stop(): Promise<void>;
}

export interface RateFeedSandboxOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly host?: string;
  readonly today?: () => string;
}

const feedPath = "/stats/eurofxref/eurofxref-daily.xml";

interface State {
  feed: z.infer<typeof feedSchema> | undefined;
  faults: Fault[];
  fetches: number;
}

/**
 * Publishes daily rates as the ECB does, at its path and in its format. `PUT /control/feed` sets a
 * day's rates, `POST /control/faults` what goes wrong next, `GET /control` tells of both.
 */
export async function startRateFeedSandbox({
  port,
  host = "127.0.0.1",
  today = () => new Date().toISOString().slice(0, 10),
}: RateFeedSandboxOptions): Promise<RateFeedSandbox> {
  const state: State = { feed: undefined, faults: [], fetches: 0 };
  const server = createServer((request, response) => {
    serve(state, today, request, response).catch((error: unknown) => {
      sendJson(response, 500, { error: String(error) });
    });
  });
  const bound = await listenOn(server, port, host);
  const url = `http://${host}:${bound}`;
  return {
    port: bound,
    feedUrl: url + feedPath,
    controlUrl: `${url}/control`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  state: State,
  today: () => string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const call = `${request.method} ${new URL(request.url ?? "/", "http://sandbox").pathname}`;
  switch (call) {
    case `GET ${feedPath}`:
      return publish(state, today, response);
    case "GET /healthz":
      return sendJson(response, 200, { status: "ok" });
    case "GET /control":
      return sendJson(response, 200, state);
    case "PUT /control/feed":
      return take(request, response, feedSchema, (feed) => {
        state.feed = feed;
      });
    case "POST /control/faults":
      return take(request, response, faultSchema, (fault) => state.faults.push(fault));
    case "DELETE /control/faults":
      state.faults = [];
      return sendJson(response, 200, state);
    default:
      return sendJson(response, 404, { error: `GET ${feedPath}, /healthz or /control` });
  }
}

async function publish(state: State, today: () => string, response: ServerResponse): Promise<void> {
  state.fetches += 1;
  const xml = renderEcbXml(state.feed ?? { effectiveOn: today(), rates: sandboxRates });
  const [fault] = state.faults;
  if (fault !== undefined) {
    fault.times -= 1;
    state.faults = state.faults.filter(({ times }) => times > 0);
    return strike(fault, xml, response);
  }
  sendXml(response, xml);
}

async function strike(fault: Fault, xml: string, response: ServerResponse): Promise<void> {
  switch (fault.kind) {
    case "status":
      return sendJson(response, fault.status, { error: "a fault of the sandbox" });
    case "body":
      return sendXml(response, fault.body);
    case "delay": {
      const timer = setTimeout(() => sendXml(response, xml), fault.delayMs);
      response.once("close", () => clearTimeout(timer));
      return;
    }
    case "drop":
      if (fault.after === "request") return void response.destroy();
      response.writeHead(200, { "Content-Length": Buffer.byteLength(xml) });
      response.write(xml.slice(0, xml.length / 2), () => response.destroy());
  }
}

async function take<Schema extends z.ZodType>(
  request: IncomingMessage,
  response: ServerResponse,
  schema: Schema,
  keep: (value: z.infer<Schema>) => void,
): Promise<void> {
  const parsed = schema.safeParse(JSON.parse(await text(request)));
  if (!parsed.success) return sendJson(response, 400, { error: z.prettifyError(parsed.error) });
  keep(parsed.data);
  sendJson(response, 200, parsed.data);
}

function sendXml(response: ServerResponse, xml: string): void {
  response.writeHead(200, { "Content-Type": "text/xml; charset=utf-8" });
  response.end(xml);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}
