import { Refusal } from "./refusal";

/** Extensions by what may be attached, with how each begins: what says it is a PDF is one. */
const kinds = {
  "application/pdf": { extension: "pdf", begins: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  "image/jpeg": { extension: "jpg", begins: [0xff, 0xd8, 0xff] },
  "image/png": { extension: "png", begins: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  "text/csv": { extension: "csv", begins: [] },
} as const;

export type AttachmentType = keyof typeof kinds;

export const attachmentBytesMax = 5 * 1024 * 1024;

/** The extension of an attachment; refuses one that is empty, too large, or not what it says. */
export function extensionOf(contentType: AttachmentType, content: Uint8Array): string {
  const { extension, begins } = kinds[contentType];
  if (content.length === 0 || content.length > attachmentBytesMax) {
    throw new Refusal(
      "ATTACHMENT_REFUSED",
      `An attachment has 1 to ${attachmentBytesMax} bytes; this one has ${content.length}.`,
      { bytes: content.length, bytes_max: attachmentBytesMax },
    );
  }
  if (begins.some((byte, index) => content[index] !== byte)) {
    throw new Refusal("ATTACHMENT_REFUSED", `The bytes are not those of ${contentType}.`, {
      content_type: contentType,
    });
  }
  return extension;
}
