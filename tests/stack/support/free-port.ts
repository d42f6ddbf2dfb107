import { createServer, type Server } from "node:net";

import { poll } from "../../../scripts/stack/poll";

/** Listens on the port as soon as whoever holds it lets go. */
export async function snatchPort(port: number): Promise<Server> {
  return poll(() => listenOn(port), { timeoutMs: 5_000, intervalMs: 1 });
}

export async function listenOn(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
