import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { runEntry } from "./entry.mjs";
import { prepareCheckout } from "./prepare-checkout.mjs";
import { createReporter } from "./reporter.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const usage = `Starts the whole of travoBooks on this machine and sells one ticket with it.

  npm run demo [-- options]

  --once              stop after the ticket has been shown
  --db mariadb|mysql  which database server (default mariadb)
  --data-dir FOLDER   where its data lives (default .travobooks); another one for a second demo
  --help              this text

It installs what is missing, uses other ports where its own are taken, and stays until Ctrl-C.
NO_COLOR=1 turns colours off.`;

/** `npm run demo`: prepares the checkout, then hands over to what was compiled. */
export function demo(args) {
  return runEntry(async (takeOverSignals) => {
    const options = parse(args);
    if (typeof options === "string") {
      process.stderr.write(`${options}\nSee npm run demo -- --help.\n`);
      return 2;
    }
    if (options.help) {
      process.stdout.write(`${usage}\n`);
      return 0;
    }
    process.chdir(root);
    const typedAt = Date.now() - process.uptime() * 1000;
    await prepareCheckout(root, createReporter(process.stdout));
    const { runDemo } = await import("../../dist/scripts/demo/main.js");
    takeOverSignals();
    return runDemo({ ...options, typedAt });
  });
}

/** The options, or what is wrong with them. */
function parse(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        once: { type: "boolean", default: false },
        db: { type: "string", default: "mariadb" },
        "data-dir": { type: "string", default: join(root, ".travobooks") },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const { once, db: database, help } = values;
    if (database !== "mariadb" && database !== "mysql") {
      return `--db must be mariadb or mysql, not ${database}.`;
    }
    // Where it was typed, also when npm has changed to the project's folder.
    const dataDirectory = resolve(process.env["INIT_CWD"] ?? ".", values["data-dir"]);
    return { once, database, dataDirectory, help };
  } catch (error) {
    return error.message;
  }
}
