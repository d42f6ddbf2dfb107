import type { LogEntry } from "@temporalio/worker";
import { DefaultLogger } from "@temporalio/worker";
import type { Logger } from "pino";

/** Lets the SDK and the workflows log where everything else does; its chatter stays out. */
export function toTemporalLogger(logger: Logger): DefaultLogger {
  return new DefaultLogger("WARN", ({ level, message, meta }: LogEntry) => {
    const write = level === "ERROR" ? logger.error : logger.warn;
    write.call(logger, { ...meta }, message);
  });
}
