import { parseArgs } from "node:util";

import { StackError, toMessage } from "./stack-error";
import type { DatabaseEngine } from "./stack-types";

export const usage = `Runs the whole of travoBooks on this machine: database, Redis, Temporal, API and workers.

  npm run stack [-- options]

  --db mariadb|mysql      which database server (default mariadb)
  --data-dir DIRECTORY    where its data lives (default .travobooks)
  --infrastructure-only   no API, workers and sandboxes
  --no-ui                 without Temporal's Web UI
  --fast                  less durable: a power cut may lose the last seconds
  --check                 only say what is missing on this machine; install and start nothing
  --json                  print one JSON document with addresses and environment when it is up
  --help                  this text

It stays until Ctrl-C. What it starts it also stops, even if it is killed itself.
Variables: TEMPORAL_CLI, MARIADBD, MYSQLD, REDIS_SERVER name a binary to use;
LOG_LEVEL, NODE_ENV and MAIL_FROM are handed on to the applications.`;

export type CommandLine = {
  database: DatabaseEngine;
  dataDirectory: string;
  infrastructureOnly: boolean;
  headless: boolean;
  fast: boolean;
  check: boolean;
  json: boolean;
  help: boolean;
};

/** Reads the arguments; throws a UsageError that says which one is wrong. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const values = parse(args);
  return {
    database: toEngine(values.db),
    dataDirectory: values["data-dir"],
    infrastructureOnly: values["infrastructure-only"],
    headless: values["no-ui"],
    fast: values.fast,
    check: values.check,
    json: values.json,
    help: values.help,
  };
}

export class UsageError extends StackError {}

function parse(args: readonly string[]) {
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        db: { type: "string", default: "mariadb" },
        "data-dir": { type: "string", default: ".travobooks" },
        "infrastructure-only": flag,
        "no-ui": flag,
        fast: flag,
        check: flag,
        json: flag,
        help: { ...flag, short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(toMessage(error));
  }
}

function toEngine(text: string): DatabaseEngine {
  if (text === "mariadb" || text === "mysql") return text;
  throw new UsageError(`--db must be mariadb or mysql, not ${text}.`);
}
