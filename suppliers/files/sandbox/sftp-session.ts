import { posix } from "node:path";

import type { FileEntry, SFTPWrapper } from "ssh2";
import { utils } from "ssh2";

import type { SftpFaults } from "./faults";

const { STATUS_CODE: status } = utils.sftp;
const modes = { file: 0o100644, directory: 0o040755, link: 0o120777 } as const;
const listedAtOnce = 100;

export interface SandboxFile {
  readonly bytes: Buffer;
  /** Seconds since 1970. */
  readonly modifiedAt: number;
}

export interface SandboxTree {
  /** By path from the root, without a slash before it. */
  readonly files: ReadonlyMap<string, SandboxFile>;
  readonly faults: SftpFaults;
  /** Closes the connection this session is on. */
  readonly cut: () => void;
  readonly onRead: (path: string) => void;
}

type Handle =
  | { readonly kind: "directory"; entries: FileEntry[] }
  | { readonly kind: "file"; readonly path: string; readonly file: SandboxFile; cutAt?: number };

/** Serves the tree to read: what an agency may do at a settlement plan's server. */
export function serveSftp(sftp: SFTPWrapper, tree: SandboxTree): void {
  const handles = new Map<number, Handle>();
  const open = (handle: Handle): Buffer => {
    const id = handles.size;
    handles.set(id, handle);
    const name = Buffer.alloc(4);
    name.writeUInt32BE(id);
    return name;
  };
  const find = (name: Buffer) => (name.length === 4 ? handles.get(name.readUInt32BE()) : undefined);

  sftp.on("REALPATH", (request, path) => {
    const resolved = posix.join("/", path);
    sftp.name(request, [
      { filename: resolved, longname: resolved, attrs: attributes("directory", 0) },
    ]);
  });
  sftp.on("OPENDIR", (request, path) => {
    const entries = listTree(tree, keyOf(path));
    if (entries === undefined) return sftp.status(request, status.NO_SUCH_FILE);
    if (tree.faults.take("hang", ({ at }) => at === "list") !== undefined) return;
    sftp.handle(request, open({ kind: "directory", entries }));
  });
  sftp.on("READDIR", (request, name) => {
    const handle = find(name);
    if (handle?.kind !== "directory") return sftp.status(request, status.FAILURE);
    const part = handle.entries.splice(0, listedAtOnce);
    if (part.length === 0) return sftp.status(request, status.EOF);
    sftp.name(request, part);
  });
  const stat = (request: number, path: string) => {
    const file = tree.files.get(keyOf(path));
    if (file === undefined) return sftp.status(request, status.NO_SUCH_FILE);
    sftp.attrs(request, attributes("file", file.bytes.length, file.modifiedAt));
  };
  sftp.on("STAT", stat);
  sftp.on("LSTAT", stat);
  sftp.on("OPEN", (request, path) => {
    const file = tree.files.get(keyOf(path));
    if (file === undefined) return sftp.status(request, status.NO_SUCH_FILE);
    const cut = tree.faults.take("cut");
    tree.onRead(keyOf(path));
    const cutAt = cut === undefined ? {} : { cutAt: cut.afterBytes };
    sftp.handle(request, open({ kind: "file", path: keyOf(path), file, ...cutAt }));
  });
  sftp.on("FSTAT", (request, name) => {
    const handle = find(name);
    if (handle?.kind !== "file") return sftp.status(request, status.FAILURE);
    const { bytes, modifiedAt } = handle.file;
    sftp.attrs(request, attributes("file", bytes.length, modifiedAt));
  });
  sftp.on("READ", (request, name, offset, length) => {
    const handle = find(name);
    if (handle?.kind !== "file") return sftp.status(request, status.FAILURE);
    if (tree.faults.take("hang", ({ at }) => at === "read") !== undefined) return;
    const { bytes } = handle.file;
    const end = Math.min(offset + length, bytes.length);
    if (handle.cutAt !== undefined && end > handle.cutAt) return tree.cut();
    if (offset >= bytes.length) return sftp.status(request, status.EOF);
    sftp.data(request, bytes.subarray(offset, end));
  });
  sftp.on("CLOSE", (request, name) => {
    handles.delete(name.readUInt32BE());
    sftp.status(request, status.OK);
  });
}

function listTree({ files, faults }: SandboxTree, directory: string): FileEntry[] | undefined {
  const below = directory === "" ? "" : `${directory}/`;
  const own = [...files].filter(([path]) => path.startsWith(below));
  if (own.length === 0 && directory !== "" && directory !== "outbox") return undefined;
  const extra = faults.take("listing");
  const growth = faults.take("growing") === undefined ? 0 : growths++;
  const names = extra?.names ?? [];
  const fill = Array.from({ length: extra?.fill ?? 0 }, (_, index) => `filled-${index}.hot`);
  return [
    entry(".", attributes("directory", 0)),
    entry("..", attributes("directory", 0)),
    ...own
      .map(([path, file]) => ({ name: path.slice(below.length), file }))
      .filter(({ name }) => !name.includes("/"))
      .map(({ name, file: { bytes, modifiedAt } }) =>
        entry(name, attributes("file", bytes.length + growth, modifiedAt)),
      ),
    ...[...names, ...fill].map((name) => entry(name, attributes("file", 136))),
    ...(extra?.links ?? []).map((name) => entry(name, attributes("link", 12))),
  ];
}

let growths = 1;

function entry(filename: string, attrs: FileEntry["attrs"]): FileEntry {
  return { filename, longname: filename, attrs };
}

function attributes(kind: keyof typeof modes, size: number, mtime = 0): FileEntry["attrs"] {
  return { mode: modes[kind], uid: 1000, gid: 1000, size, atime: mtime, mtime };
}

function keyOf(path: string): string {
  return posix.join("/", path).slice(1).replace(/\/$/, "");
}
