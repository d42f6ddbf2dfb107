import type { Font, GlyphRun } from "fontkit";

const runCountMax = 4_000;

/**
 * Shaping takes most of the time of a page, and its words come again in every document, so that
 * they are kept across documents. Each caller gets positions of its own: pdfkit scales them in place.
 */
export function cacheShaping(font: Font): Font {
  const shape = font.layout.bind(font);
  const runs = new Map<string, GlyphRun>();
  font.layout = (text, features) => {
    if (features !== undefined) return shape(text, features);
    const run = runs.get(text) ?? shape(text);
    if (runs.size >= runCountMax) runs.clear();
    runs.set(text, run);
    return copyRun(run);
  };
  return font;
}

function copyRun(run: GlyphRun): GlyphRun {
  const copy: GlyphRun = Object.assign(Object.create(Object.getPrototypeOf(run)), run);
  copy.positions = run.positions.map((position) => ({ ...position }));
  return copy;
}
