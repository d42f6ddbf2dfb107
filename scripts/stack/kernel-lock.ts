import { createHash } from "node:crypto";
import { connect, createServer, type Socket } from "node:net";

export type HeldLock = { release(): Promise<void> };

/**
 * Takes a machine-wide lock, or returns undefined when another process holds it.
 * The lock is an abstract Unix socket: the kernel frees it when its holder dies, however it dies.
 */
export async function tryLock(name: string): Promise<HeldLock | undefined> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.unref();
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  const taken = await new Promise<boolean>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(true) : reject(error),
    );
    server.listen(toAddress(name), () => resolve(false));
  });
  if (taken) return undefined;
  server.unref();
  return {
    release: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Runs the work while holding the lock, waiting for other holders first. */
export async function withLock<T>(
  name: string,
  work: () => Promise<T>,
  onWait: () => void = () => undefined,
): Promise<T> {
  let lock = await tryLock(name);
  if (!lock) onWait();
  while (!lock) {
    await untilReleased(name);
    lock = await tryLock(name);
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function untilReleased(name: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = connect(toAddress(name));
    socket.on("error", () => undefined);
    socket.once("close", () => resolve());
  });
}

// Abstract names are limited to 107 bytes, so what is locked is hashed into them.
function toAddress(name: string): string {
  return `\0travobooks/${createHash("sha256").update(name).digest("hex").slice(0, 40)}`;
}
