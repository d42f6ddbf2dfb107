import { runEntry } from "./entry.mjs";
import { Explained } from "./run-command.mjs";
import { readEnvironment, takeDataDirectory } from "./running-stack.mjs";

const usage = `Asks the database of the stack that runs on this machine, and changes nothing.

  npm run sql -- [--data-dir FOLDER] "SELECT entry_number, description FROM journal_entries"
`;

void runEntry(async () => {
  const { dataDirectory, rest } = takeDataDirectory(process.argv.slice(2));
  const statement = rest.join(" ");
  if (statement === "" || statement === "--help") {
    process.stdout.write(usage);
    return statement === "" ? 2 : 0;
  }
  const { DATABASE_URL: url } = readEnvironment(dataDirectory);
  const { createConnection } = await import("mysql2/promise");
  const connection = await createConnection({
    uri: url,
    supportBigNumbers: true,
    dateStrings: true,
  });
  try {
    await connection.query("SET SESSION TRANSACTION READ ONLY");
    const [rows] = await connection.query(statement);
    console.table(rows);
  } catch (error) {
    throw new Explained(error.message);
  } finally {
    await connection.end();
  }
  return 0;
});
