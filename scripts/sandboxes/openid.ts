import { z } from "zod";

import { startOpenIdSandbox } from "../../suppliers/openid/sandbox";
import { runSandbox } from "./run-sandbox";

const environmentSchema = z.object({
  OPENID_SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(8093),
  OPENID_SANDBOX_HOST: z.string().default("127.0.0.1"),
});

async function start(): Promise<() => Promise<void>> {
  const { OPENID_SANDBOX_PORT: port, OPENID_SANDBOX_HOST: host } = environmentSchema.parse(
    process.env,
  );
  const { stop, ...addresses } = await startOpenIdSandbox({ port, host });
  console.log(JSON.stringify({ sandbox: "openid", pid: process.pid, ...addresses }));
  return stop;
}

runSandbox(start);
