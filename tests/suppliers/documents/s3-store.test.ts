import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { openDocumentStore } from "../../../suppliers/documents/open-document-store";
import type { StoreFixture } from "./stores";
import { startS3Store, useS3Credentials } from "./stores";

const key = "ptn_1/2026/11/doc_a.pdf";
const body = Buffer.from("%PDF-1.7");
const sha256 = createHash("sha256").update(body).digest("hex");
const document = { key, body, contentType: "application/pdf", sha256 };

describe("createS3Store: presign", () => {
  let fixture: StoreFixture;

  beforeAll(async () => {
    fixture = await startS3Store();
    await fixture.store.put(document);
  });
  afterAll(() => fixture.stop());

  test("gives a link that works without credentials and names the download", async () => {
    const downloadName = 'E-ticket "Karim" é.pdf';
    const url = await fixture.store.presign(key, { expiresInSeconds: 60, downloadName });
    const answer = await fetch(url ?? "");
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("%PDF-1.7");
    expect(answer.headers.get("content-disposition")).toBe(
      "attachment; filename=\"E-ticket__Karim___.pdf\"; filename*=UTF-8''E-ticket%20%22Karim%22%20%C3%A9.pdf",
    );
  });

  // s3rver checks no V4 signature, so that a forged link cannot be seen to fail here.
  test("gives a link that is signed, ends in time and holds no secret", async () => {
    const options = { expiresInSeconds: 60, downloadName: "a.pdf" };
    const url = new URL((await fixture.store.presign(key, options)) ?? "");
    expect(url.searchParams.get("X-Amz-Expires")).toBe("60");
    expect(url.searchParams.get("X-Amz-Signature")).toMatch(/^[0-9a-f]{64}$/);
    expect([...url.searchParams.values()]).not.toContain("S3RVER");
  });

  test.each([0, -1, 1.5, 604_801])("refuses a link of %d seconds", async (expiresInSeconds) => {
    const ask = async () => fixture.store.presign(key, { expiresInSeconds, downloadName: "a" });
    await expect(ask).rejects.toMatchObject({ code: "EXPIRY_INVALID" });
  });
});

describe("createS3Store: put", () => {
  test("sends digest, encryption and the condition that nothing is there yet", async () => {
    const server = await startStub(() => ({ head: 404, put: 200 }));
    await server.open("&sse=aws:kms&kmsKeyId=alias/ptn_1").put(document);
    expect(server.puts[0]).toMatchObject({
      "if-none-match": "*",
      "x-amz-checksum-sha256": createHash("sha256").update(body).digest("base64"),
      "x-amz-meta-sha256": sha256,
      "x-amz-server-side-encryption": "aws:kms",
      "x-amz-server-side-encryption-aws-kms-key-id": "alias/ptn_1",
    });
    await server.stop();
  });

  test("takes the same bytes of a faster writer as its own", async () => {
    const server = await startStub((puts) => ({ head: puts === 0 ? 404 : sha256, put: 412 }));
    await expect(server.open().put(document)).resolves.toEqual({ kind: "unchanged" });
    await server.stop();
  });

  test("refuses when a faster writer stored other bytes", async () => {
    const other = "0".repeat(64);
    const server = await startStub((puts) => ({ head: puts === 0 ? 404 : other, put: 412 }));
    await expect(server.open().put(document)).rejects.toMatchObject({ code: "KEY_TAKEN" });
    await server.stop();
  });

  test("refuses a key that somebody else used without a digest", async () => {
    const server = await startStub(() => ({ head: "", put: 200 }));
    await expect(server.open().put(document)).rejects.toMatchObject({ code: "KEY_TAKEN" });
    expect(server.puts).toHaveLength(0);
    await server.stop();
  });

  test("throws a fault of the server as it is, so that the caller tries again", async () => {
    const server = await startStub(() => ({ head: 404, put: 403 }));
    await expect(server.open().put(document)).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
    await server.stop();
  });
});

interface StubAnswers {
  /** 404, or the digest of the object that is there. */
  readonly head: 404 | string;
  readonly put: number;
}

/** Answers HEAD and PUT as S3 does under a race, which s3rver cannot: it knows no conditions. */
async function startStub(answer: (putCount: number) => StubAnswers) {
  useS3Credentials();
  const puts: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    const { head, put } = answer(puts.length);
    if (request.method === "PUT") puts.push(request.headers);
    else if (head !== 404) response.setHeader("x-amz-meta-sha256", head);
    response.statusCode = request.method === "PUT" ? put : head === 404 ? 404 : 200;
    request.resume().once("end", () => response.end());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const endpoint = encodeURIComponent(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    puts,
    open: (query = "") =>
      openDocumentStore(`s3://documents?endpoint=${endpoint}&forcePathStyle=true${query}`),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
