import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import type { RequestOptions } from "node:http";
import { Agent, request } from "node:http";
import { join } from "node:path";

import type { Samples } from "../lib/measure";
import { takeSamples } from "../lib/measure";

export const contenders = [
  "bare",
  "api",
  "api without rate limits",
  "api without authentication",
] as const;
export type Contender = (typeof contenders)[number];

export interface ServerOptions {
  readonly contender: Contender;
  readonly partner: string;
  readonly partnerId: number;
  readonly authorization: string;
}

/** A round, and the processor's milliseconds that the server took for it. */
export type Round = Samples & { readonly processorMs: number };

export interface RunningServer {
  round(path: (index: number) => string, count: number, concurrency: number): Promise<Round>;
  end(): Promise<void>;
}

/** Each contender has a process of its own; what it logs goes nowhere, but it is written. */
export async function startServer(
  options: ServerOptions,
  env: NodeJS.ProcessEnv,
): Promise<RunningServer> {
  const child = fork(join(__dirname, "server-process.js"), {
    env,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const answer = once(child, "message");
  child.send(options);
  const port = Number((await answer)[0]);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const get = (path: string) => {
    const { authorization } = options;
    return read({ agent, port, path, headers: { authorization } });
  };
  return {
    round: async (path, count, concurrency) => {
      const before = await processorMsOf(child);
      const samples = await takeSamples(count, concurrency, (index) => get(path(index)));
      return { ...samples, processorMs: (await processorMsOf(child)) - before };
    },
    end: async () => {
      agent.destroy();
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}

async function processorMsOf(child: ChildProcess): Promise<number> {
  const answer = once(child, "message");
  child.send("processor");
  return Number((await answer)[0]);
}

function read(options: RequestOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(options, (response) => {
      response.resume();
      response.once("end", () =>
        response.statusCode === 200
          ? resolve()
          : reject(new Error(`${response.statusCode} where 200 was expected`)),
      );
    });
    call.once("error", reject);
    call.end();
  });
}
