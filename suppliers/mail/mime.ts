import { createHash } from "node:crypto";

import type { MimeHeaders } from "./mime-headers";
import { decodeWords, parseHeaders, parseParameters } from "./mime-headers";

/** As much of a mail as a test or a person wants to see. */
export interface ParsedMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly date: string;
  readonly text: string;
  readonly html: string;
  readonly headers: MimeHeaders;
  readonly attachments: readonly ParsedAttachment[];
}

export interface ParsedAttachment {
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly content: Buffer;
}

interface Part {
  readonly headers: MimeHeaders;
  readonly contentType: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly content: Buffer;
}

const depthMax = 10;

export function parseMail(raw: Buffer): ParsedMail {
  // One character per byte, so that nothing is decoded before its charset is known.
  const source = raw.toString("latin1");
  const { headers } = splitEntity(source);
  const parts = listParts(source, 0);
  const named = parts.filter((part) => fileNameOf(part) !== "");
  const bodies = parts.filter((part) => fileNameOf(part) === "");
  const header = (name: string) => decodeWords(headers.get(name)?.[0] ?? "");
  return {
    messageId: header("message-id").trim(),
    from: header("from"),
    to: header("to"),
    subject: header("subject"),
    date: header("date"),
    text: textOf(bodies, "text/plain"),
    html: textOf(bodies, "text/html"),
    headers,
    attachments: named.map(toAttachment),
  };
}

function splitEntity(source: string): { headers: MimeHeaders; body: string } {
  const end = /\r?\n\r?\n/.exec(source);
  if (!end) return { headers: parseHeaders(source), body: "" };
  return {
    headers: parseHeaders(source.slice(0, end.index)),
    body: source.slice(end.index + end[0].length),
  };
}

function listParts(source: string, depth: number): Part[] {
  const { headers, body } = splitEntity(source);
  const field = headers.get("content-type")?.[0] ?? "text/plain";
  const contentType = (field.split(";")[0] ?? "").trim().toLowerCase();
  const parameters = parseParameters(field);
  const boundary = parameters.get("boundary");
  if (contentType.startsWith("multipart/") && boundary !== undefined && depth < depthMax) {
    return splitMultipart(body, boundary).flatMap((part) => listParts(part, depth + 1));
  }
  const encoding = headers.get("content-transfer-encoding")?.[0] ?? "7bit";
  return [{ headers, contentType, parameters, content: decodeContent(body, encoding) }];
}

function splitMultipart(body: string, boundary: string): string[] {
  const delimiter = `\n--${boundary}`;
  const chunks = `\n${body}`.split(delimiter).slice(1);
  const end = chunks.findIndex((chunk) => chunk.startsWith("--"));
  return (end === -1 ? chunks : chunks.slice(0, end)).map((chunk) =>
    chunk.replace(/^[ \t]*\r?\n/, "").replace(/\r$/, ""),
  );
}

function decodeContent(body: string, encoding: string): Buffer {
  switch (encoding.trim().toLowerCase()) {
    case "base64":
      return Buffer.from(body, "base64");
    case "quoted-printable":
      return decodeQuotedPrintable(body);
    default:
      return Buffer.from(body, "latin1");
  }
}

function decodeQuotedPrintable(body: string): Buffer {
  const text = body
    .replaceAll(/[ \t]+(?=\r?\n)/g, "")
    .replaceAll(/=\r?\n/g, "")
    .replaceAll(/=([0-9A-Fa-f]{2})/g, (_match, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return Buffer.from(text, "latin1");
}

function fileNameOf({ headers, parameters }: Part): string {
  const disposition = headers.get("content-disposition")?.[0] ?? "";
  const name = parseParameters(disposition).get("filename") ?? parameters.get("name") ?? "";
  if (name !== "") return decodeWords(name);
  return /^\s*attachment/i.test(disposition) ? "unnamed" : "";
}

function textOf(parts: readonly Part[], contentType: string): string {
  const part = parts.find((candidate) => candidate.contentType === contentType);
  if (!part) return "";
  return decodeText(part.content, part.parameters.get("charset") ?? "utf-8");
}

function decodeText(content: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(content);
  } catch {
    // An unknown charset is shown as what it most likely is.
    return content.toString("utf8");
  }
}

function toAttachment(part: Part): ParsedAttachment {
  const { content, contentType } = part;
  const sha256 = createHash("sha256").update(content).digest("hex");
  return {
    fileName: fileNameOf(part),
    contentType,
    sizeBytes: content.byteLength,
    sha256,
    content,
  };
}
