/** A directory of another's server, or of ours, in which files are put for us. Nothing is changed in it. */
export interface FileSource {
  /** What is there now, in no order; refused where it is more than anybody means to send. */
  list(): Promise<readonly ListedEntry[]>;
  /** Copies a file that was listed; it must still be what was listed when it has been copied. */
  fetch(entry: ListedEntry, to: FetchTarget): Promise<FetchedFile>;
  close(): void;
}

export interface ListedEntry {
  /** As the other side says it: judged before it is used. */
  readonly name: string;
  readonly kind: "file" | "directory" | "link" | "other";
  readonly byteSize: number;
  /** Seconds since 1970. */
  readonly modifiedAt: number;
}

export interface FetchTarget {
  /** A file that is made, or written over. */
  readonly path: string;
  readonly byteSizeMax: number;
  /** Told as bytes come. */
  readonly onProgress: () => void;
}

export interface FetchedFile {
  readonly byteSize: number;
  readonly sha256: string;
  /** The first bytes. */
  readonly beginning: Uint8Array;
}

export type FileSourceSettings =
  | {
      readonly kind: "sftp";
      readonly host: string;
      readonly port: number;
      readonly userName: string;
      /** On the server; relative to where the login leads. */
      readonly directory: string;
      /** `SHA256:…` of each key that the host may show. */
      readonly hostKeys: readonly string[];
      readonly credentials: SftpCredentials;
    }
  | {
      readonly kind: "folder";
      /** The public id of the partner, whose folder it is below. */
      readonly partner: string;
      readonly directory: string;
    };

export type SftpCredentials =
  | { readonly kind: "password"; readonly password: string }
  | { readonly kind: "private_key"; readonly privateKey: string; readonly passphrase?: string };

export type OpenFileSource = (settings: FileSourceSettings) => Promise<FileSource>;

/** What a source may fail with; the files that are quarantined for a fault of theirs are not among it. */
export type FileSourceProblem =
  | "address_refused"
  | "credentials_unreadable"
  | "directory_refused"
  | "folder_not_offered"
  | "host_key_differs"
  | "listing_too_long"
  | "login_refused"
  | "transfer_cut"
  | "unreachable";

/** These last until a person has changed something, here or there. */
const lasting: ReadonlySet<FileSourceProblem> = new Set([
  "address_refused",
  "credentials_unreadable",
  "directory_refused",
  "folder_not_offered",
  "host_key_differs",
  "listing_too_long",
  "login_refused",
]);

/** The source could not be used. */
export class FileSourceError extends Error {
  override readonly name = "FileSourceError";
  readonly code: FileSourceProblem;

  constructor(code: FileSourceProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get isLasting(): boolean {
    return lasting.has(this.code);
  }
}

/** The file is not, or no longer, what was listed: it is being written, or larger than is taken. */
export class ListedFileError extends Error {
  override readonly name = "ListedFileError";
  readonly code: "changing" | "not_a_file" | "too_large";

  constructor(code: ListedFileError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** More entries than this are listed by nobody who sends files of a settlement plan. */
export const listedEntriesMax = 10_000;
