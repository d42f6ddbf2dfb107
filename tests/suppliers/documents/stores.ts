import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { openDocumentStore } from "../../../suppliers/documents/open-document-store";
import type { DocumentStore } from "../../../suppliers/documents/port";

export interface StoreFixture {
  readonly store: DocumentStore;
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

interface S3Server {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}

// s3rver 3.7 ships no types.
const S3rver = createRequire(__filename)("s3rver") as new (options: object) => S3Server;

export async function startFileStore(): Promise<StoreFixture> {
  const folder = await mkdtemp(join(tmpdir(), "travobooks-documents-"));
  const store = openDocumentStore(pathToFileURL(folder).href);
  return { store, folder, stop: () => rm(folder, { recursive: true }) };
}

export async function startS3Store(): Promise<StoreFixture> {
  const folder = await mkdtemp(join(tmpdir(), "travobooks-s3-"));
  const server = new S3rver({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory: folder,
    configureBuckets: [{ name: "documents" }],
  });
  const { port } = await server.run();
  useS3Credentials();
  const endpoint = encodeURIComponent(`http://127.0.0.1:${port}`);
  const store = openDocumentStore(
    `s3://documents/some/prefix?endpoint=${endpoint}&forcePathStyle=true`,
  );
  const stop = async () => {
    store.close();
    await server.close();
    await rm(folder, { recursive: true });
  };
  return { store, folder, stop };
}

/** s3rver's own pair; the SDK reads it from the environment as in production. */
export function useS3Credentials(): void {
  process.env["AWS_ACCESS_KEY_ID"] = "S3RVER";
  process.env["AWS_SECRET_ACCESS_KEY"] = "S3RVER";
}
