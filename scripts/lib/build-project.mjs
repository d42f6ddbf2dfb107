import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { npmCommand } from "./npm-command.mjs";
import { Explained, runCommand } from "./run-command.mjs";

const quotedLinesMax = 20;
const stampFile = "dist/.build-stamp.json";
/** What decides what a build makes, beside the sources. */
const settings = ["package-lock.json", "tsconfig.json", "tsconfig.build.json"];

/** Compiles the project, unless dist/ was made from these very sources. */
export async function buildProject(root, reporter) {
  const sources = hashSources(root);
  if (isBuiltFrom(root, sources)) return;
  reporter.line("Compiling travoBooks (npm run build).");
  reporter.status("compiling");
  const tail = [];
  const outcome = await runCommand(...npmCommand(["run", "-s", "build"]), {
    cwd: root,
    onLine: (line) => (line.trim() === "" ? undefined : tail.push(line)),
  });
  const took = reporter.rest();
  if (outcome.code !== 0) {
    const quoted = tail.slice(-quotedLinesMax).map((line) => `  | ${line}`);
    throw new Explained(["npm run build failed. What it said:", ...quoted].join("\n"));
  }
  // Of what was read before the build: a source that changed meanwhile is built next time.
  const stamp = { sources, products: hashProducts(root) };
  writeFileSync(join(root, stampFile), `${JSON.stringify(stamp)}\n`);
  reporter.line(`Compiled (${took}).`);
}

/** By content: a checkout gives every file the time of the checkout. */
function isBuiltFrom(root, sources) {
  const stamp = readStamp(join(root, stampFile));
  return stamp.sources === sources && stamp.products === hashProducts(root);
}

function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

export function hashSources(root) {
  const { include } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  const folders = include.filter((folder) => folder !== "tests").toSorted();
  return hashFiles(root, [
    ...settings,
    ...folders.flatMap((folder) => listFiles(root, folder, isSource)),
  ]);
}

function isSource(name) {
  return /\.(ts|json)$/.test(name) && !name.endsWith(".test.ts");
}

/** So that another build over this one is noticed. */
function hashProducts(root) {
  return hashFiles(
    root,
    listFiles(root, "dist", (name) => name.endsWith(".js")),
  );
}

function hashFiles(root, files) {
  const hash = createHash("sha256");
  for (const file of files) {
    hash.update(`${file}\0`).update(
      createHash("sha256")
        .update(readFileSync(join(root, file)))
        .digest(),
    );
  }
  return hash.digest("hex");
}

function listFiles(root, folder, isWanted) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return listFiles(root, path, isWanted);
      return isWanted(entry.name) ? [path] : [];
    });
}
