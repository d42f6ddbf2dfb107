import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";

import { z } from "zod";

import { createFileStore } from "./file-store";
import type { DocumentStore } from "./port";
import { DocumentError } from "./port";
import type { S3StoreOptions } from "./s3-store";
import { createS3Store } from "./s3-store";

const s3QuerySchema = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  region: z.string().min(1).default("us-east-1"),
  forcePathStyle: z.enum(["true", "false"]).default("false"),
  sse: z.enum(["AES256", "aws:kms", "aws:kms:dsse"]).optional(),
  kmsKeyId: z.string().min(1).optional(),
});
const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const prefixPattern = /^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*$/;

/**
 * `file:///var/lib/travobooks/documents`, or
 * `s3://bucket/prefix?endpoint=…&region=…&forcePathStyle=true&sse=aws:kms&kmsKeyId=…`.
 */
export function openDocumentStore(url: string): DocumentStore {
  const place = parseStoreUrl(url);
  return place.kind === "folder" ? createFileStore(place.folder) : createS3Store(place.options);
}

export type StorePlace =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "bucket"; readonly options: S3StoreOptions };

export function parseStoreUrl(url: string): StorePlace {
  const location = URL.canParse(url) ? new URL(url) : undefined;
  if (location?.protocol === "file:") return { kind: "folder", folder: parseFolder(location) };
  if (location?.protocol === "s3:") return { kind: "bucket", options: parseS3(location) };
  throw refuse("A document store is file:///… or s3://….");
}

function parseFolder(location: URL): string {
  if (location.host !== "" || location.search !== "") {
    throw refuse("A folder store is file:/// and an absolute path, nothing more.");
  }
  const folder = fileURLToPath(location);
  if (!isAbsolute(folder) || folder === "/") throw refuse("A folder store needs a folder.");
  return folder;
}

function parseS3(location: URL): S3StoreOptions {
  const prefix = location.pathname.replaceAll(/^\/+|\/+$/g, "");
  if (location.username !== "" || location.password !== "") {
    throw refuse("Credentials come from the AWS environment, never from the URL.");
  }
  if (!bucketPattern.test(location.hostname) || location.port !== "") {
    throw refuse("s3:// is followed by the name of a bucket.");
  }
  if (prefix !== "" && !prefixPattern.test(prefix)) throw refuse("The prefix is not a plain path.");
  const query = s3QuerySchema.safeParse(Object.fromEntries(location.searchParams));
  if (!query.success) throw refuse(z.prettifyError(query.error));
  const { endpoint, region, forcePathStyle, sse, kmsKeyId } = query.data;
  return {
    bucket: location.hostname,
    prefix,
    region,
    forcePathStyle: forcePathStyle === "true",
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(sse === undefined ? {} : { encryption: sse }),
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  };
}

function refuse(message: string): DocumentError {
  return new DocumentError("STORE_URL_INVALID", message);
}
