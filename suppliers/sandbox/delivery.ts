import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** How an answer goes out, if at all. */
export type Delivery =
  | { readonly kind: "normal"; readonly delayMs?: number }
  | { readonly kind: "hang" | "reset" | "close" | "malformed" | "truncated" | "previous" }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "duplicate"; readonly delayMs: number }
  | { readonly kind: "trickle"; readonly chunkBytes: number; readonly intervalMs: number };

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** XML where nothing is said. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Outbox {
  deliver(response: ServerResponse, answer: Answer, delivery: Delivery): void;
  /** Nothing that waits is sent any more. */
  stop(): void;
}

const xmlType = "text/xml; charset=utf-8";

/** Sends answers as they are told to go; it remembers the last good one, to send it again. */
export function createOutbox(): Outbox {
  const timers = new Set<NodeJS.Timeout>();
  let previous = "";
  const later = (delayMs: number, run: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  };
  return {
    deliver: (response, answer, delivery) => {
      const { socket } = response;
      if (socket === null) return;
      const replaced = previous;
      if (delivery.kind === "normal") previous = answer.body;
      switch (delivery.kind) {
        case "normal":
          if (delivery.delayMs === undefined) return send(response, answer);
          return later(delivery.delayMs, () => send(response, answer));
        case "hang":
          return;
        case "reset":
          socket.resetAndDestroy();
          return;
        case "close":
          socket.end(() => socket.destroy());
          return;
        case "status":
          return send(response, {
            status: delivery.status,
            body: "",
            headers: delivery.headers ?? {},
          });
        case "malformed":
          return send(response, { ...answer, body: breakSyntax(answer.body) });
        case "truncated":
          return sendHalf(response, socket, answer);
        case "previous":
          return send(response, { ...answer, body: replaced });
        case "duplicate":
          response.on("finish", () =>
            later(delivery.delayMs, () => socket.write(toRawAnswer(answer))),
          );
          return send(response, answer);
        case "trickle":
          return sendInPieces(response, answer, delivery, later);
      }
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** An end tag of XML renamed; of JSON the last brace is gone. */
function breakSyntax(body: string): string {
  return body.startsWith("<")
    ? body.replace(/<\/[^>]*>/, "</broken>")
    : body.slice(0, body.lastIndexOf("}"));
}

function send(
  response: ServerResponse,
  { status, body, contentType = xmlType, headers }: Answer,
): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    ...headers,
    "Content-Type": contentType,
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
}

function sendHalf(
  response: ServerResponse,
  socket: Socket,
  { status, body, contentType = xmlType }: Answer,
): void {
  response.writeHead(status, {
    "Content-Type": contentType,
    "Content-Length": Buffer.byteLength(body),
  });
  response.write(body.slice(0, body.length / 2), () => socket.destroySoon());
}

function sendInPieces(
  response: ServerResponse,
  { status, body, contentType = xmlType }: Answer,
  { chunkBytes, intervalMs }: { readonly chunkBytes: number; readonly intervalMs: number },
  later: (delayMs: number, run: () => void) => void,
): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { "Content-Type": contentType, "Content-Length": bytes.length });
  const sendFrom = (start: number): void => {
    if (response.destroyed) return;
    response.write(bytes.subarray(start, start + chunkBytes));
    if (start + chunkBytes >= bytes.length) response.end();
    else later(intervalMs, () => sendFrom(start + chunkBytes));
  };
  sendFrom(0);
}

function toRawAnswer({ status, body, contentType = xmlType }: Answer): string {
  const head = [
    `HTTP/1.1 ${status} OK`,
    `Content-Type: ${contentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: keep-alive",
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}
