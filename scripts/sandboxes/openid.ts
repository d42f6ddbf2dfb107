import { z } from "zod";

import { startOpenIdSandbox } from "../../suppliers/openid/sandbox";

const environmentSchema = z.object({
  OPENID_SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(8093),
  OPENID_SANDBOX_HOST: z.string().default("127.0.0.1"),
});

async function main(): Promise<void> {
  const { OPENID_SANDBOX_PORT: port, OPENID_SANDBOX_HOST: host } = environmentSchema.parse(
    process.env,
  );
  const { stop, ...addresses } = await startOpenIdSandbox({ port, host });
  const end = () => {
    stop().catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  console.log(JSON.stringify({ sandbox: "openid", pid: process.pid, ...addresses }));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
