import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";

import type { DocumentStore, NewDocument } from "../../../suppliers/documents/port";
import type { StoreFixture } from "./stores";
import { startFileStore, startS3Store } from "./stores";

const fixtures = [
  ["file store", startFileStore],
  ["S3 store", startS3Store],
] as const;

describe.each(fixtures)("DocumentStore: %s", (_name, start) => {
  let fixture: StoreFixture;
  let store: DocumentStore;

  beforeAll(async () => {
    fixture = await start();
    store = fixture.store;
  });
  afterAll(() => fixture.stop());

  test("gives back the bytes and what is known of them", async () => {
    const document = newDocument("ptn_1/2026/11/doc_a.pdf", "hello");
    await expect(store.put(document)).resolves.toEqual({ kind: "stored" });
    const { key, contentType, sha256 } = document;
    const metadata = { key, contentType, sha256, sizeBytes: 5 };
    await expect(store.head(key)).resolves.toEqual(metadata);
    const found = await store.get(key);
    expect(found.metadata).toEqual(metadata);
    expect((await buffer(found.stream)).toString()).toBe("hello");
  });

  test("removes what nothing names, once or twice, and takes the key anew", async () => {
    const document = newDocument("ptn_1/2026/11/removed.csv", "an attempt");
    await store.put(document);
    await store.remove(document.key);
    await store.remove(document.key);
    await expect(store.head(document.key)).resolves.toBeUndefined();
    const other = newDocument(document.key, "another");
    await expect(store.put(other)).resolves.toEqual({ kind: "stored" });
  });

  test("keeps a document of several megabytes and an empty one", async () => {
    const large = newDocument("ptn_1/2026/11/large.pdf", "0123456789abcdef".repeat(300_000));
    const empty = newDocument("ptn_1/2026/11/empty.pdf", "");
    await store.put(large);
    await store.put(empty);
    const read = await buffer((await store.get(large.key)).stream);
    expect(read.equals(large.body)).toBe(true);
    expect(await buffer((await store.get(empty.key)).stream)).toHaveLength(0);
  });

  test("stores a file as it stores bytes, and refuses one that is not that of the digest", async () => {
    const path = join(fixture.folder, "..", `${randomUUID()}.report`);
    const document = newDocument("ptn_1/2026/11/file.csv", "0123456789abcdef".repeat(300_000));
    const { body, ...known } = document;
    await writeFile(path, body);
    try {
      const file = { ...known, path, sizeBytes: body.length };
      await expect(store.putFile(file)).resolves.toEqual({ kind: "stored" });
      await expect(store.putFile(file)).resolves.toEqual({ kind: "unchanged" });
      const read = await buffer((await store.get(known.key)).stream);
      expect(read.equals(body)).toBe(true);
      const other = { ...file, key: "ptn_1/2026/11/other.csv", sizeBytes: 1 };
      await expect(store.putFile(other)).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
      await expect(store.head(other.key)).resolves.toBeUndefined();
    } finally {
      await unlink(path);
    }
  });

  test("changes nothing when the same bytes are put again", async () => {
    const document = newDocument("ptn_1/2026/11/doc_twice.pdf", "once");
    await store.put(document);
    await expect(store.put(document)).resolves.toEqual({ kind: "unchanged" });
  });

  test("refuses other bytes under an existing key and keeps the first", async () => {
    const document = newDocument("ptn_1/2026/11/doc_taken.pdf", "first");
    await store.put(document);
    await expect(store.put(newDocument(document.key, "second"))).rejects.toMatchObject({
      code: "KEY_TAKEN",
    });
    expect((await buffer((await store.get(document.key)).stream)).toString()).toBe("first");
  });

  test("refuses bytes that are not those of the digest", async () => {
    const document = { ...newDocument("ptn_1/2026/11/doc_bad.pdf", "a"), body: Buffer.from("b") };
    await expect(store.put(document)).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
    await expect(store.head(document.key)).resolves.toBeUndefined();
  });

  test("refuses a content type that could carry a header", async () => {
    const document = { ...newDocument("ptn_1/2026/11/doc_t.pdf", "a"), contentType: "a/b\r\nX: y" };
    await expect(store.put(document)).rejects.toMatchObject({ code: "CONTENT_TYPE_INVALID" });
  });

  test("says of an absent document that it is not there", async () => {
    await expect(store.head("ptn_1/2026/11/absent.pdf")).resolves.toBeUndefined();
    await expect(store.get("ptn_1/2026/11/absent.pdf")).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test.each([
    "../2026/11/a.pdf",
    "ptn_1/../11/a.pdf",
    "ptn_1/2026/11/../../../etc/passwd.txt",
    "/ptn_1/2026/11/a.pdf",
    "ptn_1/2026/13/a.pdf",
    "ptn_1/2026/11/a",
    "ptn_1/2026/11/.a.pdf",
    "ptn_1/2026/11/a.metadata.json",
    "ptn_1/2026/11/a%2e.pdf",
    "ptn_1/2026/11/a.pdf\n",
    "ptn_1\\2026\\11\\a.pdf",
    "ptn_1/2026/11/a\0.pdf",
  ])("refuses the key %j everywhere", async (key) => {
    const refused = { code: "KEY_INVALID" };
    const options = { expiresInSeconds: 60, downloadName: "a.pdf" };
    await expect(store.put(newDocument(key, "a"))).rejects.toMatchObject(refused);
    await expect(async () => store.get(key)).rejects.toMatchObject(refused);
    await expect(async () => store.head(key)).rejects.toMatchObject(refused);
    await expect(async () => store.presign(key, options)).rejects.toMatchObject(refused);
  });

  test("fails the stream of a document that was damaged in its store", async () => {
    const document = newDocument("ptn_1/2026/11/doc_damaged.pdf", "intact");
    await store.put(document);
    await damage(fixture.folder, "intact", "ruined");
    const { stream } = await store.get(document.key);
    await expect(buffer(stream)).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
  });
});

function newDocument(key: string, text: string): NewDocument & { body: Buffer } {
  const body = Buffer.from(text);
  const sha256 = createHash("sha256").update(body).digest("hex");
  return { key, body, contentType: "application/pdf", sha256 };
}

async function damage(folder: string, before: string, after: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
  for (const path of paths) {
    if ((await readFile(path, "utf8")) === before) await writeFile(path, after);
  }
}
