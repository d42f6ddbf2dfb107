import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { poll } from "../../../scripts/stack/poll";
import { projectRoot, readProjectFile } from "../../compose/project-files";
import { descendants, untilGone } from "../../stack/support/processes";
import { readProgram } from "./walk-through";

const secondsToTicketMax = 60;
const startTimeoutMs = 110_000;

interface Demo {
  readonly pid: number;
  output(): string;
  interrupt(): void;
  readonly exited: Promise<number | null>;
}

const directories: string[] = [];
const started: Demo[] = [];

function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "travobooks-demo-"));
  directories.push(directory);
  return directory;
}

/** The command of package.json, without npm in between. */
function startDemo(...args: string[]): Demo {
  const child = spawn(process.execPath, ["scripts/demo.mjs", ...args], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, INIT_CWD: projectRoot },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const { pid } = child;
  if (pid === undefined) throw new Error("the demo has no pid");
  const demo = {
    pid,
    output: () => output,
    interrupt: () => child.kill("SIGINT"),
    exited: once(child, "close").then(() => child.exitCode),
  };
  started.push(demo);
  return demo;
}

async function untilPrinted(demo: Demo, pattern: RegExp): Promise<RegExpExecArray> {
  return poll(
    async () => {
      const match = pattern.exec(demo.output());
      if (match === null) throw new Error(`${pattern} is not in:\n${demo.output()}`);
      return match;
    },
    { timeoutMs: startTimeoutMs },
  );
}

/** What stands beside a name in the demo's columns. */
function valueOf(demo: Demo, name: string): string {
  const value = new RegExp(`^ *${name} {2,}(\\S.*)$`, "m").exec(demo.output())?.[1];
  if (value === undefined) throw new Error(`${name} is not in:\n${demo.output()}`);
  return value;
}

