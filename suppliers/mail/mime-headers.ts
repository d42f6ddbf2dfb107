/** By name in lower case, in the order they stand. */
export type MimeHeaders = ReadonlyMap<string, readonly string[]>;

export function parseHeaders(source: string): MimeHeaders {
  const headers = new Map<string, string[]>();
  for (const line of source.replaceAll(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return headers;
}

const parameterPattern = /;\s*([^=;\s]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)/g;

/** Parameters of a header field, RFC 2231 (`name*=utf-8''…`, `name*0*=…`) included. */
export function parseParameters(field: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  const continued = new Map<string, string>();
  for (const [, rawName = "", rawValue = ""] of field.matchAll(parameterPattern)) {
    const name = rawName.toLowerCase();
    const value = unquote(rawValue.trim());
    const [base = "", ...extended] = name.split("*");
    if (extended.length === 0) parameters.set(name, decodeBytes(value));
    else continued.set(base, (continued.get(base) ?? "") + value);
  }
  for (const [name, value] of continued) parameters.set(name, decodeExtended(value));
  return parameters;
}

function unquote(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/g, "$1") : value;
}

function decodeExtended(value: string): string {
  const text = value.replace(/^[A-Za-z0-9-]*'[A-Za-z-]*'/, "");
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** RFC 2047: `=?UTF-8?Q?…?=` and `=?UTF-8?B?…?=`, next to each other without the space between. */
export function decodeWords(field: string): string {
  return decodeBytes(field)
    .replaceAll(/(=\?[^?]+\?[BQ]\?[^?]*\?=)\s+(?==\?[^?]+\?[BQ]\?)/gi, "$1")
    .replaceAll(
      /=\?([^?*]+)(?:\*[^?]*)?\?([BQ])\?([^?]*)\?=/gi,
      (word, charset: string, kind: string, text: string) =>
        decodeWord(kind.toUpperCase() === "B" ? fromBase64(text) : fromQ(text), charset) ?? word,
    );
}

function decodeWord(bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return undefined;
  }
}

function fromBase64(text: string): Buffer {
  return Buffer.from(text, "base64");
}

function fromQ(text: string): Buffer {
  const decoded = text
    .replaceAll("_", " ")
    .replaceAll(/=([0-9A-Fa-f]{2})/g, (_match, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return Buffer.from(decoded, "latin1");
}

/** Raw UTF-8 in a header (RFC 6532) was read byte by byte; what is decoded stays. */
function decodeBytes(text: string): string {
  if (/[\u0100-\uffff]/.test(text)) return text;
  const decoded = Buffer.from(text, "latin1").toString("utf8");
  return decoded.includes("\uFFFD") ? text : decoded;
}
