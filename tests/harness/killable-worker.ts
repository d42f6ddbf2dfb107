import { spawn } from "node:child_process";
import { once } from "node:events";

import { testEnvironment } from "./environment";
import type { TestApp } from "./test-app";

export interface KillableWorker {
  /** Ends it as a crash does; nothing where it has ended. */
  kill(): Promise<void>;
}

/** A worker of the tests' stack as a process of its own: `dist/workers/{entry}.js`. */
export function startWorkerProcess(
  { documentStoreUrl, smtpUrl }: Pick<TestApp, "documentStoreUrl" | "smtpUrl">,
  entry: string,
  {
    queues = [],
    environment = {},
  }: {
    readonly queues?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): KillableWorker {
  const test = testEnvironment();
  const worker = spawn(process.execPath, [`dist/workers/${entry}.js`, ...queues], {
    env: {
      ...process.env,
      DATABASE_URL: test.databaseUrl,
      REDIS_URL: test.redisUrl,
      TEMPORAL_ADDRESS: test.temporalAddress,
      TEMPORAL_NAMESPACE: test.temporalNamespace,
      ENCRYPTION_KEYS: test.encryptionKeys,
      DOCUMENT_STORE_URL: documentStoreUrl,
      SMTP_URL: smtpUrl,
      WORKER_ADMIN_PORT: "0",
      LOG_LEVEL: "fatal",
      ...environment,
    },
    stdio: "ignore",
  });
  return {
    kill: async () => {
      if (worker.exitCode !== null || worker.signalCode !== null) return;
      const exited = once(worker, "exit");
      worker.kill("SIGKILL");
      await exited;
    },
  };
}
