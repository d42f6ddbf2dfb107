// fontkit ships no types. pdfkit takes its fonts as they are, and the scope of a heading cell, which
// its own types don't know.
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
  interface PDFFont {
    registerFont(name: string, font: ParsedFont): this;
  }
}
