import { runEntry } from "./entry.mjs";
import { runCommand } from "./run-command.mjs";
import { readEnvironment, takeDataDirectory } from "./running-stack.mjs";

const usage = `Runs a command with the variables of the stack that runs on this machine.

  npm run with-stack -- [--data-dir FOLDER] COMMAND [ARGUMENTS]
  npm run with-stack -- npm run partner -- --code NOVA --name "Nova Travel"
`;

void runEntry(async () => {
  const { dataDirectory, rest } = takeDataDirectory(process.argv.slice(2));
  const [command, ...args] = rest;
  if (command === undefined || command === "--help") {
    process.stdout.write(usage);
    return command === undefined ? 2 : 0;
  }
  const env = { ...process.env, ...readEnvironment(dataDirectory) };
  const outcome = await runCommand(command, args, { env });
  if (outcome.error) process.stderr.write(`${command}: ${outcome.error.message}\n`);
  return outcome.code ?? 1;
});
