import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

import { listProjectFiles, projectRoot, readProjectFile } from "../compose/project-files";
import { programs, variablesOf } from "../compose/read-variables";

const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "AGENTS.md",
  ...listProjectFiles("docs").filter((file) => file.endsWith(".md")),
];
const { scripts } = JSON.parse(readProjectFile("package.json")) as {
  scripts: Record<string, string>;
};
/** A word that begins with one of these and a slash is taken for a path. */
const topFolders =
  /^(?:activities|api|bench|db|dist|docs|domain|scripts|services|suppliers|temporal|tests|workers|workflows|\.ci)\//;

function spansOf(document: string): string[] {
  return [...readProjectFile(document).matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
}

/** A compiled program exists where its source does. */
function toSource(path: string): string {
  return path.replace(/^dist\/(.+)\.js$/, "$1.ts");
}

/** What is made by a build or at run time, and what stands for a name of one's own. */
function isMade(path: string): boolean {
  return /^dist(\/workflow-bundle\S*)?\/?$|[*<>{}…]|YYYY/.test(path);
}

describe.each(documents)("%s", (document) => {
  test("names files and folders that exist", () => {
    const paths = spansOf(document)
      .flatMap((span) => span.split(/\s+/))
      .filter((word) => topFolders.test(word))
      .map((word) => word.replace(/[:,;.]+$/, ""))
      .filter((path) => !isMade(path));
    const missing = paths.filter((path) => !existsSync(join(projectRoot, toSource(path))));
    expect(missing).toEqual([]);
  });

  test("links to files that exist", () => {
    const targets = [...readProjectFile(document).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !/^\w+:/.test(target));
    const missing = targets.filter(
      (target) => !existsSync(join(projectRoot, dirname(document), target)),
    );
    expect(missing).toEqual([]);
  });

  test("names npm scripts that exist", () => {
    const named = [...readProjectFile(document).matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)];
    const missing = named.map(([, name = ""]) => name).filter((name) => !(name in scripts));
    expect(missing).toEqual([]);
  });
});

describe("docs/operations.md", () => {
  const rows = [...readProjectFile("docs/operations.md").matchAll(/^\| `([A-Z][A-Z0-9_]+)` +\|/gm)];
  const documented = new Set(rows.map(([, name = ""]) => name));

  test("has a row for every variable that a program reads", () => {
    const read = Object.keys(programs).flatMap((name) =>
      variablesOf(name as keyof typeof programs),
    );
    expect(read.filter((variable) => !documented.has(variable))).toEqual([]);
  });

  test("has no row for a variable that nobody reads", () => {
    const sources = Object.values(programs).flat().map(readProjectFile).join("\n");
    const foreign = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "NODE_ENV"];
    const unread = [...documented].filter(
      (variable) => !sources.includes(variable) && !foreign.includes(variable),
    );
    expect(unread).toEqual([]);
  });
});
