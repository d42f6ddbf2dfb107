import path from "node:path";
import { parseArgs } from "node:util";

import { startLccSandbox } from "../../suppliers/lcc/sandbox";
import { startNdcSandbox } from "../../suppliers/ndc/sandbox";
import { startSabreSandbox } from "../../suppliers/sabre/sandbox";

const sandboxes = { sabre: startSabreSandbox, ndc: startNdcSandbox, lcc: startLccSandbox } as const;

const help = `Starts a sandbox supplier: ${Object.keys(sandboxes).join(", ")}.

  node dist/scripts/sandboxes/suppliers.js sabre --port 8093 --state .travobooks/sandbox-sabre
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: "string", default: "0" },
      host: { type: "string", default: "127.0.0.1" },
      state: { type: "string" },
    },
  });
  const [name = ""] = positionals;
  const start = Object.entries(sandboxes).find(([known]) => known === name)?.[1];
  if (start === undefined) {
    process.stderr.write(help);
    process.exitCode = 1;
    return;
  }
  const sandbox = await start({
    port: Number(values.port),
    host: values.host,
    stateDirectory: path.resolve(values.state ?? `.travobooks/sandbox-${name}`),
  });
  console.log(JSON.stringify({ sandbox: name, pid: process.pid, url: sandbox.url }));
  const stop = (): void => {
    sandbox.close().catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
