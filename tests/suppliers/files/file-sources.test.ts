import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createFileSources } from "../../../suppliers/files/open-file-source";
import type {
  FileSourceSettings,
  ListedEntry,
  OpenFileSource,
} from "../../../suppliers/files/port";
import type { SftpSandbox } from "../../../suppliers/files/sandbox";
import { startSftpSandbox } from "../../../suppliers/files/sandbox";
import { controlSftp } from "../../harness/sftp-sandbox";

let sandbox: SftpSandbox;
let control: ReturnType<typeof controlSftp>;
let folder: string;
let open: OpenFileSource;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "travobooks-files-"));
  sandbox = await startSftpSandbox({ port: 0, controlPort: 0 });
  control = controlSftp(sandbox);
  open = createFileSources({
    inboxFolder: join(folder, "inbox"),
    trustedHosts: [`127.0.0.1:${sandbox.port}`],
    timeoutMs: 500,
  });
});

afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true });
});

afterEach(() => control.calm());

type Sftp = Extract<FileSourceSettings, { kind: "sftp" }>;

function settings(change: Partial<Sftp> = {}): Sftp {
  const { host, port, user_name, directory, password, host_keys } = sandbox.account;
  return {
    kind: "sftp",
    host,
    port,
    userName: user_name,
    directory,
    hostKeys: host_keys,
    credentials: { kind: "password", password },
    ...change,
  };
}

async function listed(name: string, from: FileSourceSettings = settings()): Promise<ListedEntry> {
  const source = await open(from);
  try {
    const found = (await source.list()).find((entry) => entry.name === name);
    if (found === undefined) throw new Error(`${name} is not listed.`);
    return found;
  } finally {
    source.close();
  }
}

async function fetched(entry: ListedEntry, byteSizeMax = 1_000_000, from = settings()) {
  const source = await open(from);
  const path = join(folder, "fetched");
  try {
    const result = await source.fetch(entry, { path, byteSizeMax, onProgress: () => {} });
    return { ...result, bytes: await readFile(path) };
  } finally {
    source.close();
  }
}

