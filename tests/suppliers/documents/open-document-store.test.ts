import { formatDocumentKey, parseDocumentKey } from "../../../suppliers/documents/document-key";
import { openDocumentStore } from "../../../suppliers/documents/open-document-store";

describe("openDocumentStore", () => {
  test.each([
    "file:///var/lib/travobooks/documents",
    "s3://travobooks-docs-prod",
    "s3://travobooks-docs-prod/eu/documents?region=eu-west-1&sse=AES256",
    "s3://documents?endpoint=http://127.0.0.1:9000&forcePathStyle=true",
  ])("opens %s", (url) => {
    expect(() => openDocumentStore(url).close()).not.toThrow();
  });

  test.each([
    "",
    "/var/lib",
    "http://example.com",
    "file:///",
    "file://server/share",
    "file:///var/lib?x=1",
    "s3://",
    "s3://UPPER_case!",
    "s3://key:secret@documents",
    "s3://documents/a%2fb",
    "s3://documents?regoin=eu-west-1",
    "s3://documents?forcePathStyle=yes",
    "s3://documents?endpoint=ftp://127.0.0.1",
    "s3://documents?sse=rot13",
  ])("refuses %j", (url) => {
    expect(() => openDocumentStore(url)).toThrow(
      expect.objectContaining({ code: "STORE_URL_INVALID" }),
    );
  });
});

describe("formatDocumentKey", () => {
  const parts = { partnerId: "ptn_1", year: "2026", month: "11", documentId: "doc_1" };

  test("writes what parseDocumentKey reads", () => {
    const key = { ...parts, extension: "pdf" };
    expect(formatDocumentKey(key)).toBe("ptn_1/2026/11/doc_1.pdf");
    expect(parseDocumentKey(formatDocumentKey(key))).toEqual(key);
  });

  test("refuses parts that would make another path", () => {
    expect(() => formatDocumentKey({ ...parts, documentId: "../x", extension: "pdf" })).toThrow(
      expect.objectContaining({ code: "KEY_INVALID" }),
    );
  });
});
