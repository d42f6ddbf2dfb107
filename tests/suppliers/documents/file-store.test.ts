import { createHash } from "node:crypto";
import { readdir, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";

import type { StoreFixture } from "./stores";
import { startFileStore } from "./stores";

describe("createFileStore", () => {
  const key = "ptn_1/2026/11/doc_a.pdf";
  let fixture: StoreFixture;

  beforeEach(async () => {
    fixture = await startFileStore();
  });
  afterEach(() => fixture.stop());

  test("lets nobody but its own user read files and folders", async () => {
    await fixture.store.put(newDocument("a"));
    const entries = await readdir(fixture.folder, { recursive: true });
    const modes = await Promise.all(
      entries.map(async (entry) => {
        const found = await stat(join(fixture.folder, entry));
        return [found.isDirectory(), found.mode & 0o777] as const;
      }),
    );
    expect(modes.every(([folder, mode]) => mode === (folder ? 0o700 : 0o600))).toBe(true);
    expect(modes.filter(([folder]) => !folder)).toHaveLength(2);
  });

  test("leaves no temporary file behind, whether it stores or refuses", async () => {
    await fixture.store.put(newDocument("a"));
    await fixture.store.put(newDocument("a"));
    await expect(fixture.store.put(newDocument("b"))).rejects.toMatchObject({ code: "KEY_TAKEN" });
    await expect(readdir(join(fixture.folder, ".incoming"))).resolves.toEqual([]);
  });

  test("finishes a put that was cut short between its claim and its body", async () => {
    await fixture.store.put(newDocument("a"));
    await unlink(join(fixture.folder, key));
    await expect(fixture.store.head(key)).resolves.toBeUndefined();
    await expect(fixture.store.get(key)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(fixture.store.put(newDocument("a"))).resolves.toEqual({ kind: "stored" });
    expect((await buffer((await fixture.store.get(key)).stream)).toString()).toBe("a");
  });

  test("tells a truncated document without reading it", async () => {
    await fixture.store.put(newDocument("abc"));
    await writeFile(join(fixture.folder, key), "ab");
    await expect(fixture.store.head(key)).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
  });

  test("takes twenty puts of the same document at once", async () => {
    await Promise.all(Array.from({ length: 20 }, () => fixture.store.put(newDocument("same"))));
    expect((await buffer((await fixture.store.get(key)).stream)).toString()).toBe("same");
  });

  test("lets exactly one of many different writers have the key", async () => {
    const writers = Array.from({ length: 20 }, (_, index) => newDocument(`content ${index}`));
    const outcomes = await Promise.allSettled(writers.map((one) => fixture.store.put(one)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const winner = writers[outcomes.findIndex(({ status }) => status === "fulfilled")];
    expect(await buffer((await fixture.store.get(key)).stream)).toEqual(winner?.body);
  });

  test("cannot give a link", async () => {
    const options = { expiresInSeconds: 60, downloadName: "a.pdf" };
    await expect(fixture.store.presign(key, options)).resolves.toBeUndefined();
  });

  function newDocument(text: string) {
    const body = Buffer.from(text);
    const sha256 = createHash("sha256").update(body).digest("hex");
    return { key, body, contentType: "application/pdf", sha256 };
  }
});
