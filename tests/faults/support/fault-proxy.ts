import { once } from "node:events";
import type { Server, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** What a connection has said: the latest request, all of them, and what came back now. */
export interface Exchange {
  readonly request: Buffer;
  readonly conversation: string;
  readonly reply: Buffer;
}

/** A reply that the server has sent and the client does not get. */
export interface HeldReply {
  /** Resolves when the server has answered. */
  readonly reached: Promise<void>;
  release(): void;
  /** Cuts the connection: the client never learns the answer. */
  drop(): void;
}

export interface FaultProxy {
  readonly port: number;
  forwardTo(port: number): void;
  /** Keeps the first reply that matches, and whatever follows it on that connection. */
  holdReply(matches: (exchange: Exchange) => boolean): HeldReply;
  /** Nothing is waited for any more; a reply that was kept is lost with its connection. */
  forgetHolds(): void;
  /** Keeps all requests back from now on; the function returned throws those away, with their connections. */
  holdRequests(): () => void;
  close(): Promise<void>;
}

interface Line {
  readonly client: Socket;
  readonly server: Socket;
  conversation: string;
  request: Buffer;
  hasKeptRequests: boolean;
  hold: Hold | undefined;
}

interface Hold {
  readonly matches: (exchange: Exchange) => boolean;
  readonly kept: Buffer[];
  line: Line | undefined;
  onReached: () => void;
}

const host = "127.0.0.1";
const conversationLengthMax = 256 * 1024;

/** A TCP proxy that passes everything on, until it is told to keep something back. */
export async function startFaultProxy(): Promise<FaultProxy> {
  const lines = new Set<Line>();
  let target = 0;
  let holds: Hold[] = [];
  let isHoldingRequests = false;

  const onRequest = (line: Line, chunk: Buffer) => {
    line.request = chunk;
    line.conversation = (line.conversation + chunk.toString("latin1")).slice(
      -conversationLengthMax,
    );
    if (isHoldingRequests) line.hasKeptRequests = true;
    if (!line.hasKeptRequests) line.server.write(chunk);
  };
  const onReply = (line: Line, reply: Buffer) => {
    line.hold ??= holds.find(({ matches }) => matches({ ...line, reply }));
    if (line.hold === undefined) {
      line.client.write(reply);
      return;
    }
    holds = holds.filter((hold) => hold !== line.hold);
    line.hold.kept.push(reply);
    line.hold.line = line;
    line.hold.onReached();
  };
  const server = createServer((client) => {
    const line: Line = {
      client,
      server: connect({ host, port: target }),
      conversation: "",
      request: Buffer.alloc(0),
      hasKeptRequests: false,
      hold: undefined,
    };
    lines.add(line);
    join(line, { onRequest, onReply, onEnd: () => lines.delete(line) });
  });
  return {
    port: await listen(server),
    forwardTo: (port) => {
      target = port;
    },
    holdReply: (matches) => {
      const hold: Hold = { matches, kept: [], line: undefined, onReached: nobodyWaits };
      const reached = new Promise<void>((resolve) => {
        hold.onReached = resolve;
      });
      holds = [...holds, hold];
      return {
        reached,
        release: () => {
          holds = holds.filter((other) => other !== hold);
          if (hold.line !== undefined) hold.line.hold = undefined;
          for (const chunk of hold.kept.splice(0)) hold.line?.client.write(chunk);
        },
        drop: () => {
          hold.line?.client.destroy();
          hold.line?.server.destroy();
        },
      };
    },
    forgetHolds: () => {
      holds = [];
      for (const { client, server: upstream, hold } of lines) {
        if (hold === undefined) continue;
        client.destroy();
        upstream.destroy();
      }
    },
    holdRequests: () => {
      isHoldingRequests = true;
      return () => {
        isHoldingRequests = false;
        for (const { client, server: upstream, hasKeptRequests } of lines) {
          if (!hasKeptRequests) continue;
          client.destroy();
          upstream.destroy();
        }
      };
    },
    close: async () => {
      for (const { client, server: upstream } of lines) {
        client.destroy();
        upstream.destroy();
      }
      server.close();
      await once(server, "close");
    },
  };
}

function nobodyWaits(): void {}

/** What happens to one end happens to the other. */
function join(
  line: Line,
  on: {
    readonly onRequest: (line: Line, chunk: Buffer) => void;
    readonly onReply: (line: Line, chunk: Buffer) => void;
    readonly onEnd: () => void;
  },
): void {
  const { client, server } = line;
  client.on("data", (chunk: Buffer) => on.onRequest(line, chunk));
  server.on("data", (chunk: Buffer) => on.onReply(line, chunk));
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.setNoDelay(true);
    one.on("error", () => one.destroy());
    one.on("close", () => {
      other.destroySoon();
      on.onEnd();
    });
  }
}

async function listen(server: Server): Promise<number> {
  server.listen(0, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
