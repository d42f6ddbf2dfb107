// fontkit ships no types. pdfkit takes its fonts as they are, the scope of a heading cell and
// images that are opened once, which its own types don't know.
declare module "fontkit" {
  export type Font = PDFKit.Mixins.ParsedFont;
  export type GlyphRun = PDFKit.Mixins.GlyphRun;
  export function create(bytes: Uint8Array): Font;
}

declare namespace PDFKit.Mixins {
  interface ParsedFont {
    readonly postscriptName: string;
    hasGlyphForCodePoint(codePoint: number): boolean;
    layout(text: string, features?: unknown): GlyphRun;
  }
  interface GlyphRun {
    positions: Readonly<Record<string, number>>[];
  }
  interface StructureElementOptions {
    scope?: "Row" | "Column";
  }
  interface OpenedImage {
    readonly width: number;
    readonly height: number;
  }
  interface PDFImage {
    openImage(src: Buffer): OpenedImage;
    image(src: OpenedImage, x: number, y: number, options: ImageOption): this;
  }
  interface PDFFont {
    registerFont(name: string, font: ParsedFont): this;
  }
}
