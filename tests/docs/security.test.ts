import { existsSync } from "node:fs";
import { join } from "node:path";

import { projectRoot, readProjectFile } from "../compose/project-files";

/** The rows of the OWASP table: line, what holds it, file, test. */
function rowsOf(
  document: string,
): { readonly line: string; readonly file: string; readonly test: string }[] {
  const { rows } = document
    .slice(document.indexOf("## OWASP API Security Top 10"))
    .split("\n")
    .map((row) => row.split("|").map((cell) => cell.trim()))
    .reduce<{ readonly line: string; readonly rows: ReturnType<typeof rowsOf> }>(
      (seen, [, named = "", , file = "", test = ""]) => {
        const line = named === "" ? seen.line : named;
        const path = /^`(tests\/[^`]+)`$/.exec(file)?.[1];
        return path === undefined
          ? seen
          : { line, rows: [...seen.rows, { line, file: path, test }] };
      },
      { line: "", rows: [] },
    );
  return rows;
}

describe("docs/security.md", () => {
  const rows = rowsOf(readProjectFile("docs/security.md"));

  test("has a test for each line of the OWASP API Security Top 10 of 2023", () => {
    const lines = new Set(rows.map(({ line }) => /^API(\d+) /.exec(line)?.[1]));
    expect([...lines].map(Number)).toEqual(Array.from({ length: 10 }, (_, index) => index + 1));
    expect(rows.length).toBeGreaterThan(25);
  });

  test.each(rows)("names a test of $file that exists: $test", ({ file, test: name }) => {
    expect(existsSync(join(projectRoot, file))).toBe(true);
    const titles = [...readProjectFile(file).matchAll(/"((?:[^"\\]|\\.)+)",?\s*(?:async )?\(/g)];
    expect(titles.map(([, title]) => title)).toContain(name);
  });
});
