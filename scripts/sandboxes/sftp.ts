import { z } from "zod";

import { startSftpSandbox } from "../../suppliers/files/sandbox";
import { runSandbox } from "./run-sandbox";

const environmentSchema = z.object({
  SFTP_SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(8094),
  SFTP_SANDBOX_CONTROL_PORT: z.coerce.number().int().min(0).max(65_535).default(8095),
  SFTP_SANDBOX_HOST: z.string().default("127.0.0.1"),
  SFTP_SANDBOX_STATE: z.string().default(".travobooks/sandbox-sftp"),
});

async function start(): Promise<() => Promise<void>> {
  const {
    SFTP_SANDBOX_PORT: port,
    SFTP_SANDBOX_CONTROL_PORT: controlPort,
    SFTP_SANDBOX_HOST: host,
    SFTP_SANDBOX_STATE: stateDirectory,
  } = environmentSchema.parse(process.env);
  const sandbox = await startSftpSandbox({ port, controlPort, host, stateDirectory });
  const { controlUrl, stop } = sandbox;
  const addresses = { port: sandbox.port, controlUrl };
  console.log(JSON.stringify({ sandbox: "sftp", pid: process.pid, ...addresses }));
  return stop;
}

runSandbox(start);
