import { z } from "zod";

import { startSmtpSink } from "../../suppliers/mail/sandbox";
import { runSandbox } from "./run-sandbox";

const environmentSchema = z.object({
  SMTP_SINK_PORT: z.coerce.number().int().min(0).max(65_535).default(2525),
  SMTP_SINK_CONTROL_PORT: z.coerce.number().int().min(0).max(65_535).default(2580),
  SMTP_SINK_DIRECTORY: z.string().min(1).default(".travobooks/mail"),
});

async function start(): Promise<() => Promise<void>> {
  const environment = environmentSchema.parse(process.env);
  const { stop, ...ports } = await startSmtpSink({
    smtpPort: environment.SMTP_SINK_PORT,
    controlPort: environment.SMTP_SINK_CONTROL_PORT,
    folder: environment.SMTP_SINK_DIRECTORY,
  });
  console.log(JSON.stringify({ sandbox: "smtp", pid: process.pid, ...ports }));
  return stop;
}

runSandbox(start);
