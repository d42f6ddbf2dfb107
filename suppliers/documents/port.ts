import type { Readable } from "node:stream";

/** A folder or an S3 bucket: documents are written once, never changed, and kept once they are named. */
export interface DocumentStore {
  /**
   * Stores the bytes under their key. The same bytes again change nothing; other bytes under a
   * key that exists are refused (`KEY_TAKEN`), as are bytes that don't have the stated digest.
   */
  put(document: NewDocument): Promise<PutOutcome>;
  /** The same of bytes that lie in a file, however many they are. */
  putFile(document: NewFileDocument): Promise<PutOutcome>;
  /** Throws `NOT_FOUND`. The stream fails at its end where the bytes aren't those that were put. */
  get(key: string): Promise<StoredDocument>;
  head(key: string): Promise<DocumentMetadata | undefined>;
  /** For what nothing names, such as the file of an attempt that came to nothing; absent is fine. */
  remove(key: string): Promise<void>;
  /** A link that needs no credentials, or undefined where the store cannot give one. */
  presign(key: string, options: PresignOptions): Promise<string | undefined>;
  close(): void;
}

export interface NewDocument {
  /** See document-key.ts. */
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  /** Of the body, 64 hexadecimal digits in lower case. */
  readonly sha256: string;
}

export interface NewFileDocument extends DocumentMetadata {
  /** Where the bytes are read from; the file stays where it is. */
  readonly path: string;
}

export interface PutOutcome {
  readonly kind: "stored" | "unchanged";
}

export interface DocumentMetadata {
  readonly key: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface StoredDocument {
  readonly metadata: DocumentMetadata;
  readonly stream: Readable;
}

export interface PresignOptions {
  readonly expiresInSeconds: number;
  /** The name the browser saves it under. */
  readonly downloadName: string;
}

export type DocumentErrorCode =
  | "CONTENT_TYPE_INVALID"
  | "DIGEST_MISMATCH"
  | "EXPIRY_INVALID"
  | "KEY_INVALID"
  | "KEY_TAKEN"
  | "NOT_FOUND"
  | "STORE_URL_INVALID";

/** A permanent refusal; what the network or the disk does is thrown as it comes. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
  readonly code: DocumentErrorCode;

  constructor(code: DocumentErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
