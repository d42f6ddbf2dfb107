import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { gunzipSync } from "node:zlib";

import { countReuses, type HttpAgents } from "./http-agents";

export interface HttpRequest {
  /** POST where nothing is said. */
  readonly method?: "GET" | "POST" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export type HttpResult =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly headers: http.IncomingHttpHeaders;
      readonly body: string;
      discard(): void;
    }
  /** `sent` is true as soon as a byte of the request may have left this machine. */
  | { readonly kind: "failed"; readonly sent: boolean; readonly message: string };

const responseBytesMax = 8 * 1024 * 1024;

/** One request. Never throws: what went wrong, and whether the request had left, is in the result. */
export async function exchangeHttp(agents: HttpAgents, request: HttpRequest): Promise<HttpResult> {
  if (request.signal?.aborted) return { kind: "failed", sent: false, message: "aborted" };
  return new Promise((resolve) => runExchange(agents, request, resolve));
}

function runExchange(
  agents: HttpAgents,
  request: HttpRequest,
  resolve: (result: HttpResult) => void,
): void {
  const isTls = request.url.protocol === "https:";
  let sent = false;
  const clientRequest = openRequest(agents, request, isTls);
  const stop = (message: string): void => {
    clientRequest.destroy();
    settle({ kind: "failed", sent, message });
  };
  const timer = setTimeout(stop, request.timeoutMs, `no answer within ${request.timeoutMs} ms`);
  const onAbort = (): void => stop("aborted");
  const settle = (result: HttpResult): void => {
    clearTimeout(timer);
    request.signal?.removeEventListener("abort", onAbort);
    resolve(result);
  };
  request.signal?.addEventListener("abort", onAbort);
  clientRequest.on("socket", (socket) => {
    onConnected(socket, isTls, () => {
      sent = true;
    });
  });
  clientRequest.on("error", (error) => stop(describeError(error)));
  clientRequest.on("response", (response) => collectBody(response, settle, stop));
  clientRequest.end(request.body);
}

function openRequest(
  agents: HttpAgents,
  { url, headers, body, method = "POST" }: HttpRequest,
  isTls: boolean,
): http.ClientRequest {
  const options = {
    method,
    headers: { ...headers, "Content-Length": String(Buffer.byteLength(body)) },
  };
  return isTls
    ? https.request(url, { ...options, agent: agents.https })
    : http.request(url, { ...options, agent: agents.http });
}

/** What is written before the connection stands waits in the socket, so nothing has left yet. */
function onConnected(socket: Socket, isTls: boolean, whenConnected: () => void): void {
  const isHandshaking = "secureConnecting" in socket && socket.secureConnecting === true;
  if (!socket.connecting && !isHandshaking) whenConnected();
  else socket.once(isTls ? "secureConnect" : "connect", whenConnected);
}

function collectBody(
  response: http.IncomingMessage,
  settle: (result: HttpResult) => void,
  stop: (message: string) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const { socket } = response;
  const reused = countReuses(socket);
  response.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > responseBytesMax) stop(`the answer is larger than ${responseBytesMax} bytes`);
    else chunks.push(chunk);
  });
  response.on("error", (error) => stop(describeError(error)));
  response.on("end", () => {
    if (!response.complete) return stop("the answer was cut off");
    const body = readText(response, Buffer.concat(chunks, size));
    if (body === undefined) return stop("the answer cannot be unpacked");
    return settle({
      kind: "answered",
      status: response.statusCode ?? 0,
      headers: response.headers,
      body,
      discard: () => {
        // Another request may be on the connection by now: it is not to pay for this answer.
        if (countReuses(socket) === reused) socket.destroy();
      },
    });
  });
}

/** Unpacked where whoever asked said that it may be packed; undefined where that cannot be done. */
function readText({ headers }: http.IncomingMessage, bytes: Buffer): string | undefined {
  if (headers["content-encoding"] !== "gzip") return bytes.toString("utf8");
  try {
    return gunzipSync(bytes, { maxOutputLength: responseBytesMax }).toString("utf8");
  } catch {
    return undefined;
  }
}

function describeError(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? `${error.code}: ` : "";
  return `${code}${error.message}`;
}
