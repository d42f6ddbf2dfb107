import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import type { Samples } from "../lib/measure";
import type { ContenderOptions, FromContender, ToContender } from "./contender";

export interface RunningContender {
  round(count: number, concurrency: number): Promise<Samples>;
  /** Ends its process; returns the most memory that this had, in megabytes. */
  end(): Promise<number>;
}

/** Each contender has a process of its own, so that its memory is its own too. */
export async function startContender(options: ContenderOptions): Promise<RunningContender> {
  const child = fork(join(__dirname, "contender-process.js"));
  const died = once(child, "exit").then(([code]): never => {
    throw new Error(`contender ${options.name} ended with ${String(code)}`);
  });
  // It ends in the end: only before its answer is that an error.
  died.catch(() => {});
  const ask = async (message: ToContender): Promise<FromContender> => {
    const answer = once(child, "message");
    child.send(message);
    const [reply]: FromContender[] = await Promise.race([answer, died]);
    if (reply === undefined) throw new Error(`contender ${options.name} says nothing`);
    return reply;
  };
  await ask({ kind: "begin", options });
  return {
    round: async (count, concurrency) => {
      const reply = await ask({ kind: "round", count, concurrency });
      if (reply.kind !== "samples") throw new Error(`samples were asked, not ${reply.kind}`);
      return reply.samples;
    },
    end: async () => {
      const reply = await ask({ kind: "end" });
      return reply.kind === "ended" ? reply.peakMemoryMb : 0;
    },
  };
}
