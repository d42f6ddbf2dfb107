import type { TextStyle } from "./canvas";

export const palette = {
  ink: "#17171C",
  soft: "#5F5F6B",
  line: "#DFDFE5",
  panel: "#F6F6F8",
  good: "#14713F",
  open: "#8A5A00",
  bad: "#C7090C",
  white: "#FFFFFF",
} as const;

/** A4 in points. */
export const page = {
  width: 595.28,
  height: 841.89,
  left: 42,
  right: 553.28,
  top: 58,
  bottom: 792,
} as const;
export const contentWidth = page.right - page.left;

const ink = palette.ink;
const soft = palette.soft;

/** Titles and codes of airports are set in the agency's colour besides. */
export const styles = {
  agency: { role: "heading", weight: 700, sizePt: 15, color: ink },
  title: { role: "heading", weight: 600, sizePt: 12, color: ink },
  section: { role: "heading", weight: 600, sizePt: 11, color: ink },
  name: { role: "heading", weight: 600, sizePt: 17, color: ink },
  day: { role: "heading", weight: 600, sizePt: 12, color: ink },
  total: { role: "heading", weight: 700, sizePt: 13, color: palette.white },
  label: { role: "body", weight: 500, sizePt: 6.6, color: soft, trackingPt: 0.5 },
  body: { role: "body", weight: 400, sizePt: 8.4, color: ink },
  bodyStrong: { role: "body", weight: 600, sizePt: 8.4, color: ink },
  small: { role: "body", weight: 400, sizePt: 7.4, color: soft },
  smallStrong: { role: "body", weight: 600, sizePt: 7.4, color: ink },
  time: { role: "code", weight: 700, sizePt: 16, color: ink },
  airport: { role: "code", weight: 700, sizePt: 9.5, color: ink },
  reference: { role: "code", weight: 700, sizePt: 13, color: ink },
  code: { role: "code", weight: 500, sizePt: 8.2, color: ink },
  codeStrong: { role: "code", weight: 700, sizePt: 9, color: ink },
  amount: { role: "code", weight: 400, sizePt: 8, color: ink },
} as const satisfies Record<string, TextStyle>;
