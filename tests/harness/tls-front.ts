import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { ClientHttp2Session, Http2SecureServer, ServerHttp2Stream } from "node:http2";
import { connect, constants, createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import type { SecureVersion } from "node:tls";

import type { Certificate } from "./certificates";

export interface TlsFront {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * A gateway before Temporal's frontend, which the development server lacks: ends TLS, and refuses
 * callers without the API key or a client certificate where it asks for them.
 */
export async function startTlsFront(options: {
  readonly upstream: string;
  readonly certificate: Certificate;
  readonly clientCa?: string;
  readonly apiKey?: string;
  readonly maxVersion?: SecureVersion;
}): Promise<TlsFront> {
  const { upstream, certificate, clientCa, apiKey, maxVersion } = options;
  const session = connect(`http://${upstream}`);
  const server = createSecureServer({
    cert: readFileSync(certificate.cert),
    key: readFileSync(certificate.key),
    ...(maxVersion === undefined
      ? {}
      : { maxVersion, minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" }),
    ...(clientCa === undefined
      ? {}
      : { ca: readFileSync(clientCa), requestCert: true, rejectUnauthorized: true }),
  });
  server.on("stream", (stream, headers) => {
    const isKnown = apiKey === undefined || headers.authorization === `Bearer ${apiKey}`;
    if (isKnown) forward(stream, session, headers);
    else refuse(stream);
  });
  server.on("sessionError", () => undefined);
  const sockets = trackSockets(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      session.destroy();
      for (const socket of sockets) socket.destroy();
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
}

function forward(
  stream: ServerHttp2Stream,
  session: ClientHttp2Session,
  headers: Parameters<ClientHttp2Session["request"]>[0],
): void {
  const request = session.request(headers);
  request.on("response", (answer) => stream.respond(answer, { waitForTrailers: true }));
  let trailers = {};
  request.on("trailers", (sent) => (trailers = sent));
  stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  for (const one of [stream, request]) one.on("error", () => undefined);
  stream.on("close", () => request.close(constants.NGHTTP2_CANCEL));
  stream.pipe(request);
  request.pipe(stream);
}

/** gRPC's UNAUTHENTICATED, as trailers only. */
function refuse(stream: ServerHttp2Stream): void {
  stream.respond(
    { ":status": 200, "content-type": "application/grpc", "grpc-status": "16" },
    { endStream: true },
  );
}

function trackSockets(server: Http2SecureServer) {
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  return sockets;
}
