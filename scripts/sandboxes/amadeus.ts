import path from "node:path";

import { startAmadeusSandbox } from "../../suppliers/amadeus/sandbox";
import { runSandbox } from "./run-sandbox";

const portDefault = 8091;

/** AMADEUS_SANDBOX_PORT, else the port of AMADEUS_SANDBOX_URL, else 8091. */
function readPort(env: NodeJS.ProcessEnv): number {
  const { AMADEUS_SANDBOX_PORT: port, AMADEUS_SANDBOX_URL: url } = env;
  const text = port ?? (url === undefined ? "" : new URL(url).port);
  if (text === "") return portDefault;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new Error(`AMADEUS_SANDBOX_PORT is no port: ${text}`);
}

async function start(): Promise<() => Promise<void>> {
  const { env } = process;
  const sandbox = await startAmadeusSandbox({
    port: readPort(env),
    host: env["AMADEUS_SANDBOX_HOST"] ?? "127.0.0.1",
    stateDirectory: path.resolve(env["AMADEUS_SANDBOX_STATE"] ?? ".travobooks/amadeus-sandbox"),
    ...(env["AMADEUS_SANDBOX_LOG"] === "1"
      ? { log: (entry) => console.log(JSON.stringify(entry)) }
      : {}),
  });
  console.log(`amadeus sandbox: ${sandbox.url} (control ${sandbox.controlUrl})`);
  return () => sandbox.close();
}

runSandbox(start);
