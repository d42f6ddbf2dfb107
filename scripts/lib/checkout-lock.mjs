import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { connect, createServer } from "node:net";

/** Runs the work while no other process does the same in this checkout. */
export async function withCheckoutLock(root, onWait, work) {
  // An abstract socket: the kernel frees the lock when its holder dies, however it dies.
  const hash = createHash("sha256").update(realpathSync(root)).digest("hex").slice(0, 40);
  const address = `\0travobooks/checkout/${hash}`;
  let server = await listen(address);
  if (!server) onWait();
  while (!server) {
    await untilClosed(address);
    server = await listen(address);
  }
  try {
    return await work();
  } finally {
    server.release();
  }
}

function listen(address) {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(address, () => {
      server.unref();
      resolve({
        release: () => {
          server.close();
          for (const socket of sockets) socket.destroy();
        },
      });
    });
  });
}

function untilClosed(address) {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.on("error", () => undefined);
    socket.once("close", resolve);
  });
}
