import type { Server, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export type ProxyMode =
  | { readonly kind: "pass" }
  /** Every piece of data waits this long, in both directions. */
  | { readonly kind: "delay"; readonly delayMs: number }
  /** Nothing passes in either direction; connections stay open, and new ones are accepted. */
  | { readonly kind: "blackhole" }
  /** Every connection is reset, and each new one as soon as it is made. */
  | { readonly kind: "reset" }
  /**
   * A request that matches reaches the server, which does what it asks; its reply is dropped and
   * the client's connection is reset. `times` times, then everything passes.
   */
  | { readonly kind: "dropReply"; readonly matching: RegExp; readonly times: number };

export interface FaultProxy {
  readonly port: number;
  /** Takes effect for open connections and for new ones. */
  setMode(mode: ProxyMode): void;
  /** How many replies were dropped since the start. */
  droppedCount(): number;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** A request has matched: the next that the server says is dropped. */
  dropping: boolean;
}

/** A TCP proxy that breaks connections the way networks do, for any protocol of the stack. */
export async function startFaultProxy(target: {
  readonly host: string;
  readonly port: number;
  /** Told of each piece that the client sends, as it arrives. */
  readonly onRequest?: (data: Buffer) => void;
}): Promise<FaultProxy> {
  const pairs = new Set<Pair>();
  let mode: ProxyMode = { kind: "pass" };
  let dropped = 0;

  const toServer = async (pair: Pair, data: Buffer): Promise<void> => {
    target.onRequest?.(data);
    if (mode.kind === "blackhole") return;
    if (mode.kind === "delay") await delay(mode.delayMs);
    if (mode.kind === "dropReply" && mode.matching.test(data.toString("latin1"))) {
      pair.dropping = true;
      mode = mode.times > 1 ? { ...mode, times: mode.times - 1 } : { kind: "pass" };
    }
    pair.server.write(data);
  };
  const toClient = async (pair: Pair, data: Buffer): Promise<void> => {
    if (pair.dropping) {
      dropped += 1;
      destroy(pair);
      return;
    }
    if (mode.kind === "blackhole") return;
    if (mode.kind === "delay") await delay(mode.delayMs);
    pair.client.write(data);
  };
  const accept = (client: Socket): void => {
    if (mode.kind === "reset") {
      client.on("error", ignore);
      client.resetAndDestroy();
      return;
    }
    const server = connect(target.port, target.host);
    const pair: Pair = { client, server, dropping: false };
    pairs.add(pair);
    client.on("data", (data: Buffer) => void toServer(pair, data));
    server.on("data", (data: Buffer) => void toClient(pair, data));
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on("error", ignore);
      socket.on("close", () => {
        pairs.delete(pair);
        destroy(pair);
      });
    }
  };

  const listener = createServer(accept);
  const port = await listen(listener);
  return {
    port,
    setMode: (next) => {
      mode = next;
      if (next.kind === "reset") for (const pair of pairs) destroy(pair);
    },
    droppedCount: () => dropped,
    close: async () => {
      for (const pair of pairs) destroy(pair);
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
}

function destroy({ client, server }: Pair): void {
  client.resetAndDestroy();
  server.destroy();
}

function ignore(): void {}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address === "string" || address === null) throw new Error("no port to listen on");
  return address.port;
}
