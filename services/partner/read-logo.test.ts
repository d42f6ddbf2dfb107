import { deflateSync } from "node:zlib";

import { PNG } from "pngjs";

import { logoLimits } from "../../domain/brand/logo";
import { Refusal } from "../../domain/refusal";
import { sampleJpeg, samplePng } from "../../tests/harness/sample-images";
import { readLogo } from "./read-logo";

const png = samplePng({ width: 40, height: 20 });
const jpeg = sampleJpeg({ width: 40, height: 20 });

/** With bytes of the header changed; its checksum no longer fits, as in what nobody decodes. */
function patched(image: Buffer, at: number, ...bytes: number[]): Buffer {
  const copy = Buffer.from(image);
  copy.set(bytes, at);
  return copy;
}

function refusalOf(read: () => unknown): Refusal {
  try {
    read();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("readLogo", () => {
  test("keeps a PNG's picture without transparency: what shows through is white", () => {
    const half = readLogo("image/png", samplePng({ width: 40, height: 20, alpha: 0 }));
    expect(half).toMatchObject({ extension: "png", width: 40, height: 20 });
    // Eight bits a sample, RGB, not interlaced.
    expect([...half.bytes.slice(24, 26), half.bytes[28]]).toEqual([8, 2, 0]);
    const { data } = PNG.sync.read(Buffer.from(half.bytes));
    expect(new Set(data)).toEqual(new Set([255]));
  });

  test("keeps a JPEG's picture without metadata, comments and what follows it", () => {
    const logo = readLogo("image/jpeg", jpeg);
    expect(logo).toMatchObject({ extension: "jpg", width: 40, height: 20 });
    const text = Buffer.from(logo.bytes).toString("latin1");
    expect(text).toContain("JFIF");
    expect(text).not.toMatch(/Exif|secret|somebody|follows/);
    expect(Array.from(logo.bytes.subarray(-2))).toEqual([0xff, 0xd9]);
    expect(readLogo("image/jpeg", logo.bytes)).toEqual(logo);
  });

  test("gives the same bytes for the same picture", () => {
    expect(readLogo("image/png", png)).toEqual(readLogo("image/png", png));
  });

  test.each<[string, "image/png" | "image/jpeg", Buffer]>([
    ["nothing", "image/png", Buffer.alloc(0)],
    ["too many bytes", "image/png", Buffer.concat([png, Buffer.alloc(logoLimits.bytes)])],
    ["a JPEG that is said to be a PNG", "image/png", jpeg],
    ["a PNG that is said to be a JPEG", "image/jpeg", png],
    ["a page of HTML", "image/png", Buffer.from("<script>alert(1)</script>")],
    ["a PNG that is broken off", "image/png", png.subarray(0, png.length - 30)],
    ["a PNG whose header was changed", "image/png", patched(png, 19, 41)],
    ["an interlaced PNG", "image/png", patched(png, 28, 1)],
    ["a PNG of no height", "image/png", patched(png, 20, 0, 0, 0, 0)],
    ["a PNG of many pixels", "image/png", patched(png, 16, 0, 0, 15, 0, 0, 0, 15, 0)],
    ["a PNG with a long side", "image/png", patched(png, 16, 0, 0, 16, 0)],
    ["a JPEG of many pixels", "image/jpeg", sampleJpeg({ width: 2_000, height: 501 })],
    ["a JPEG that is broken off", "image/jpeg", jpeg.subarray(0, jpeg.length - 26)],
    ["a JPEG in CMYK", "image/jpeg", sampleJpeg({ width: 4, height: 4, components: 4 })],
    ["a JPEG of twelve bits", "image/jpeg", sampleJpeg({ width: 4, height: 4, bits: 12 })],
    ["a lossless JPEG", "image/jpeg", sampleJpeg({ width: 4, height: 4, frame: 0xc3 })],
    ["a JPEG without a picture", "image/jpeg", Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
  ])("refuses %s", (_, contentType, content) => {
    expect(refusalOf(() => readLogo(contentType, content)).code).toBe("LOGO_REFUSED");
  });

  test("takes no more memory than its size says, whatever its bytes unpack to", () => {
    // Forty by twenty pixels, and a gigabyte behind them.
    const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024));
    const [head, tail] = [png.subarray(0, 33), png.subarray(-12)];
    const chunk = Buffer.alloc(8);
    chunk.writeUInt32BE(bomb.length, 0);
    chunk.write("IDAT", 4, "latin1");
    const before = process.memoryUsage().arrayBuffers;
    const content = Buffer.concat([head, chunk, bomb, Buffer.alloc(4), tail]);
    expect(refusalOf(() => readLogo("image/png", content)).code).toBe("LOGO_REFUSED");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });
});