describe("an SFTP source", () => {
  const bytes = randomBytes(200_000);

  beforeAll(() => control.put("a.hot", bytes));

  test("fetches the bytes that lie there, and says their digest", async () => {
    const result = await fetched(await listed("a.hot"));
    expect(result.bytes.equals(bytes)).toBe(true);
    expect(result.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(result.byteSize).toBe(bytes.length);
  });

  test("logs in by a private key", async () => {
    const credentials = { kind: "private_key", privateKey: sandbox.account.private_key } as const;
    const source = await open(settings({ credentials }));
    expect((await source.list()).map(({ name }) => name)).toContain("a.hot");
    source.close();
  });

  test("tells a host that shows another key nothing, not even who would log in", async () => {
    const { logins } = await control.look();
    await control.strike({ kind: "other_host_key" });
    await expect(open(settings())).rejects.toMatchObject({
      code: "host_key_differs",
      isLasting: true,
    });
    expect((await control.look()).logins).toBe(logins);
    await expect(open(settings({ hostKeys: [] }))).rejects.toMatchObject({
      message: expect.stringContaining(sandbox.account.host_keys[0] ?? "-"),
    });
  });

  test.each<[string, () => Promise<unknown>, Partial<Sftp>, string]>([
    [
      "a wrong password",
      async () => {},
      { credentials: { kind: "password", password: "no" } },
      "login_refused",
    ],
    ["a refused login", () => control.strike({ kind: "refuse_login" }), {}, "login_refused"],
    [
      "a port where nobody listens",
      async () => {},
      { host: "127.0.0.1", port: 1 },
      "address_refused",
    ],
    ["a private address", async () => {}, { host: "10.0.0.1" }, "address_refused"],
    ["a name that leads to one", async () => {}, { host: "localhost" }, "address_refused"],
    [
      "a server that hangs",
      () => control.strike({ kind: "hang", at: "connect" }),
      {},
      "unreachable",
    ],
    [
      "what is no key",
      async () => {},
      { credentials: { kind: "private_key", privateKey: "-----BEGIN NOTHING-----" } },
      "credentials_unreadable",
    ],
  ])("says what is wrong with %s", async (_what, prepare, change, code) => {
    await prepare();
    await expect(open(settings(change))).rejects.toMatchObject({ code });
  });

  test("says that a directory is not there", async () => {
    const source = await open(settings({ directory: "inbox/none" }));
    await expect(source.list()).rejects.toMatchObject({ code: "directory_refused" });
    source.close();
  });

  test("gives up a listing that has no end, and one that does not come", async () => {
    await control.strike({ kind: "listing", fill: 10_100 });
    const source = await open(settings());
    await expect(source.list()).rejects.toMatchObject({ code: "listing_too_long" });
    await control.strike({ kind: "hang", at: "list" });
    await expect(source.list()).rejects.toMatchObject({ code: "transfer_cut" });
    source.close();
  });

  test("tells a cut and a silence from the end of a file", async () => {
    const entry = await listed("a.hot");
    await control.strike({ kind: "cut", afterBytes: 100_000 });
    await expect(fetched(entry)).rejects.toMatchObject({ code: "transfer_cut", isLasting: false });
    await control.strike({ kind: "hang", at: "read" });
    await expect(fetched(entry)).rejects.toMatchObject({ code: "transfer_cut" });
    expect((await fetched(entry)).bytes.equals(bytes)).toBe(true);
  });

  test("leaves a file that is not what was listed any more, and one that is too large", async () => {
    const entry = await listed("a.hot");
    await expect(fetched({ ...entry, byteSize: entry.byteSize - 1 })).rejects.toMatchObject({
      code: "changing",
    });
    await expect(fetched(entry, 1_000)).rejects.toMatchObject({ code: "too_large" });
    await expect(fetched({ ...entry, name: "gone.hot" })).rejects.toMatchObject({
      code: "changing",
    });
  });

  test("shows what is no file as that", async () => {
    await control.strike({ kind: "listing", names: ["../x"], links: ["link.hot"] });
    const source = await open(settings());
    const entries = new Map((await source.list()).map(({ name, kind }) => [name, kind]));
    source.close();
    expect(entries.get("link.hot")).toBe("link");
    expect(entries.get("../x")).toBe("file");
  });
});

describe("a watched folder", () => {
  const own = { kind: "folder", partner: "ptn_own", directory: "bsp" } as const;

  beforeAll(async () => {
    const inbox = join(folder, "inbox");
    await mkdir(join(inbox, "ptn_own", "bsp", "below"), { recursive: true });
    await mkdir(join(inbox, "ptn_other"), { recursive: true });
    await writeFile(join(inbox, "ptn_own", "bsp", "a.hot"), "the bytes");
    await writeFile(join(inbox, "ptn_other", "secret"), "another's");
    await symlink(join(inbox, "ptn_other"), join(inbox, "ptn_own", "other"));
    await symlink(join(inbox, "ptn_other", "secret"), join(inbox, "ptn_own", "bsp", "link.hot"));
  });

  async function copy(entry: ListedEntry) {
    const source = await open(own);
    const path = join(folder, "copied");
    return source.fetch(entry, { path, byteSizeMax: 100, onProgress: () => {} });
  }

  test("copies a file that lies there", async () => {
    const { sha256 } = await copy(await listed("a.hot", own));
    expect(sha256).toBe(createHash("sha256").update("the bytes").digest("hex"));
  });

  test("follows no link, whatever the listing was", async () => {
    const link = await listed("link.hot", own);
    expect(link.kind).toBe("link");
    await expect(copy({ ...link, kind: "file" })).rejects.toMatchObject({ code: "not_a_file" });
  });

  test.each(["other", "../ptn_other", "..", "none"])("does not open %s", async (directory) => {
    await expect(open({ ...own, directory })).rejects.toMatchObject({ code: "directory_refused" });
  });

  test("is not there where no folder is offered", async () => {
    const none = createFileSources({ inboxFolder: undefined, trustedHosts: [] });
    await expect(none(own)).rejects.toMatchObject({ code: "folder_not_offered" });
  });
});
