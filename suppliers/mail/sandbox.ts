import type { Server } from "node:http";
import type { Server as NetServer } from "node:net";

import type { SMTPServer } from "smtp-server";

import { createControlServer } from "./sandbox-control";
import { createFaultList } from "./sandbox-faults";
import { createSmtpSink } from "./sandbox-smtp";
import { openSinkStore } from "./sandbox-store";

export interface SmtpSinkOptions {
  /** 0 for any free port, as for the control port. */
  readonly smtpPort: number;
  readonly controlPort: number;
  readonly folder: string;
  readonly now?: () => Date;
}

export interface SmtpSink {
  readonly smtpPort: number;
  readonly controlPort: number;
  readonly smtpUrl: string;
  readonly controlUrl: string;
  stop(): Promise<void>;
}

const host = "127.0.0.1";

/** A mail server that delivers to nobody and remembers everything, with faults on demand. */
export async function startSmtpSink(options: SmtpSinkOptions): Promise<SmtpSink> {
  const store = await openSinkStore(options.folder);
  const deps = { store, faults: createFaultList(), now: options.now ?? (() => new Date()) };
  const smtp = createSmtpSink(deps);
  // A client that resets its connection is no reason for the sink to end.
  smtp.on("error", () => {});
  const control = createControlServer(deps);
  const smtpPort = await listen(smtp.server, () => smtp.listen(options.smtpPort, host));
  const controlPort = await listen(control, () => control.listen(options.controlPort, host));
  return {
    smtpPort,
    controlPort,
    smtpUrl: `smtp://${host}:${smtpPort}`,
    controlUrl: `http://${host}:${controlPort}`,
    async stop() {
      await Promise.all([closeSmtp(smtp), closeControl(control)]);
      await store.close();
    },
  };
}

function listen(server: NetServer, start: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("listening", () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
    start();
  });
}

function closeSmtp(smtp: SMTPServer): Promise<void> {
  return new Promise((resolve) => {
    smtp.close(() => resolve());
  });
}

function closeControl(control: Server): Promise<void> {
  return new Promise((resolve) => {
    control.close(() => resolve());
    control.closeAllConnections();
  });
}
