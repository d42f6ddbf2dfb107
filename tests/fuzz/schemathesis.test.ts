import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { builtInRoles } from "../../domain/roles";
import { supplierNames } from "../../domain/supplier-names";
import { schemathesisProgram } from "../../scripts/stack/install-schemathesis";
import { openBookkeepers } from "../harness/bookkeepers";
import { today } from "../harness/database";
import type { ListeningApp } from "../harness/listen-for";
import { listenFor } from "../harness/listen-for";
import { createOneOfEverything } from "../harness/one-of-everything";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

/** Of each operation in the fuzzing phase; `npm run fuzz` asks for more. */
const examples = Number(process.env["FUZZ_EXAMPLES"] ?? 2);
/** The other roles are let near less of what an administrator tries. */
const examplesOfRole = Math.ceil(examples / 2);
/** Runs at once: a run waits for the API half of its time. */
const lanes = 2;
const seed = Number(process.env["FUZZ_SEED"] ?? 1);
/** Fewer cases than operations would mean that some were not tried. */
const casesMin = 100;

const administrator = "partner_admin";

let app: TestApp;
let listening: ListeningApp;
let directory: string;
let parameters: readonly (readonly [string, string])[];
let tokens: ReadonlyMap<string, string>;
let strangersToken: string;
/** What each run found; they begin together. */
let findings: ReadonlyMap<Run, Promise<string>>;

beforeAll(async () => {
  // Any of them may be asked for offers.
  app = await startTestApp({ suppliers: supplierNames });
  listening = await listenFor(app, { waitMs: 2_000 });
  directory = await mkdtemp(join(tmpdir(), "travobooks-fuzz-"));
  const people = await openBookkeepers(app);
  parameters = [
    ["feed", "ecb"],
    ["fiscal_year", today().slice(0, 4)],
    ...(await createOneOfEverything(people, "Fuzzed")),
  ];
  const made: [string, string][] = [];
  for (const { code, permissions } of builtInRoles) {
    made.push([code, await app.createToken(people.scope, permissions)]);
  }
  tokens = new Map(made);
  strangersToken = (await app.createPartner()).token;
  findings = beginRuns();
});

afterAll(async () => {
  await listening.close();
  await app.close();
  await rm(directory, { recursive: true, force: true });
});

interface Run {
  readonly code: string;
  readonly phases: string;
}

/** All phases as an administrator; the document's examples and what is made up as every other role. */
const runs: readonly Run[] = [
  { code: administrator, phases: "coverage" },
  { code: administrator, phases: "examples,fuzzing,stateful" },
  ...builtInRoles
    .map(({ code }) => ({ code, phases: "examples,fuzzing" }))
    .filter(({ code }) => code !== administrator),
];

/** Each lane takes the next that nobody has taken. */
function beginRuns(): ReadonlyMap<Run, Promise<string>> {
  const waiting: (() => Promise<void>)[] = [];
  const begin = (run: Run) =>
    new Promise<string>((resolve, reject) => {
      waiting.push(() => runSchemathesis(run).then(resolve, reject));
    });
  const begun = runs.map((run) => [run, begin(run)] as const);
  // Its own test tells of a run that failed, when its turn comes.
  for (const [, found] of begun) found.catch(() => undefined);
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
  };
  for (let lane = 0; lane < lanes; lane += 1) void work();
  return new Map(begun);
}

/** Where a name stands for different things, the path before it tells which. */
function configuration(code: string): string {
  const named = parameters.filter(([name]) => !name.includes(" "));
  const ofPaths = parameters.filter(([name]) => name.includes(" "));
  return [
    `base-url = "${listening.url}"`,
    "request-timeout = 30.0",
    `seed = ${seed}`,
    "workers = 1",
    "continue-on-failure = true",
    "[generation]",
    `max-examples = ${code === administrator ? examples : examplesOfRole}`,
    "[phases.stateful]",
    `max-steps = 3`,
    "[checks.positive_data_acceptance]",
    // Valid by its schema, and yet in conflict with how things stand, or not allowed to this role.
    'expected-statuses = ["2xx", "304", 400, 401, 403, 404, 406, 409, 412, 422, 428, 429, 503]',
    "[parameters]",
    ...named.map(([name, value]) => `"path.${name}" = "${value}"`),
    ...ofPaths.flatMap(([name, value]) => {
      const [parameter = "", folder = ""] = name.split(" ");
      return [
        "[[operations]]",
        `include-path-regex = "^${folder}/\\\\{${parameter}\\\\}"`,
        `parameters = { "path.${parameter}" = "${value}" }`,
      ];
    }),
    "[auth.wfc]",
    `path = "${join(directory, `${code}.wfc.yaml`)}"`,
    `user = "caller"`,
    `peers = ["caller", "stranger"]`,
    "",
  ].join("\n");
}

function credentials(token: string): string {
  const entry = (name: string, secret: string) =>
    `  - name: ${name}\n    fixedHeaders:\n      - name: Authorization\n        value: "Bearer ${secret}"\n`;
  return `auth:\n${entry("caller", token)}${entry("stranger", strangersToken)}`;
}

/** What it prints where it finds something; nothing where it does not. */
async function runSchemathesis({ code, phases }: Run): Promise<string> {
  await writeFile(join(directory, `${code}.wfc.yaml`), credentials(tokens.get(code) ?? ""));
  const file = join(directory, `${code}.${phases}.toml`);
  await writeFile(file, configuration(code));
  const child = spawn(
    schemathesisProgram(process.env),
    [
      "--config-file",
      file,
      "run",
      `${listening.url}/openapi.json`,
      "--checks",
      "all",
      "--phases",
      phases,
    ],
    {
      stdio: ["ignore", "pipe", "inherit"],
      cwd: directory,
      env: { ...process.env, NO_COLOR: "1" },
    },
  );
  const [output, [status]] = await Promise.all([
    text(child.stdout),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  return status === 0 && caseCount(output) > casesMin ? "" : output;
}

/** So that a run that tried nothing does not pass for one that found nothing. */
function caseCount(output: string): number {
  return Number(/(\d+) generated/.exec(output)?.[1] ?? 0);
}

describe("schemathesis with all checks on", () => {
  test.each(runs.map((run) => [run.code, run.phases, run] as const))(
    "finds nothing as %s, in %s",
    async (_code, _phases, run) => {
      expect(await findings.get(run)).toBe("");
    },
  );
});
