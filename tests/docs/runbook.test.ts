import { attentionActions, attentionReasons } from "../../domain/attention";
import { readProjectFile } from "../compose/project-files";

const runbook = readProjectFile("docs/runbook.md");

/** By its heading, up to the next. */
function sectionOf(reason: string): string {
  const [, section = ""] = runbook.split(`\n### ${reason}\n`);
  return section.split("\n### ")[0] ?? "";
}

describe("docs/runbook.md", () => {
  test.each(attentionReasons)(
    "says of %s what it means, what to look at and what to do",
    (reason) => {
      const section = sectionOf(reason);
      expect(section).toMatch(/^Look at: /m);
      expect(section).toMatch(/^Do: /m);
      expect(attentionActions.filter((action) => section.includes(`\`${action}\``))).not.toEqual(
        [],
      );
    },
  );

  test("says what each action does", () => {
    for (const action of attentionActions) expect(runbook).toContain(`\`${action}\``);
  });

  test("has no reason that the code does not have", () => {
    const [, reasons = ""] = runbook.split("\n## Reasons\n");
    const headings = [...reasons.matchAll(/^### (\w+)$/gm)].map(([, reason]) => reason);
    expect(new Set(headings)).toEqual(new Set(attentionReasons));
  });
});
