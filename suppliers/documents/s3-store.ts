import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";

import type { ServerSideEncryption } from "@aws-sdk/client-s3";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

import {
  assertSameContent,
  createDigestCheck,
  parseNewDocument,
  parseNewFile,
} from "./document-content";
import { parseDocumentKey } from "./document-key";
import type { DocumentMetadata, DocumentStore, PutOutcome, StoredDocument } from "./port";
import { DocumentError } from "./port";

export interface S3StoreOptions {
  readonly bucket: string;
  /** Goes before every key; empty for none. */
  readonly prefix: string;
  readonly region: string;
  /** Of a server other than AWS. */
  readonly endpoint?: string;
  /** `http://host/bucket/key`, as MinIO wants it. */
  readonly forcePathStyle: boolean;
  readonly encryption?: ServerSideEncryption;
  readonly kmsKeyId?: string;
}

interface Bucket {
  readonly client: S3Client;
  readonly options: S3StoreOptions;
}

// SigV4 allows a signed link one week at most.
const expirySecondsMax = 604_800;
const connectTimeoutMs = 5_000;
const requestTimeoutMs = 30_000;

/** Credentials come from the usual AWS environment. */
export function createS3Store(options: S3StoreOptions): DocumentStore {
  const bucket = { client: createClient(options), options };
  return {
    async put(document) {
      return putObject(bucket, parseNewDocument(document), () => document.body);
    },
    async putFile(document) {
      return putObject(bucket, await parseNewFile(document), () => createReadStream(document.path));
    },
    get: (key) => getObject(bucket, key),
    head: (key) => headObject(bucket, key),
    async remove(key) {
      await bucket.client.send(new DeleteObjectCommand(addressOf(bucket, key)));
    },
    presign(key, { expiresInSeconds, downloadName }) {
      assertExpiry(expiresInSeconds);
      const command = new GetObjectCommand({
        ...addressOf(bucket, key),
        ResponseContentDisposition: formatDisposition(downloadName),
      });
      return getSignedUrl(bucket.client, command, { expiresIn: expiresInSeconds });
    },
    close: () => bucket.client.destroy(),
  };
}

export function createClient({ region, endpoint, forcePathStyle }: S3StoreOptions): S3Client {
  return new S3Client({
    region,
    forcePathStyle,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: connectTimeoutMs, requestTimeout: requestTimeoutMs },
    ...(endpoint === undefined ? {} : { endpoint }),
  });
}

function addressOf({ options }: Bucket, key: string): { Bucket: string; Key: string } {
  parseDocumentKey(key);
  const { bucket, prefix } = options;
  return { Bucket: bucket, Key: prefix === "" ? key : `${prefix}/${key}` };
}

type ObjectBody = Uint8Array | Readable;

async function putObject(
  bucket: Bucket,
  offered: DocumentMetadata,
  open: () => ObjectBody,
): Promise<PutOutcome> {
  const stored = await headObject(bucket, offered.key);
  if (stored) {
    assertSameContent(stored, offered);
    return { kind: "unchanged" };
  }
  try {
    await bucket.client.send(toPutCommand(bucket, offered, open()));
    return { kind: "stored" };
  } catch (error) {
    if (!lostRace(error)) throw error;
    const winner = await headObject(bucket, offered.key);
    if (!winner) throw error;
    assertSameContent(winner, offered);
    return { kind: "unchanged" };
  }
}

function toPutCommand(
  bucket: Bucket,
  document: DocumentMetadata,
  body: ObjectBody,
): PutObjectCommand {
  const { encryption, kmsKeyId } = bucket.options;
  return new PutObjectCommand({
    ...addressOf(bucket, document.key),
    Body: body,
    ContentType: document.contentType,
    ContentLength: document.sizeBytes,
    ChecksumSHA256: Buffer.from(document.sha256, "hex").toString("base64"),
    Metadata: { sha256: document.sha256 },
    // S3 and MinIO then refuse a second writer; a server that knows no conditions ignores it.
    IfNoneMatch: "*",
    ...(encryption === undefined ? {} : { ServerSideEncryption: encryption }),
    ...(kmsKeyId === undefined ? {} : { SSEKMSKeyId: kmsKeyId }),
  });
}

/** 412: the key exists by now. 409: another conditional write is under way. */
function lostRace(error: unknown): boolean {
  return hasStatus(error, 412) || hasStatus(error, 409);
}

async function headObject(bucket: Bucket, key: string): Promise<DocumentMetadata | undefined> {
  try {
    const head = await bucket.client.send(new HeadObjectCommand(addressOf(bucket, key)));
    return toMetadata(key, head);
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

async function getObject(bucket: Bucket, key: string): Promise<StoredDocument> {
  try {
    const found = await bucket.client.send(new GetObjectCommand(addressOf(bucket, key)));
    const metadata = toMetadata(key, found);
    const check = createDigestCheck(metadata);
    // The error of either end reaches the reader through the check, which pipeline destroys with it.
    pipeline(found.Body instanceof Readable ? found.Body : Readable.from([]), check, () => {});
    return { metadata, stream: check };
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
    throw new DocumentError("NOT_FOUND", `There is no document ${key}.`, { cause: error });
  }
}

interface ObjectHeaders {
  readonly ContentType?: string | undefined;
  readonly ContentLength?: number | undefined;
  readonly Metadata?: Record<string, string> | undefined;
}

/** An object that somebody else put there has no digest; it is never taken for one of ours. */
function toMetadata(key: string, headers: ObjectHeaders): DocumentMetadata {
  return {
    key,
    contentType: headers.ContentType ?? "application/octet-stream",
    sizeBytes: headers.ContentLength ?? 0,
    sha256: headers.Metadata?.["sha256"] ?? "",
  };
}

function assertExpiry(expiresInSeconds: number): void {
  const whole = Number.isInteger(expiresInSeconds);
  if (whole && expiresInSeconds >= 1 && expiresInSeconds <= expirySecondsMax) return;
  throw new DocumentError(
    "EXPIRY_INVALID",
    `A link lives 1 to ${expirySecondsMax} seconds, not ${expiresInSeconds}.`,
  );
}

/** RFC 6266: an ASCII name for old clients, and the name itself in UTF-8. */
function formatDisposition(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, encodeCharacter);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function encodeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function hasStatus(error: unknown, status: number): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
}
