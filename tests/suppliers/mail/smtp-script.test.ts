import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { openMailer } from "../../../suppliers/mail/smtp-mailer";
import { from, newMail } from "./sink";

const root = join(__dirname, "..", "..", "..");

describe("scripts/sandboxes/smtp.ts", () => {
  let folder: string;
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "travobooks-mail-"));
  });
  afterAll(async () => {
    for (const child of running) child.kill("SIGKILL");
    await rm(folder, { recursive: true });
  });

  test("keeps every answered mail through a kill -9 and ends cleanly at SIGTERM", async () => {
    const first = await start();
    const mailer = openMailer(first.smtpUrl, { from });
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => mailer.send(newMail(`kill-${index}`))),
    );
    mailer.close();
    expect(outcomes.every(({ kind }) => kind === "accepted")).toBe(true);
    first.child.kill("SIGKILL");
    await once(first.child, "exit");

    const second = await start();
    const listed = (await (await fetch(`${second.controlUrl}/messages`)).json()) as object;
    expect(listed).toMatchObject({ count: 20, duplicates: [] });
    second.child.kill("SIGTERM");
    await expect(once(second.child, "exit")).resolves.toEqual([0, null]);
  }, 30_000);

  async function start() {
    const child = spawn(process.execPath, ["-e", loader], {
      cwd: root,
      env: {
        ...process.env,
        SMTP_SINK_PORT: "0",
        SMTP_SINK_CONTROL_PORT: "0",
        SMTP_SINK_DIRECTORY: folder,
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    running.push(child);
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    return { child, ...(JSON.parse(line) as { smtpUrl: string; controlUrl: string }) };
  }
});

/** Runs the TypeScript as jest does: each file through swc when it is required. */
const loader = `
const { transformSync } = require("@swc/core");
const { readFileSync } = require("node:fs");
require.extensions[".ts"] = (module, path) => {
  const jsc = { target: "es2022", parser: { syntax: "typescript" } };
  const { code } = transformSync(readFileSync(path, "utf8"), { jsc, module: { type: "commonjs" } });
  module._compile(code, path);
};
require("./scripts/sandboxes/smtp.ts");
`;
