import type { Server as HttpServer } from "node:http";
import type { Server, Socket } from "node:net";

import { invariant } from "../../domain/invariant";

/** The port that the server listens on: a free one where 0 was asked for. */
export async function listenOn(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return portOf(server);
}

export function portOf(server: Server): number {
  const address = server.address();
  invariant(typeof address === "object" && address !== null, "the server listens on a port");
  return address.port;
}

/** Those that are open: a sandbox that ends cuts them off. */
export function trackSockets(server: HttpServer): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A client may go at any time; what is written to it then is nobody's loss.
    socket.on("error", () => socket.destroy());
  });
  return sockets;
}
