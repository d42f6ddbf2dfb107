import { z } from "zod";

import { startRateFeedSandbox } from "../../suppliers/exchange-rates/sandbox";
import { runSandbox } from "./run-sandbox";

const environmentSchema = z.object({
  FX_SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(8092),
  FX_SANDBOX_HOST: z.string().default("127.0.0.1"),
});

async function start(): Promise<() => Promise<void>> {
  const { FX_SANDBOX_PORT: port, FX_SANDBOX_HOST: host } = environmentSchema.parse(process.env);
  const { stop, ...addresses } = await startRateFeedSandbox({ port, host });
  console.log(JSON.stringify({ sandbox: "exchange-rates", pid: process.pid, ...addresses }));
  return stop;
}

runSandbox(start);
