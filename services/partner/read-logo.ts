import type { PNGWithMetadata } from "pngjs";
import { PNG } from "pngjs";

import { readJpeg } from "../../domain/brand/jpeg";
import type { LogoSize, LogoType } from "../../domain/brand/logo";
import { assertLogoBytes, assertLogoSize, logoUnreadable } from "../../domain/brand/logo";

export interface Logo extends LogoSize {
  readonly contentType: LogoType;
  readonly extension: "png" | "jpg";
  readonly bytes: Uint8Array;
}

/**
 * A logo as it is kept: the picture alone, which any reader of PDF can show. Metadata are left out,
 * and transparency becomes white, the colour of paper. Refuses what is none (LOGO_REFUSED).
 */
export function readLogo(contentType: LogoType, content: Uint8Array): Logo {
  assertLogoBytes(content);
  return contentType === "image/png" ? readPng(content) : readJpegLogo(content);
}

function readJpegLogo(content: Uint8Array): Logo {
  const { width, height, bytes } = readJpeg(content);
  assertLogoSize({ width, height });
  return { contentType: "image/jpeg", extension: "jpg", width, height, bytes };
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const white = { red: 255, green: 255, blue: 255 };

function readPng(content: Uint8Array): Logo {
  const buffer = Buffer.from(content);
  const isPng =
    buffer.subarray(0, 8).equals(signature) && buffer.toString("latin1", 12, 16) === "IHDR";
  if (!isPng || buffer.length < 33) throw unreadable("it does not begin as one");
  const size = { width: buffer.readUInt32BE(16), height: buffer.readUInt32BE(20) };
  assertLogoSize(size);
  // Interlaced, it would be inflated without a limit.
  if (buffer[28] !== 0) throw unreadable("it is interlaced");
  const picture = decode(buffer);
  const bytes = PNG.sync.write(picture, { colorType: 2, bgColor: white });
  assertLogoBytes(bytes);
  return { contentType: "image/png", extension: "png", ...size, bytes };
}

function decode(buffer: Buffer): PNGWithMetadata {
  try {
    return PNG.sync.read(buffer);
  } catch {
    throw unreadable("it is broken off or damaged");
  }
}

function unreadable(why: string) {
  return logoUnreadable("image/png", why);
}
