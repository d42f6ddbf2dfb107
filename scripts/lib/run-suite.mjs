import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { npmCommand } from "./npm-command.mjs";
import { runCommand } from "./run-command.mjs";

/** Runs one suite with its output shown; what crashes or runs nothing counts as failed. */
export async function runSuite(root, run, jestArguments) {
  const startedAt = Date.now();
  const counts = await (run.suite.script === undefined
    ? runJest(root, run, jestArguments)
    : runScript(root, run));
  return { title: run.title, seconds: (Date.now() - startedAt) / 1000, ...counts };
}

async function runScript(root, { suite }) {
  const outcome = await runCommand(...npmCommand(["run", "-s", suite.script]), {
    cwd: root,
    timeoutMs: suite.timeoutMs,
  });
  const failed = outcome.code === 0 ? 0 : 1;
  return { passed: 1 - failed, failed, skipped: 0, ...(failed ? { note: describe(outcome) } : {}) };
}

async function runJest(root, { suite, name, engine, isSecondEngine }, jestArguments) {
  if (!existsSync(join(root, suite.config))) return crashed(`${suite.config} is missing`);
  const folder = join(root, ".travobooks/test-results");
  const file = join(folder, `${[name, engine].filter(Boolean).join("-")}.json`);
  mkdirSync(folder, { recursive: true });
  rmSync(file, { force: true });
  const outcome = await runCommand(
    process.execPath,
    [
      join(root, "node_modules/jest/bin/jest.js"),
      `--config=${suite.config}`,
      "--json",
      `--outputFile=${file}`,
      ...(suite.paths ?? []),
      ...jestArguments,
    ],
    {
      cwd: root,
      timeoutMs: suite.timeoutMs,
      env: {
        ...process.env,
        ...(engine === undefined ? {} : { TEST_DATABASE: engine }),
        ...(isSecondEngine ? { TEST_SECOND_ENGINE: "1" } : {}),
      },
    },
  );
  return toCounts(readResults(file), outcome);
}

function readResults(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** A file that could not be run has no tests to fail: it counts as one. */
export function toCounts(results, outcome) {
  if (results === undefined) return crashed(describe(outcome));
  const passed = results.numPassedTests;
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  if (failed === 0 && outcome.code !== 0) {
    return { passed, failed: 1, skipped, note: `all passed, but ${describe(outcome)}` };
  }
  if (passed + failed === 0) return { passed, failed: 1, skipped, note: "no test was run" };
  return { passed, failed, skipped };
}

function crashed(note) {
  return { passed: 0, failed: 1, skipped: 0, note };
}

function describe({ code, signal, error, timedOut }) {
  if (timedOut) return "it took too long and was ended";
  if (error) return error.message;
  return signal ? `it was ended by ${signal}` : `it exited with code ${code}`;
}
