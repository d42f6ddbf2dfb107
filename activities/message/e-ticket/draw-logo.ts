export interface LogoPlace {
  /** The left edge of the box, or the right one where it is aligned right. */
  readonly x: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly align?: "left" | "right";
}

/** Draws the logo as large as the box lets it, and returns its width. The document holds it once. */
export function createLogoDrawer(
  doc: PDFKit.PDFDocument,
  bytes: Buffer | undefined,
): (place: LogoPlace) => number {
  if (bytes === undefined) return () => 0;
  const logo = doc.openImage(bytes);
  return ({ x, top, width: widthMax, height: heightMax, align = "left" }) => {
    const scale = Math.min(widthMax / logo.width, heightMax / logo.height);
    const [width, height] = [logo.width * scale, logo.height * scale];
    const left = align === "left" ? x : x - width;
    doc.image(logo, left, top + (heightMax - height) / 2, { width, height });
    return width;
  };
}
