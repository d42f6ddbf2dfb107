import type { Stats } from "node:fs";
import { constants } from "node:fs";
import { lstat, open, opendir, realpath } from "node:fs/promises";
import { join, sep } from "node:path";

import { assertAsListed, copyStream } from "./copy-stream";
import type { FileSource, FileSourceSettings, ListedEntry } from "./port";
import { FileSourceError, ListedFileError, listedEntriesMax } from "./port";

/**
 * A folder of the partner's below the one that the operator offers. It is where it seems to be: no
 * link in it, nor in the path to it, leads out.
 */
export async function openFolderSource(
  root: string | undefined,
  { partner, directory }: Extract<FileSourceSettings, { kind: "folder" }>,
): Promise<FileSource> {
  if (root === undefined) {
    throw new FileSourceError("folder_not_offered", "No folder is watched here.");
  }
  const folder = await findFolder(join(root, partner), directory);
  return {
    list: () => list(folder),
    fetch: async (entry, target) => {
      const path = join(folder, entry.name);
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(
        (error: unknown) => {
          const message = `${entry.name} cannot be opened: ${String(error)}`;
          throw new ListedFileError(hasCode(error, "ENOENT") ? "changing" : "not_a_file", message);
        },
      );
      try {
        assertAsListed(toFacts(await file.stat()), entry, target.byteSizeMax);
        const fetched = await copyStream(
          file.createReadStream({ autoClose: false }),
          entry,
          target,
        );
        assertAsListed(toFacts(await file.stat()), entry, target.byteSizeMax);
        return fetched;
      } finally {
        await file.close();
      }
    },
    close() {},
  };
}

async function findFolder(home: string, directory: string): Promise<string> {
  try {
    const own = await realpath(home);
    const folder = await realpath(join(own, directory));
    if (folder === own || folder.startsWith(own + sep)) return folder;
  } catch (error) {
    if (!hasCode(error, "ENOENT") && !hasCode(error, "ENOTDIR") && !hasCode(error, "EACCES")) {
      throw error;
    }
    throw new FileSourceError("directory_refused", `There is no folder ${directory}.`, {
      cause: error,
    });
  }
  throw new FileSourceError("directory_refused", `${directory} leads out of the partner's folder.`);
}

async function list(folder: string): Promise<ListedEntry[]> {
  const entries: ListedEntry[] = [];
  for await (const { name } of await opendir(folder)) {
    const stats = await lstat(join(folder, name)).catch((error: unknown) => {
      if (hasCode(error, "ENOENT")) return undefined;
      throw error;
    });
    if (stats !== undefined) entries.push({ name, ...toFacts(stats) });
    if (entries.length > listedEntriesMax) {
      throw new FileSourceError("listing_too_long", `More than ${listedEntriesMax} entries.`);
    }
  }
  return entries;
}

function toFacts(stats: Stats): Omit<ListedEntry, "name"> {
  const kind = stats.isFile()
    ? "file"
    : stats.isDirectory()
      ? "directory"
      : stats.isSymbolicLink()
        ? "link"
        : "other";
  return { kind, byteSize: stats.size, modifiedAt: Math.floor(stats.mtimeMs / 1_000) };
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
