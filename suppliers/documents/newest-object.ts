import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { ListObjectsV2Command } from "@aws-sdk/client-s3";

import { parseStoreUrl } from "./open-document-store";
import type { S3StoreOptions } from "./s3-store";
import { createClient } from "./s3-store";

export interface FoundObject {
  readonly name: string;
  readonly at: Date;
  readonly sizeBytes: number;
}

/** The object written last in a folder or under a prefix; undefined where there is none. */
export async function findNewestObject(url: string): Promise<FoundObject | undefined> {
  const place = parseStoreUrl(url);
  const objects = place.kind === "folder" ? listFiles(place.folder) : listObjects(place.options);
  let newest: FoundObject | undefined;
  for await (const object of objects) {
    if (newest === undefined || object.at > newest.at) newest = object;
  }
  return newest;
}

async function* listFiles(folder: string): AsyncGenerator<FoundObject> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const { mtime, size } = await stat(join(entry.parentPath, entry.name));
    yield { name: entry.name, at: mtime, sizeBytes: size };
  }
}

async function* listObjects(options: S3StoreOptions): AsyncGenerator<FoundObject> {
  const client = createClient(options);
  let token: string | undefined;
  try {
    do {
      const page = await client.send(
        new ListObjectsV2Command({
          Bucket: options.bucket,
          ...(options.prefix === "" ? {} : { Prefix: `${options.prefix}/` }),
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      );
      for (const { Key: name = "", LastModified: at, Size: sizeBytes = 0 } of page.Contents ?? []) {
        if (at !== undefined) yield { name, at, sizeBytes };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  } finally {
    client.destroy();
  }
}
