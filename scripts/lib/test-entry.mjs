import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { runEntry } from "./entry.mjs";
import { startInstallation } from "./parts.mjs";
import { prepareCheckout } from "./prepare-checkout.mjs";
import { createReporter } from "./reporter.mjs";
import { runSuite } from "./run-suite.mjs";
import { defaultSuites, partialSuites, planRuns, suites } from "./suites.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const names = [...Object.keys(suites), ...Object.keys(partialSuites)];

const usage = `Runs the tests, after installing and building what they need.

  npm test [-- suites and options]

  suites               any of ${names.join(", ")};
                       without one: ${defaultSuites.join(", ")}
  --check              first format, lint, types, import rule and dead code, as CI does
  --db mariadb|mysql|both
                       the database of suites that use one; without it integration runs on both,
                       on MySQL without tests/engine-neutral.cjs; demo and faults on MariaDB
  --help               this text
  -- …                 what follows a second -- is for jest: npm test -- unit -- -t "splits"

The last line is \`N passed, N failed\`; the exit code says the same.`;

/** `npm test`. */
export function test(args) {
  return runEntry(async () => {
    const options = parse(args);
    if (typeof options === "string") {
      process.stderr.write(`${options}\nSee npm test -- --help.\n`);
      return 2;
    }
    if (options.help) {
      process.stdout.write(`${usage}\n`);
      return 0;
    }
    process.chdir(root);
    const reporter = createReporter(process.stdout);
    const results = await runAll(options, reporter);
    return summarise(results, reporter);
  });
}

async function runAll(options, reporter) {
  try {
    await prepareCheckout(root, reporter);
  } catch (error) {
    reporter.line(error.message);
    return [{ title: "set-up", passed: 0, failed: 1, skipped: 0, seconds: 0, note: "see above" }];
  }
  const installation = startInstallation(reporter);
  const results = [];
  for (const run of planRuns(options.suites, options.database)) {
    const missing = await awaitParts(run, installation, reporter);
    if (missing !== undefined) results.push(withoutParts(run, missing, options, reporter));
    else {
      reporter.line(`\n=== ${run.title}`);
      results.push(await runSuite(root, run, options.jestArguments));
    }
  }
  installation.stop();
  return results;
}

/** Waits for what the suite starts; answers with what of it cannot be had, and why. */
async function awaitParts({ suite, engine, title }, installation, reporter) {
  const needs = engine === "mysql" ? [...suite.needs, "mysql"] : suite.needs;
  for (const part of [...needs, ...(suite.settled ?? [])]) {
    const waiting = setTimeout(() => reporter.line(`${title} waits for ${part}.`), 1_000);
    const failure = await installation.ready(part);
    clearTimeout(waiting);
    if (failure !== undefined && needs.includes(part)) return { part, failure };
  }
  return undefined;
}

/** MySQL beside MariaDB is left out where it cannot be had; what was asked for by name fails. */
function withoutParts({ title, engine }, { part, failure }, options, reporter) {
  reporter.line(`\n=== ${title}: ${part} is missing.\n${failure}`);
  const optional = engine === "mysql" && part === "mysql" && options.database === undefined;
  const isLeftOut = optional && !process.env["CI"];
  return {
    title,
    passed: 0,
    failed: isLeftOut ? 0 : 1,
    skipped: 0,
    seconds: 0,
    note: isLeftOut ? "left out: MySQL cannot be had here" : `${part} cannot be had`,
  };
}

function summarise(results, reporter) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const width = Math.max(...results.map(({ title }) => title.length));
  reporter.line("");
  for (const { title, passed, failed, skipped, seconds, note = "" } of results) {
    const counts = `${pad(passed)} passed${pad(failed)} failed${pad(skipped)} skipped`;
    reporter.line(
      `${title.padEnd(width)}${counts}${pad(Math.round(seconds))} s  ${note}`.trimEnd(),
    );
  }
  reporter.line(`Total time: ${reporter.elapsed()}`);
  reporter.line(`${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0 ? 0 : 1;
}

function pad(number) {
  return String(number).padStart(7);
}

/** The options, or what is wrong with them. */
function parse(args) {
  const end = args.indexOf("--");
  const own = end === -1 ? args : args.slice(0, end);
  const jestArguments = end === -1 ? [] : args.slice(end + 1);
  try {
    const { values, positionals } = parseArgs({
      args: own,
      allowPositionals: true,
      options: {
        check: { type: "boolean", default: false },
        db: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const unknown = positionals.find((name) => !names.includes(name));
    if (unknown !== undefined)
      return `There is no suite ${unknown}; there are ${names.join(", ")}.`;
    if (values.db !== undefined && !["mariadb", "mysql", "both"].includes(values.db)) {
      return `--db must be mariadb, mysql or both, not ${values.db}.`;
    }
    const asked = positionals.length === 0 ? defaultSuites : positionals;
    const withCheck = values.check && !asked.includes("check") ? ["check", ...asked] : asked;
    return { suites: withCheck, database: values.db, help: values.help, jestArguments };
  } catch (error) {
    return error.message;
  }
}
