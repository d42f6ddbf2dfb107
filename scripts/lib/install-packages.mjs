import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { npmCommand } from "./npm-command.mjs";
import { Explained, runCommand } from "./run-command.mjs";

const quotedLinesMax = 12;
const command = [
  "ci",
  // None of the packages needs its install script.
  "--ignore-scripts",
  "--include=dev",
  "--no-audit",
  "--no-fund",
  "--loglevel=http",
  "--progress=false",
];
const hints = [
  {
    pattern: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH/,
    hint: "The npm registry cannot be reached: check the network, a proxy (npm config get proxy), or the registry (npm config get registry).",
  },
  {
    pattern: /E401|E403/,
    hint: "The npm registry refuses: check `npm config get registry` and its credentials.",
  },
  {
    pattern: /E404|ETARGET/,
    hint: "The registry lacks a package: `npm config get registry` should be a full mirror.",
  },
  { pattern: /ENOSPC/, hint: "The disk is full: about 1 GB is needed." },
  {
    pattern: /EACCES|EPERM/,
    hint: "A folder belongs to somebody else: check the owner of this checkout and of ~/.npm.",
  },
  {
    pattern: /EUSAGE|in sync/,
    hint: "package-lock.json does not fit package.json: run `npm install` and commit what it changes.",
  },
  {
    pattern: /EINTEGRITY/,
    hint: "What was downloaded is not what the lockfile names: run `npm cache clean --force` and try again.",
  },
];

/** Installs what package-lock.json names, unless it is there already. */
export async function installPackages(root, reporter) {
  if (packagesAreInstalled(root)) return;
  const count = readPackages(join(root, "package-lock.json"), "required").size;
  reporter.line(`Installing ${count} npm packages (npm ci); a few minutes when none is cached.`);
  const tail = [];
  let fetched = 0;
  reporter.status("starting npm");
  const outcome = await runCommand(...npmCommand(command), {
    cwd: root,
    onLine: (line) => {
      if (/ http fetch GET 200 \S+\.tgz\b/.test(line)) {
        fetched += 1;
        reporter.status(`${fetched} of ${count} packages fetched`);
      } else if (!/^npm (warn|info|http)/i.test(line) && line.trim() !== "") {
        tail.push(line);
      }
    },
  });
  const took = reporter.rest();
  if (outcome.code !== 0) throw new Explained(explain(outcome, tail));
  reporter.line(`The npm packages are installed (${took}).`);
}

/** Whether every package of the lockfile lies in node_modules in the version it names. */
export function packagesAreInstalled(root) {
  // npm writes this one last, so an installation that was cut off has none.
  const hidden = join(root, "node_modules/.package-lock.json");
  if (!existsSync(hidden)) return false;
  const installed = readPackages(hidden);
  for (const [path, { version, optional }] of readPackages(join(root, "package-lock.json"))) {
    const found = installed.get(path);
    if (found === undefined && optional) continue;
    if (found?.version !== version) return false;
    if (!existsSync(join(root, path, "package.json"))) return false;
  }
  return true;
}

function readPackages(file, which = "all") {
  const { packages } = JSON.parse(readFileSync(file, "utf8"));
  const entries = Object.entries(packages).filter(
    ([path, entry]) => path !== "" && !entry.link && (which === "all" || !entry.optional),
  );
  return new Map(entries);
}

function explain({ code, signal, error }, tail) {
  const how = error ? error.message : signal ? `ended by ${signal}` : `exit code ${code}`;
  const text = tail.join("\n");
  return [
    `npm ci failed (${how}).`,
    ...hints.filter(({ pattern }) => pattern.test(text)).map(({ hint }) => hint),
    "What npm said:",
    ...tail.slice(-quotedLinesMax).map((line) => `  | ${line}`),
    "Mend that, then run the same command again; `npm ci --ignore-scripts` by hand does as well.",
  ].join("\n");
}
