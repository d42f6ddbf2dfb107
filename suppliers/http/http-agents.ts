import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";

export interface HttpAgents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** First in, first out: the other order hands out a connection that was just destroyed. */
const scheduling = "fifo";
const agentOptions = {
  keepAlive: true,
  maxSockets: 64,
  maxFreeSockets: 16,
  timeout: 60_000,
  scheduling,
} as const;

const reuses = new WeakMap<Duplex, number>();

/** How often a kept connection was handed to another request. */
export function countReuses(socket: Duplex): number {
  return reuses.get(socket) ?? 0;
}

let sharedAgents: HttpAgents | undefined;
let sharedAgentsUsers = 0;

/** Connections are kept alive and shared by all partners of this process. */
export function acquireAgents(): { readonly agents: HttpAgents; release(): void } {
  sharedAgents ??= {
    http: closeOnUnasked(new http.Agent(agentOptions)),
    https: closeOnUnasked(new https.Agent(agentOptions)),
  };
  sharedAgentsUsers += 1;
  const agents = sharedAgents;
  let released = false;
  return {
    agents,
    release: () => {
      if (released) return;
      released = true;
      sharedAgentsUsers -= 1;
      if (sharedAgentsUsers > 0) return;
      agents.http.destroy();
      agents.https.destroy();
      sharedAgents = undefined;
    },
  };
}

/**
 * Closes an idle connection on which something arrives: Node would keep an answer that was
 * written twice and take it for the answer to the next request.
 */
function closeOnUnasked<T extends http.Agent>(agent: T): T {
  const { keepSocketAlive, reuseSocket } = agent;
  agent.keepSocketAlive = (socket) => {
    if (socket.readableLength > 0) return false;
    socket.on("data", destroySocket);
    return keepSocketAlive.call(agent, socket);
  };
  agent.reuseSocket = (socket, request) => {
    reuses.set(socket, countReuses(socket) + 1);
    socket.off("data", destroySocket);
    reuseSocket.call(agent, socket, request);
  };
  return agent;
}

function destroySocket(this: Duplex): void {
  this.destroy();
}