afterAll(async () => {
  for (const demo of started) demo.interrupt();
  await Promise.all(started.map(({ exited }) => exited));
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

describe("npm run demo", () => {
  let demo: Demo;

  beforeAll(async () => {
    demo = startDemo("--data-dir", makeDirectory());
    await untilPrinted(demo, /Everything stays up[.] Ctrl-C stops it[.]/);
  }, startTimeoutMs);

  test("shows its ticket within a minute of being typed, on an empty data directory", async () => {
    const [, seconds] = await untilPrinted(demo, /Done ([\d.]+) s after the command was typed/);
    expect(Number(seconds)).toBeLessThan(secondsToTicketMax);
    expect(demo.output()).toMatch(/^Ticket\n {2}997-\d{10} {3}RAHMAN\/TANVIR /m);
  });

  test("prints plain text: no colours, no stack trace", () => {
    expect(demo.output()).not.toContain("\x1b");
    expect(demo.output()).not.toMatch(/^\s+at .*:\d+/m);
  });

  test("prints the journal entry, balanced", () => {
    expect(demo.output()).toMatch(/^ {2}1101 .* 50,800[.]00$/m);
    const [, debit, credit] = /^ +Total BDT +([\d,.]+) +([\d,.]+)$/m.exec(demo.output()) ?? [];
    expect(debit).toBe("53,600.00");
    expect(credit).toBe(debit);
  });

  test("prints the workflow's stages with their times", () => {
    for (const stage of ["requested", "issuing", "issued_at_supplier", "issued"]) {
      expect(demo.output()).toMatch(new RegExp(`^ {2}${stage} +\\d{4}-[\\dTZ.:-]+ +\\d+ ms$`, "m"));
    }
  });

  test("the e-ticket lies where it says", () => {
    expect(readFileSync(valueOf(demo, "PDF on disk")).subarray(0, 5).toString()).toBe("%PDF-");
    expect(valueOf(demo, "Mail")).toMatch(/^"E-ticket TVB-.*" to tanvir@demo-.*[.]pdf$/);
  });

  test.each([
    ["API docs", "travoBooks API"],
    ["OpenAPI document", '"openapi":"3.1.0"'],
    ["Workflow in the Temporal UI", "<html"],
    ["to read its payloads", "Codec token"],
    ["Mails received", "E-ticket TVB-"],
    ["Metrics of api", "http_server_request_duration_seconds"],
    ["Metrics of worker", "tb_activity_duration_seconds"],
    ["Amadeus sandbox", "DocIssuance_IssueTicket"],
  ])("%s answers at the address that is printed", async (name, content) => {
    const [address = ""] = valueOf(demo, name).split(" ");
    const answer = await fetch(address);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(content);
  });

  test("the token that is printed opens the API", async () => {
    const token = /^ *Token of DEMO-\w{4} +(tvb_test_\w+)$/m.exec(demo.output())?.[1] ?? "";
    const headers = { Authorization: `Bearer ${token}` };
    const answer = await fetch(valueOf(demo, "PDF by API"), { headers });
    expect(answer.headers.get("Content-Type")).toBe("application/pdf");
  });

  test("the walk-through of docs/integration.md does what it says", () => {
    const program = readProgram(readProjectFile("docs/integration.md"), "A walk-through", "bash");
    expect(program).toContain("/issue");
    // Started on sockets bash takes itself for a remote shell, and reads a start-up file.
    const run = spawnSync("bash", ["--norc", "-euo", "pipefail", "-c", program], {
      cwd: makeDirectory(),
      encoding: "utf8",
      env: {
        ...process.env,
        TVB_URL: valueOf(demo, "API docs").replace(/\/docs$/, ""),
        TVB_TOKEN: /tvb_test_\w+/.exec(demo.output())?.[0] ?? "",
      },
    });
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toMatch(/^customer cus_\w{26}\n(true\n){6}%PDF-true\n$/);
  });

  test("the statement of README.md shows the entry in SQL", () => {
    const [, directory = ""] = /^ *Data and logs +(\S+)$/m.exec(demo.output()) ?? [];
    const statement = readProgram(readProjectFile("README.md"), "How to look inside", "sql");
    const run = spawnSync("node", ["scripts/lib/sql.mjs", "--data-dir", directory, statement], {
      cwd: projectRoot,
      encoding: "utf8",
    });
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toMatch(/'1101' .*'debit' .*'50800[.]000'/);
  });

  test("npm run with-stack gives a command the stack's variables", () => {
    const [, directory = ""] = /^ *Data and logs +(\S+)$/m.exec(demo.output()) ?? [];
    const run = spawnSync(
      "node",
      ["scripts/lib/with-stack.mjs", "--data-dir", directory, "sh", "-c", 'echo "$API_PUBLIC_URL"'],
      { cwd: projectRoot, encoding: "utf8" },
    );
    expect(`${run.stdout.trim()}/docs`).toBe(valueOf(demo, "API docs"));
  });

  test("a second one runs at the same time in another directory, and stops by itself", async () => {
    const second = startDemo("--once", "--data-dir", makeDirectory());
    await untilPrinted(second, /^Ticket$/m);
    const family = descendants(second.pid);
    expect(family.length).toBeGreaterThan(5);
    expect(await second.exited).toBe(0);
    await untilGone(family);
    expect(second.output()).toMatch(/Stopped; nothing is left running[.]\n$/);
  });

  test("a second one in the same directory says so in one line", async () => {
    const [, directory = ""] = /^ *Data and logs +(\S+)$/m.exec(demo.output()) ?? [];
    const second = startDemo("--once", "--data-dir", directory);
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(/^travoBooks already runs in .*take another --data-dir[.]$/m);
    expect(second.output()).not.toMatch(/^\s+at /m);
  });

  test("Ctrl-C stops everything; the same directory then serves a second run", async () => {
    const [, directory = ""] = /^ *Data and logs +(\S+)$/m.exec(demo.output()) ?? [];
    const family = descendants(demo.pid);
    demo.interrupt();
    expect(await demo.exited).toBe(0);
    await untilGone(family);
    expect(existsSync(join(directory, "running.json"))).toBe(false);
    const again = startDemo("--once", "--data-dir", directory);
    expect(await again.exited).toBe(0);
    expect(again.output()).toMatch(/^ {2}997-\d{10} /m);
  });

  test.each([
    [["--db", "oracle"], /^--db must be mariadb or mysql, not oracle[.]\nSee /],
    [["--nonsense"], /^Unknown option '--nonsense'/],
  ])("%j is refused with exit code 2", async (args, message) => {
    const refused = startDemo(...args);
    expect(await refused.exited).toBe(2);
    expect(refused.output()).toMatch(message);
  });

  test("--help explains itself", async () => {
    const help = startDemo("--help");
    expect(await help.exited).toBe(0);
    expect(help.output()).toContain("--once");
  });
});

describe("package.json", () => {
  test("has the two commands of README.md", () => {
    const { scripts } = JSON.parse(readProjectFile("package.json")) as {
      scripts: Record<string, string>;
    };
    expect(scripts).toMatchObject({
      demo: "node scripts/demo.mjs",
      test: "node scripts/test.mjs",
    });
  });
});
