import type { Flow } from "./flow";
import type { Notice } from "./notices";
import { notices } from "./notices";
import { contentWidth, page, styles } from "./theme";

const leading = 9.8;
const indent = 104;

export function drawNotices(flow: Flow): void {
  const { canvas } = flow;
  flow.ensureSpace(60);
  canvas.tag("H2", () =>
    canvas.drawLine("Good to know", styles.section, { x: page.left, baseline: flow.y }),
  );
  flow.y += 8;
  for (const notice of notices) drawNotice(flow, notice);
}

function drawNotice(flow: Flow, { title, text }: Notice): void {
  const { canvas } = flow;
  const lines = canvas.wrap(text, styles.small, { width: contentWidth - indent });
  flow.ensureSpace(lines.length * leading + 2);
  const baseline = flow.y + 8;
  canvas.tag("P", () => {
    canvas.drawLine(title, styles.smallStrong, { x: page.left, baseline });
    lines.forEach((line, row) => {
      const place = { x: page.left + indent, baseline: baseline + row * leading };
      canvas.drawLine(line, styles.small, place);
    });
  });
  flow.y += lines.length * leading + 3.5;
}
