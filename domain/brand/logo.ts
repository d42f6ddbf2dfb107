import { Refusal } from "../refusal";

export const logoTypes = ["image/png", "image/jpeg"] as const;
export type LogoType = (typeof logoTypes)[number];

/** What fits a letterhead in print. A decoded pixel takes four bytes of memory. */
export const logoLimits = { bytes: 512 * 1024, pixels: 1_000_000, side: 4_000 } as const;

export interface LogoSize {
  readonly width: number;
  readonly height: number;
}

export function assertLogoBytes(content: Uint8Array): void {
  if (content.length > 0 && content.length <= logoLimits.bytes) return;
  const message = `A logo has 1 to ${logoLimits.bytes} bytes; this one has ${content.length}.`;
  throw new Refusal("LOGO_REFUSED", message, {
    bytes: content.length,
    bytes_max: logoLimits.bytes,
  });
}

/** Before anything is decoded: some bytes can stand for a million times as many pixels. */
export function assertLogoSize({ width, height }: LogoSize): void {
  const { pixels, side } = logoLimits;
  const isSized = width > 0 && height > 0 && width <= side && height <= side;
  if (isSized && width * height <= pixels) return;
  throw new Refusal(
    "LOGO_REFUSED",
    `A logo has at most ${pixels} pixels and ${side} a side; this one is ${width} by ${height}.`,
    { width, height, pixels_max: pixels, side_max: side },
  );
}

export function logoUnreadable(contentType: LogoType, why: string): Refusal {
  return new Refusal("LOGO_REFUSED", `The bytes cannot be read as ${contentType}: ${why}.`, {
    content_type: contentType,
  });
}
