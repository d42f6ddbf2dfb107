import path from "node:path";

import { startHotelbedsSandbox } from "../../suppliers/hotelbeds/sandbox";
import { startLccSandbox } from "../../suppliers/lcc/sandbox";
import { startNdcSandbox } from "../../suppliers/ndc/sandbox";
import { startSabreSandbox } from "../../suppliers/sabre/sandbox";
import { runSandbox } from "./run-sandbox";

const help = `Starts the sandbox suppliers whose address is given, each at the port of its address:

  SABRE_SANDBOX_URL=http://127.0.0.1:8093 NDC_SANDBOX_URL=http://127.0.0.1:8094 \\
  LCC_SANDBOX_URL=http://127.0.0.1:8095 HOTELBEDS_SANDBOX_URL=http://127.0.0.1:8098 \\
  node dist/scripts/sandboxes/suppliers.js
`;

async function start(): Promise<(() => Promise<void>) | undefined> {
  const { env } = process;
  const wanted = [
    { name: "sabre", url: env["SABRE_SANDBOX_URL"], startSandbox: startSabreSandbox },
    { name: "ndc", url: env["NDC_SANDBOX_URL"], startSandbox: startNdcSandbox },
    { name: "lcc", url: env["LCC_SANDBOX_URL"], startSandbox: startLccSandbox },
    { name: "hotelbeds", url: env["HOTELBEDS_SANDBOX_URL"], startSandbox: startHotelbedsSandbox },
  ].flatMap(({ url, ...sandbox }) => (url === undefined ? [] : [{ ...sandbox, url }]));
  if (wanted.length === 0) {
    process.stderr.write(help);
    process.exitCode = 1;
    return undefined;
  }
  const host = env["SUPPLIER_SANDBOX_HOST"] ?? "127.0.0.1";
  const folder = env["SUPPLIER_SANDBOX_STATE"] ?? ".travobooks/sandbox-suppliers";
  const started = await Promise.all(
    wanted.map(async ({ name, url, startSandbox }) => {
      const port = Number(new URL(url).port);
      const sandbox = await startSandbox({ port, host, stateDirectory: path.resolve(folder) });
      console.log(JSON.stringify({ sandbox: name, pid: process.pid, url: sandbox.url }));
      return sandbox;
    }),
  );
  return async () => {
    await Promise.all(started.map((sandbox) => sandbox.close()));
  };
}

runSandbox(start);
