import { createServer, type Server } from "node:net";

import { type HeldLock, tryLock } from "./kernel-lock";
import { StackError } from "./stack-error";

const attemptCountMax = 500;
const portMax = 65_535;

export type PortClaim = {
  port: number;
  /** Stops holding the port open, so that the process it is meant for can listen on it. */
  open(): Promise<void>;
  release(): Promise<void>;
};

/** Claims the wanted port, or the next one that nobody listens on and no other stack has claimed. */
export async function claimPort(wanted: number): Promise<PortClaim> {
  for (let port = wanted; port <= portMax && port < wanted + attemptCountMax; port += 1) {
    const lock = await tryLock(`port/${port}`);
    if (!lock) continue;
    const placeholder = await listen(port);
    if (placeholder) return toClaim(port, lock, placeholder);
    await lock.release();
  }
  throw new StackError(
    `No free port between ${wanted} and ${Math.min(wanted + attemptCountMax, portMax)} on 127.0.0.1.`,
  );
}

export async function isPortFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (!server) return false;
  await close(server);
  return true;
}

function toClaim(port: number, lock: HeldLock, placeholder: Server): PortClaim {
  let closing: Promise<void> | undefined;
  const open = async () => {
    closing ??= close(placeholder);
    await closing;
  };
  return {
    port,
    open,
    release: async () => {
      await open();
      await lock.release();
    },
  };
}

async function listen(port: number): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(undefined) : reject(error),
    );
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.unref();
      resolve(server);
    });
  });
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}
