import { parseArgs } from "node:util";

import type { Check, CheckResult } from "./doctor/check";
import { runCheck } from "./doctor/check";
import { clockChecks } from "./doctor/clock-check";
import { copyChecks } from "./doctor/copy-checks";
import { databaseChecks } from "./doctor/database-checks";
import type { Deployment } from "./doctor/deployment";
import { openDeployment } from "./doctor/deployment";
import { grantChecks } from "./doctor/grants-check";
import { keyChecks } from "./doctor/key-checks";
import { redisChecks } from "./doctor/redis-checks";
import { secretChecks } from "./doctor/secret-checks";
import { temporalChecks } from "./doctor/temporal-checks";
import { tlsChecks } from "./doctor/tls-checks";

const help = `Examines a deployment with the variables of its programs, and exits with 1 where it is unsafe.

  npm run doctor                                   every check
  npm run doctor -- --only STACK_CLOCK_SKEW        one; may be repeated
  npm run doctor -- --accept STACK_BINARY_LOG_OFF="snapshots every hour"
                                                   lives with a failure: it becomes a warning

  --json              one line of JSON for each check
  --list              the checks' codes
`;

export const checks: readonly Check[] = [
  ...tlsChecks,
  ...databaseChecks,
  ...grantChecks,
  ...copyChecks,
  ...redisChecks,
  ...temporalChecks,
  ...keyChecks,
  ...secretChecks,
  ...clockChecks,
];

export interface Wanted {
  readonly only?: readonly string[];
  /** Reasons by code. */
  readonly accepted?: Readonly<Record<string, string>>;
}

/** Throws where a code is none: a misspelt one would examine or accept nothing. */
export async function examine(
  deployment: Deployment,
  { only = [], accepted = {} }: Wanted = {},
): Promise<CheckResult[]> {
  const known = new Set(checks.map(({ code }) => code));
  const unknown = [...only, ...Object.keys(accepted)].filter((code) => !known.has(code));
  if (unknown.length > 0) throw new Error(`There is no check ${unknown.join(", ")}.`);
  const results: CheckResult[] = [];
  for (const check of checks) {
    if (only.length > 0 && !only.includes(check.code)) continue;
    results.push(await runCheck(check, deployment, accepted[check.code]));
  }
  return results;
}

function format({ code, status, saw, mend, accepted }: CheckResult): string {
  const mark = { ok: "ok  ", warn: "warn", fail: "FAIL", not_applicable: "n/a " }[status];
  return [
    `${mark}  ${code.padEnd(34)} ${saw}`,
    ...(accepted === undefined ? [] : [`      accepted: ${accepted}`]),
    ...(mend === undefined || accepted !== undefined ? [] : [`      mend: ${mend}`]),
  ].join("\n");
}

function toReasons(accepted: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    accepted.map((text) => {
      const [, code = "", reason = ""] = /^(\w+)=(.+)$/.exec(text) ?? [];
      if (reason === "") throw new Error(`--accept ${text} gives no reason: CODE="reason".`);
      return [code, reason] as const;
    }),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      accept: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
    },
  });
  if (values.help || values.list) {
    process.stdout.write(values.help ? help : checks.map(({ code }) => `${code}\n`).join(""));
    return;
  }
  const deployment = openDeployment(process.env);
  try {
    const wanted = { only: values.only, accepted: toReasons(values.accept) };
    const results = await examine(deployment, wanted);
    for (const result of results) {
      process.stdout.write(`${values.json ? JSON.stringify(result) : format(result)}\n`);
    }
    if (results.some(({ status }) => status === "fail")) process.exitCode = 1;
  } finally {
    await deployment.close();
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  });
}
