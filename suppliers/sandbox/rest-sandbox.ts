import http from "node:http";

import { z } from "zod";

import { createOutbox } from "./delivery";
import { addFaultRule, applyBehaviour, type FaultRecords, takeFaultRule } from "./fault-rules";
import { listenOn, trackSockets } from "./http-listener";
import type { RecordStore } from "./record-store";

export interface SandboxRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface SandboxReply {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  /** `ok` where what was asked was done, else the code of the refusal: for the journal. */
  readonly result: string;
}

/** What a request asks of the supplier: done, or refused in its protocol's own way. */
export interface SandboxTask {
  readonly operation: string;
  /** What the request is about: an order, an offer, an idempotency key. */
  readonly subjects: readonly string[];
  perform(): SandboxReply;
  refuse(code: string, text: string): SandboxReply;
}

export interface JournalLine {
  readonly at: string;
  readonly operation: string;
  readonly subjects: readonly string[];
  readonly behaviour?: string;
  readonly worked: boolean;
  readonly result: string;
}

export interface SandboxRecords extends FaultRecords {
  readonly journal: JournalLine;
}

/** The protocol of one supplier: what a request asks, or why it is turned away unread. */
export interface SandboxProtocol {
  read(request: SandboxRequest): SandboxTask | SandboxReply;
  /** Its own part of the remote control, below `/control`. */
  control(request: SandboxRequest, path: string): { status: number; body: unknown } | undefined;
}

export interface RestSandbox {
  readonly url: string;
  readonly controlUrl: string;
  close(): Promise<void>;
}

export interface RestSandboxOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly host: string;
  readonly stateDirectory: string;
}

/** A supplier's HTTP server with a memory, that fails on request. */
export async function startRestSandbox(
  { port, host }: RestSandboxOptions,
  store: RecordStore<SandboxRecords>,
  protocol: SandboxProtocol,
): Promise<RestSandbox> {
  const outbox = createOutbox();
  const server = http.createServer({ noDelay: true });
  const sockets = trackSockets(server);
  server.on("request", (request, response) => {
    readRequest(request)
      .then((read) => {
        const control = handleControl(store, protocol, read);
        if (control !== undefined) return sendJson(response, control);
        const { reply, delivery } = handle(store, protocol, read);
        return outbox.deliver(response, reply, delivery);
      })
      .catch((error: unknown) =>
        sendJson(response, { status: 500, body: { error: String(error) } }),
      );
  });
  const url = `http://${host}:${await listenOn(server, port, host)}`;
  return {
    url,
    controlUrl: `${url}/control`,
    close: async () => {
      outbox.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      store.close();
    },
  };
}

function handle(
  store: RecordStore<SandboxRecords>,
  protocol: SandboxProtocol,
  request: SandboxRequest,
) {
  const read = protocol.read(request);
  if (!("perform" in read)) return { reply: read, delivery: { kind: "normal" } as const };
  const { operation, subjects } = read;
  const rule = takeFaultRule(store, { operation, subjects });
  const { isWorked, delivery } = applyBehaviour(rule?.behaviour);
  const reply =
    rule?.behaviour.kind === "refuse"
      ? read.refuse(rule.behaviour.code, rule.behaviour.text)
      : isWorked
        ? read.perform()
        : nothing;
  const line: JournalLine = {
    at: new Date().toISOString(),
    operation,
    subjects,
    ...(rule === undefined ? {} : { behaviour: rule.behaviour.kind }),
    worked: isWorked && reply.result === "ok",
    result: reply.result,
  };
  store.put("journal", String(store.list("journal").length + 1), line);
  return { reply, delivery };
}

const nothing: SandboxReply = {
  status: 500,
  body: "",
  contentType: "text/plain",
  result: "not done",
};

function handleControl(
  store: RecordStore<SandboxRecords>,
  protocol: SandboxProtocol,
  request: SandboxRequest,
): { readonly status: number; readonly body: unknown } | undefined {
  const { method, query } = request;
  if (request.path === "/healthz") return { status: 200, body: { status: "ok" } };
  if (!request.path.startsWith("/control/")) return undefined;
  const path = request.path.slice("/control".length);
  try {
    if (method === "POST" && path === "/faults") {
      return { status: 201, body: addFaultRule(store, JSON.parse(request.body)) };
    }
    if (method === "GET" && path === "/faults") {
      return { status: 200, body: { faults: store.list("rule").filter((rule) => !rule.cleared) } };
    }
    if (method === "DELETE" && path === "/faults") {
      for (const rule of store.list("rule")) store.put("rule", rule.id, { ...rule, cleared: true });
      return { status: 200, body: { cleared: true } };
    }
    if (method === "GET" && path === "/journal") {
      const subject = query.get("subject");
      const entries = store
        .list("journal")
        .filter(({ subjects }) => subject === null || subjects.includes(subject));
      return { status: 200, body: { entries } };
    }
    if (method === "POST" && path === "/reset") {
      store.clear();
      return { status: 200, body: { reset: true } };
    }
    return (
      protocol.control(request, path) ?? { status: 404, body: { error: `no ${method} ${path}` } }
    );
  } catch (error) {
    if (error instanceof z.ZodError)
      return { status: 400, body: { error: z.prettifyError(error) } };
    if (error instanceof SyntaxError) return { status: 400, body: { error: "no JSON" } };
    throw error;
  }
}

async function readRequest(request: http.IncomingMessage): Promise<SandboxRequest> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://sandbox");
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return {
    method: request.method ?? "GET",
    path: pathname,
    query: searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

function sendJson(
  response: http.ServerResponse,
  { status, body }: { readonly status: number; readonly body: unknown },
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}
