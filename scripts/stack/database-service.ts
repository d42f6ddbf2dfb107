import { rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";

import { createConnection } from "mysql2/promise";

import { applicationUser, databaseName, migrationUser, serverEnvironment } from "./environment";
import type { ProcessSpec } from "./process-spec";
import type { Secrets } from "./secrets";
import type { ServiceContext } from "./service-context";
import type { DatabaseEngine, Tuning } from "./stack-types";

const connectionCountMax = 300;
const bufferPoolMbDefault = 256;
// The strict mode of MySQL 8, spelled out, because MariaDB's default lacks parts of it.
const sqlMode = [
  "ONLY_FULL_GROUP_BY",
  "STRICT_TRANS_TABLES",
  "STRICT_ALL_TABLES",
  "NO_ZERO_IN_DATE",
  "NO_ZERO_DATE",
  "ERROR_FOR_DIVISION_BY_ZERO",
  "NO_ENGINE_SUBSTITUTION",
].join(",");

/** The private MariaDB or MySQL server of a data directory that is initialised. */
export function databaseProcess(
  engine: DatabaseEngine,
  port: number,
  context: ServiceContext,
): ProcessSpec {
  const { binary, directory, secrets, tuning, progress } = context;
  const initFile = writeInitFile(directory.root, secrets);
  return {
    name: "mysql",
    command: binary.command,
    args: [
      ...binary.leadingArgs,
      "--no-defaults",
      ...binary.serverArgs,
      ...commonArgs(port, tuning),
      ...(engine === "mysql" ? ["--mysqlx=OFF", "--secure-file-priv=NULL"] : []),
      `--datadir=${directory.database(engine)}`,
      `--socket=${directory.socket}`,
      `--pid-file=${directory.socket}.pid`,
      `--init-file=${initFile}`,
      `--user=${userInfo().username}`,
    ],
    env: serverEnvironment(directory),
    logFile: directory.log("mysql"),
    ports: [port],
    check: async () => selectOne(port, secrets),
    stopTimeoutMs: 30_000,
    onEvent: progress,
  };
}

function commonArgs(port: number, tuning: Tuning): string[] {
  return [
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    `--local-infile=${tuning.localInfile ? 1 : 0}`,
    // One node has nobody to replicate to, and without the log triggers need no SUPER.
    "--skip-log-bin",
    `--innodb-flush-log-at-trx-commit=${tuning.fast ? 2 : 1}`,
    `--innodb-buffer-pool-size=${tuning.bufferPoolMb ?? bufferPoolMbDefault}M`,
    `--max-connections=${connectionCountMax}`,
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_520_ci",
    "--default-time-zone=+00:00",
    `--sql-mode=${sqlMode}`,
  ];
}

async function selectOne(port: number, secrets: Secrets): Promise<void> {
  const connection = await createConnection({
    host: "127.0.0.1",
    port,
    user: migrationUser,
    password: secrets.databaseMigrationPassword,
    connectTimeout: 2_000,
  });
  try {
    await connection.query("SELECT 1");
  } finally {
    await connection.end();
  }
}

/**
 * The server runs this before it lets anyone in, at every start: users always have the
 * passwords of secrets.json, and root never has an empty one that could be reached.
 */
function writeInitFile(root: string, secrets: Secrets): string {
  const file = join(root, "users.sql");
  const statements = [
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${secrets.databaseRootPassword}'`,
    `CREATE DATABASE IF NOT EXISTS ${databaseName} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`,
    ...userStatements(migrationUser, secrets.databaseMigrationPassword),
    ...userStatements(applicationUser, secrets.databaseApplicationPassword),
    `GRANT ALL PRIVILEGES ON \`travobooks%\`.* TO '${migrationUser}'@'%' WITH GRANT OPTION`,
    // To see what the application's user has been granted, and take back what is too much.
    `GRANT SELECT ON mysql.* TO '${migrationUser}'@'%'`,
  ];
  rmSync(file, { force: true });
  writeFileSync(file, `${statements.join(";\n")};\n`, { mode: 0o600 });
  return file;
}

// For every host: the server listens on loopback only, and a grant without a host means '%'.
function userStatements(user: string, password: string): string[] {
  return [
    `CREATE USER IF NOT EXISTS '${user}'@'%' IDENTIFIED BY '${password}'`,
    `ALTER USER '${user}'@'%' IDENTIFIED BY '${password}'`,
  ];
}
