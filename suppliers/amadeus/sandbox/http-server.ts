import http from "node:http";

import { listenOn, portOf, trackSockets } from "../../sandbox/http-listener";
import type { ControlRequest, ControlResponse } from "./control-types";

export interface SandboxRoutes {
  readonly wsdl: string;
  control(request: ControlRequest): ControlResponse;
  soap(xml: string, request: http.IncomingMessage, response: http.ServerResponse): Promise<void>;
}

export interface SandboxHttpServer {
  readonly port: number;
  close(): Promise<void>;
}

const requestBytesMax = 32 * 1024 * 1024;
/** Longer than clients keep an idle connection, so that none is closed under a request. */
const keepAliveTimeoutMs = 120_000;

/** Listens first, so that the address is known to what is served; requests wait for it. */
export async function listen(
  { port, host }: { readonly port: number; readonly host: string },
  createRoutes: (port: number) => Promise<SandboxRoutes>,
): Promise<SandboxHttpServer> {
  const server = http.createServer({ keepAliveTimeout: keepAliveTimeoutMs, noDelay: true });
  const sockets = trackSockets(server);
  const routes = listenOn(server, port, host).then(createRoutes);
  server.on("request", (request, response) => {
    routes
      .then(async (ready) => serve(ready, request, response))
      .catch((error: unknown) => fail(response, error));
  });
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  try {
    await routes;
  } catch (error) {
    await close();
    throw error;
  }
  return { port: portOf(server), close };
}

async function serve(
  routes: SandboxRoutes,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://sandbox");
  const method = request.method ?? "GET";
  if (method === "GET" && pathname === "/healthz") return sendJson(response, 200, { status: "ok" });
  if (method === "GET" && pathname === "/wsdl") return sendText(response, routes.wsdl);
  const body = await readBody(request);
  if (pathname.startsWith("/control/")) {
    const json = parseJson(body);
    if (json === invalidJson) return sendJson(response, 400, { error: "the body is not JSON" });
    const path = pathname.slice("/control".length);
    const answer = routes.control({ method, path, query: searchParams, body: json });
    return sendJson(response, answer.status, answer.body);
  }
  if (method === "POST") return routes.soap(body, request, response);
  return sendJson(response, 404, { error: "GET /wsdl, /healthz or /control/…, or POST SOAP" });
}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > requestBytesMax) throw new Error("the request is too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, size).toString("utf8");
}

const invalidJson = Symbol("invalid JSON");

function parseJson(body: string): unknown {
  if (body === "") return undefined;
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return invalidJson;
    throw error;
  }
}

function sendJson(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}

function sendText(response: http.ServerResponse, xml: string): void {
  response.writeHead(200, { "Content-Type": "text/xml; charset=utf-8" });
  response.end(xml);
}

function fail(response: http.ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  if (response.headersSent) response.destroy();
  else sendJson(response, 500, { error: message });
}
