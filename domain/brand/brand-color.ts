/** The colour of papers where a partner has chosen none. */
export const defaultBrandColor = "#C7090C";

/** WCAG 2.2, 1.4.3: of text in ordinary size. */
const contrastMin = 4.5;

/** Whether white text can be read upon it, and text in it upon white. */
export function isReadableWithWhite(color: string): boolean {
  return 1.05 / (luminanceOf(color) + 0.05) >= contrastMin;
}

/** Relative luminance of `#RRGGBB`: 0 is black, 1 is white. */
function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
