import { takeSamples } from "../lib/measure";
import { createBareInsert, createBareTransaction } from "./bare-posting";
import type { Contender, ContenderOptions, FromContender, ToContender } from "./contender";
import { createReader } from "./reading";
import { createBatchWriter, createWriter } from "./writing";

let contender: Contender | undefined;

process.on("message", (message: ToContender) => {
  reply(message).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
});

async function reply(message: ToContender): Promise<void> {
  const said = await answer(message);
  process.send?.(said, () => {
    if (said.kind === "ended") process.disconnect();
  });
}

async function answer(message: ToContender): Promise<FromContender> {
  switch (message.kind) {
    case "begin":
      contender = await createContender(message.options);
      return { kind: "ready" };
    case "round": {
      const { step } = required(contender);
      const samples = await takeSamples(message.count, message.concurrency, step);
      return { kind: "samples", samples };
    }
    case "end":
      await required(contender).close();
      return { kind: "ended", peakMemoryMb: process.resourceUsage().maxRSS / 1024 };
  }
}

function createContender(options: ContenderOptions): Promise<Contender> {
  switch (options.name) {
    case "writer":
      return createWriter(options);
    case "bare transaction":
      return createBareTransaction(options);
    case "batch writer":
      return createBatchWriter(options);
    case "bare multi-row insert":
      return createBareInsert(options);
    case "trial balance":
    case "balance sheet":
    case "account ledger":
    case "receivables aging":
    case "payables aging":
    case "customer statement":
    case "supplier statement":
    case "deferred revenue":
    case "tax summary":
    case "naive group by":
      return createReader(options.name, options);
  }
}

function required(one: Contender | undefined): Contender {
  if (one === undefined) throw new Error("a contender begins before it is measured");
  return one;
}
