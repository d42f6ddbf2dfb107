import { attachmentBytesMax, extensionOf } from "./attachment";

const pdf = new TextEncoder().encode("%PDF-1.7 …");

describe("extensionOf", () => {
  test("takes what begins as it says", () => {
    expect(extensionOf("application/pdf", pdf)).toBe("pdf");
    expect(extensionOf("text/csv", pdf)).toBe("csv");
    expect(extensionOf("image/jpeg", new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))).toBe("jpg");
  });

  test.each([
    ["nothing", new Uint8Array()],
    ["a byte too many", new Uint8Array(attachmentBytesMax + 1)],
    ["a PNG", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ["half a signature", pdf.slice(0, 3)],
  ])("refuses as a PDF %s", (_name, content) => {
    expect(() => extensionOf("application/pdf", content)).toThrow(
      expect.objectContaining({ code: "ATTACHMENT_REFUSED" }),
    );
  });

  test("takes the largest", () => {
    const largest = new Uint8Array(attachmentBytesMax);
    largest.set(pdf);
    expect(extensionOf("application/pdf", largest)).toBe("pdf");
  });
});
