import { posix } from "node:path";

import type { FileEntryWithStats, SFTPWrapper, Stats } from "ssh2";

import { assertAsListed, copyStream } from "./copy-stream";
import type { FileSource, ListedEntry } from "./port";
import { FileSourceError, ListedFileError, listedEntriesMax } from "./port";
import type { SftpConnection, SftpRules, SftpSettings } from "./sftp-connection";
import { connectSftp } from "./sftp-connection";

/** Of SSH_FXP_STATUS (draft-ietf-secsh-filexfer-02, 7). */
const statusCodes = { endOfFile: 1, noSuchFile: 2, permissionDenied: 3 } as const;

/** A directory of an SFTP server. */
export async function openSftpSource(
  settings: SftpSettings,
  rules: SftpRules,
): Promise<FileSource> {
  const connection = await connectSftp(settings, rules);
  const { directory } = settings;
  return {
    list: () => list(connection, directory),
    fetch: (entry, target) =>
      telling(() =>
        connection.guard(async (alive) => {
          const path = posix.join(directory, entry.name);
          const { sftp } = connection;
          const before = await toPromise<Stats>((done) => sftp.lstat(path, done));
          assertAsListed(toFacts(before), entry, target.byteSizeMax);
          const onProgress = () => {
            alive();
            target.onProgress();
          };
          const stream = sftp.createReadStream(path);
          const fetched = await copyStream(stream, entry, { ...target, onProgress });
          const after = await toPromise<Stats>((done) => sftp.lstat(path, done));
          assertAsListed(toFacts(after), entry, target.byteSizeMax);
          return fetched;
        }),
      ),
    close: () => connection.close(),
  };
}

/** Read in parts, so that a listing without end is given up rather than kept. */
async function list(
  { sftp, guard }: SftpConnection,
  directory: string,
): Promise<readonly ListedEntry[]> {
  return telling(() =>
    guard(async (alive) => {
      const handle = await openDirectory(sftp, directory);
      const entries: ListedEntry[] = [];
      for (;;) {
        const part = await readPart(sftp, handle);
        if (part === undefined) return entries;
        alive();
        entries.push(...part.map(({ filename: name, attrs }) => ({ name, ...toFacts(attrs) })));
        if (entries.length > listedEntriesMax) {
          throw new FileSourceError("listing_too_long", `More than ${listedEntriesMax} entries.`);
        }
      }
    }),
  );
}

async function openDirectory(sftp: SFTPWrapper, directory: string): Promise<Buffer> {
  try {
    return await toPromise<Buffer>((done) => sftp.opendir(directory, done));
  } catch (error) {
    const status = statusOf(error);
    if (status !== statusCodes.noSuchFile && status !== statusCodes.permissionDenied) throw error;
    const message = `The directory ${directory} is not there, or not for this login.`;
    throw new FileSourceError("directory_refused", message, { cause: error });
  }
}

async function readPart(
  sftp: SFTPWrapper,
  handle: Buffer,
): Promise<readonly FileEntryWithStats[] | undefined> {
  try {
    return await toPromise<FileEntryWithStats[]>((done) => sftp.readdir(handle, done));
  } catch (error) {
    if (statusOf(error) === statusCodes.endOfFile) return undefined;
    throw error;
  }
}

/** Says in our terms what the network or the server did. */
async function telling<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FileSourceError || error instanceof ListedFileError) throw error;
    const status = statusOf(error);
    const text = error instanceof Error ? error.message : String(error);
    if (status === statusCodes.noSuchFile) throw new ListedFileError("changing", text);
    if (status === statusCodes.permissionDenied) throw new ListedFileError("not_a_file", text);
    throw new FileSourceError("transfer_cut", text, { cause: error });
  }
}

function toPromise<Result>(
  ask: (done: (error: Error | undefined | null, result: Result) => void) => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    ask((error, result) => (error ? reject(error) : resolve(result)));
  });
}

function statusOf(error: unknown): number | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "number" ? code : undefined;
}

function toFacts(stats: Stats): Omit<ListedEntry, "name"> {
  // The kind is in the mode (POSIX, S_IFMT).
  const kinds: Readonly<Record<number, ListedEntry["kind"]>> = {
    0o100000: "file",
    0o040000: "directory",
    0o120000: "link",
  };
  const kind = kinds[stats.mode & 0o170000] ?? "other";
  return { kind, byteSize: stats.size, modifiedAt: stats.mtime };
}
