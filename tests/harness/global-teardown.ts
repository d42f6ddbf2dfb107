import { findUnknownKeys } from "./redis-keys";

/** Database 0 is the stack's own; each jest worker has its own besides. */
const redisDatabases = [0, 1, 2];

export default async function tearDown(): Promise<void> {
  const url = process.env["REDIS_URL"];
  const unknown = url === undefined ? [] : await findUnknownKeys(url, redisDatabases);
  await globalThis.testStack?.stop();
  if (unknown.length > 0) {
    throw new Error(`Keys in Redis that docs/operations.md does not know: ${unknown.join(", ")}`);
  }
}
