import { join } from "node:path";

import { ensureSome } from "../stack/ensure-binaries";
import { which } from "../stack/find-binary";
import { cacheDirectory } from "../stack/find-context";
import { installPackages } from "../stack/install-apt";
import { ensureSchemathesis } from "../stack/install-schemathesis";
import { createNursery } from "../stack/nursery";
import { toMessage } from "../stack/stack-error";
import type { OnStackEvent } from "../stack/stack-types";

/** What suites wait for, each settled by itself. */
export type PartName = "tools" | "services" | "mysql" | "fuzzer";
export type PartMessage =
  | { readonly kind: "progress"; readonly text: string }
  | { readonly kind: "settled"; readonly part: PartName; readonly failure: string | undefined };

/** Programs that tests run, and the Debian packages that bring them. */
const tools = [
  { program: "pdftotext", package: "poppler-utils" },
  { program: "pdftoppm", package: "poppler-utils" },
  { program: "curl", package: "curl" },
  { program: "jq", package: "jq" },
  { program: "hledger", package: "hledger" },
] as const;

/** Finds or installs, side by side, everything that a suite starts. */
export async function installParts(tell: (message: PartMessage) => void): Promise<void> {
  const progress: OnStackEvent = ({ name, text, elapsedMs }) => {
    const time = elapsedMs === undefined ? "" : ` (${Math.round(elapsedMs / 1000)} s)`;
    tell({ kind: "progress", text: `${name}: ${text}${time}` });
  };
  const works: Readonly<Record<PartName, () => Promise<unknown>>> = {
    tools: async () => installTools(progress),
    services: async () => ensureSome(["mysql", "redis", "temporal"], { progress }),
    mysql: async () => ensureSome(["mysql"], { database: "mysql", progress }),
    fuzzer: async () => installFuzzer(progress),
  };
  const settle = async (part: PartName) => {
    const failure = await works[part]().then(() => undefined, toMessage);
    tell({ kind: "settled", part, failure });
  };
  await Promise.all([settle("tools"), settle("services"), settle("mysql"), settle("fuzzer")]);
}

async function installFuzzer(progress: OnStackEvent): Promise<void> {
  const { env } = process;
  const nursery = createNursery();
  try {
    const context = { env, nursery, progress, cacheDirectory: cacheDirectory(env) };
    await ensureSchemathesis(join(process.cwd(), "tests/fuzz/requirements.txt"), context);
  } finally {
    await nursery.close();
  }
}

async function installTools(progress: OnStackEvent): Promise<void> {
  const { env } = process;
  const missing = tools.filter(({ program }) => which(program, env) === undefined);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((tool) => tool.package))];
  const nursery = createNursery();
  try {
    const context = { env, nursery, progress, cacheDirectory: cacheDirectory(env) };
    const failure = await installPackages(packages, context);
    if (failure === undefined) return;
    const log = join(context.cacheDirectory, "logs", "apt.log");
    throw new Error(
      `Missing: ${missing.map(({ program }) => program).join(", ")}. apt-get install ${packages.join(" ")} did not do it: ${failure}\nSee ${log}.`,
    );
  } finally {
    await nursery.close();
  }
}
