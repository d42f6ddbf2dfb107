import { PNG } from "pngjs";

/** A picture of one colour; transparent where `alpha` says so. */
export function samplePng({
  width,
  height,
  alpha = 255,
}: {
  readonly width: number;
  readonly height: number;
  readonly alpha?: number;
}): Buffer {
  const picture = new PNG({ width, height });
  for (let at = 0; at < picture.data.length; at += 4) {
    picture.data.set([11, 92, 173, alpha], at);
  }
  return PNG.sync.write(picture);
}

export interface SampleJpeg {
  readonly width: number;
  readonly height: number;
  readonly frame?: number;
  readonly bits?: number;
  readonly components?: number;
}

/** A JPEG's segments around a scan that says nothing; with a comment and a thumbnail's metadata. */
export function sampleJpeg({
  width,
  height,
  frame = 0xc0,
  bits = 8,
  components = 3,
}: SampleJpeg): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16BE(height, 0);
  size.writeUInt16BE(width, 2);
  const parts = Array.from({ length: components }, (_, index) => [index + 1, 0x11, 0]).flat();
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", "latin1")),
    segment(0xe1, Buffer.from("Exif\0\0 secret place")),
    segment(0xfe, Buffer.from("made by somebody")),
    segment(frame, Buffer.from([bits, ...size, components, ...parts])),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    // A stuffed zero and a restart are the scan's own.
    Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd9]),
    Buffer.from("what follows the picture"),
  ]);
}

function segment(code: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, code, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}
