import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Explained } from "./run-command.mjs";

/** The variables of the stack that runs in a data directory. */
export function readEnvironment(dataDirectory) {
  const file = join(dataDirectory, "running.json");
  try {
    return JSON.parse(readFileSync(file, "utf8")).environment;
  } catch {
    throw new Explained(
      `No stack runs in ${dataDirectory}: start one with npm run demo or npm run stack, or name another --data-dir.`,
    );
  }
}

/** Takes `--data-dir FOLDER` from the front of the arguments. */
export function takeDataDirectory(args) {
  if (args[0] !== "--data-dir") return { dataDirectory: ".travobooks", rest: args };
  const [, dataDirectory, ...rest] = args;
  if (dataDirectory === undefined) throw new Explained("--data-dir wants a folder.");
  return { dataDirectory, rest };
}
