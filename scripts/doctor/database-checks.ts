import { join } from "node:path";

import { parseDatabaseUrl } from "../../db/config";
import { listPendingMigrations } from "../../db/migrator";
import { openDatabase } from "../../db/pool";
import type { Check, CheckAnswer } from "./check";
import { fail, notApplicable, ok, warn } from "./check";
import type { Deployment } from "./deployment";
import { query, readVariables } from "./deployment";
import { isPublic, resolveHost } from "./hosts";

const unsealedSecondsMax = 300;

export const databaseChecks: readonly Check[] = [
  { code: "STACK_DB_PUBLIC_EXPOSURE", run: checkExposure },
  { code: "STACK_DATABASE_NOT_DURABLE", run: checkDurability },
  { code: "STACK_BINARY_LOG_OFF", run: checkBinaryLog },
  { code: "STACK_DATABASE_SETTING_UNSAFE", run: checkSettings },
  { code: "STACK_SESSION_NOT_SERIALIZABLE", run: checkSessions },
  { code: "STACK_MIGRATIONS_PENDING", run: checkMigrations },
  { code: "STACK_AUDIT_UNSEALED", run: checkSealing },
  { code: "STACK_ACCOUNT_WITHOUT_PASSWORD", run: checkPasswordlessAccounts },
];

async function checkExposure({ databaseAddress, database }: Deployment): Promise<CheckAnswer> {
  const addresses = await resolveHost(databaseAddress.host);
  const open = addresses.filter(isPublic);
  const mend =
    "Move the database into a private network and bind it to its address there (bind_address). If it listens everywhere inside a network that is closed, accept this check with that reason.";
  if (open.length > 0) {
    return fail(`${databaseAddress.host} is the public address ${open.join(", ")}.`, mend);
  }
  const { bind_address: bound = "*" } = await readVariables(await database(), ["bind_address"]);
  const isEverywhere = /^(?:\*|0\.0\.0\.0|::|)$/.test(bound);
  return isEverywhere
    ? fail(`The database listens on every address of its machine (bind_address ${bound}).`, mend)
    : ok(`The database is at ${addresses.join(", ")} and listens on ${bound}.`);
}

async function checkDurability({ database }: Deployment): Promise<CheckAnswer> {
  const wanted = { innodb_flush_log_at_trx_commit: "1", innodb_doublewrite: "ON" };
  const found = await readVariables(await database(), [
    ...Object.keys(wanted),
    "sync_binlog",
    "log_bin",
  ]);
  const wrong = Object.entries({
    ...wanted,
    ...(found["log_bin"] === "ON" ? { sync_binlog: "1" } : {}),
  }).filter(([name, value]) => found[name] !== value);
  return wrong.length === 0
    ? ok("An acknowledged commit is on disk.")
    : fail(
        `A power cut loses acknowledged commits: ${wrong.map(([name]) => `${name}=${found[name]}`).join(", ")}.`,
        `Set ${wrong.map(([name, value]) => `${name}=${value}`).join(", ")}.`,
      );
}

async function checkBinaryLog({ database, isProduction }: Deployment): Promise<CheckAnswer> {
  const { log_bin: state } = await readVariables(await database(), ["log_bin"]);
  if (state === "ON") return ok("The binary log is on: the books can be restored to any second.");
  const saw = "The binary log is off: a restore reaches the last back-up only.";
  const mend = "Turn the binary log on, and keep it apart from the database's disk.";
  return isProduction ? fail(saw, mend) : warn(saw, mend);
}

async function checkSettings({ database }: Deployment): Promise<CheckAnswer> {
  const wanted = { local_infile: "OFF", innodb_force_recovery: "0", read_only: "OFF" };
  const found = await readVariables(await database(), Object.keys(wanted));
  const wrong = Object.entries(wanted).filter(([name, value]) => found[name] !== value);
  return wrong.length === 0
    ? ok(
        Object.entries(wanted)
          .map((pair) => pair.join("="))
          .join(", "),
      )
    : fail(
        wrong.map(([name]) => `${name}=${found[name]}`).join(", "),
        `Set ${wrong.map((pair) => pair.join("=")).join(", ")}.`,
      );
}

/** As the programs' own pool opens them: something between could change what they asked for. */
async function checkSessions({ databaseAddress }: Deployment): Promise<CheckAnswer> {
  const { pool, close } = openDatabase(databaseAddress, { connectionLimit: 1 });
  try {
    const rows = await query(
      pool.promise(),
      "SHOW SESSION VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation', 'time_zone', 'sql_mode')",
    );
    return judgeSession(
      Object.fromEntries(rows.map((row) => [String(row["Variable_name"]), row["Value"] ?? ""])),
    );
  } finally {
    await close();
  }
}

export function judgeSession(session: Readonly<Record<string, string>>): CheckAnswer {
  const isolation = session["tx_isolation"] ?? session["transaction_isolation"] ?? "unknown";
  const found = `${isolation}, time zone ${session["time_zone"]}, ${session["sql_mode"]}`;
  const isSafe =
    isolation === "SERIALIZABLE" &&
    session["time_zone"] === "+00:00" &&
    /STRICT_ALL_TABLES/.test(session["sql_mode"] ?? "");
  return isSafe
    ? ok(`Sessions are ${isolation}, in UTC and strict.`)
    : fail(
        `Sessions are not as the programs ask: ${found}.`,
        "Remove what resets them: a proxy that shares sessions, or init_connect.",
      );
}

async function checkMigrations({ database }: Deployment): Promise<CheckAnswer> {
  const directory = join(process.cwd(), "db/migrations");
  const pending = await listPendingMigrations(await database(), directory);
  return pending.length === 0
    ? ok("The schema is at the newest migration.")
    : fail(
        `${pending.length} migrations are pending: ${pending.join(", ")}.`,
        "Run dist/db/migrate.js before this version serves.",
      );
}

async function checkSealing({ database }: Deployment): Promise<CheckAnswer> {
  const rows = await query(
    await database(),
    "SELECT COUNT(*) AS waiting, COALESCE(TIMESTAMPDIFF(SECOND, MIN(created_at), UTC_TIMESTAMP(6)), 0) AS age FROM unsealed_audit_logs",
  );
  const age = Number(rows[0]?.["age"]);
  const waiting = rows[0]?.["waiting"] ?? "0";
  if (waiting === "0") return ok("Every audit row is in its chain.");
  return age <= unsealedSecondsMax
    ? ok(`${waiting} audit rows wait for their chain, the oldest for ${age} s.`)
    : fail(
        `${waiting} audit rows wait for their chain, the oldest for ${age} s.`,
        "Start a worker of the queue books: it seals them.",
      );
}

async function checkPasswordlessAccounts({ environment }: Deployment): Promise<CheckAnswer> {
  const url = environment["DATABASE_MIGRATION_URL"];
  if (!url) return notApplicable("DATABASE_MIGRATION_URL is not set: accounts cannot be listed.");
  const { pool, close } = openDatabase(parseDatabaseUrl(url), { connectionLimit: 1 });
  try {
    const rows = await query(
      pool.promise(),
      "SELECT User AS user, Host AS host, plugin, authentication_string AS secret FROM mysql.user",
    );
    return judgeAccounts(rows);
  } finally {
    await close();
  }
}

/** The servers' own accounts, which they lock. */
const locked = new Set(["mariadb.sys", "mysql.infoschema", "mysql.session", "mysql.sys", "PUBLIC"]);

function judgeAccounts(rows: readonly Record<string, string | null>[]): CheckAnswer {
  const byPassword = /password|sha2|ed25519|parsec/;
  const open = rows.filter(
    ({ user, plugin, secret }) =>
      user === "" ||
      (!locked.has(user ?? "") && byPassword.test(plugin ?? "") && (secret ?? "") === ""),
  );
  return open.length === 0
    ? ok(`${rows.length} accounts, none without a password.`)
    : fail(
        `Anyone may sign in as ${open.map(({ user, host }) => `'${user}'@'${host}'`).join(", ")}.`,
        "DROP USER them, or ALTER USER … IDENTIFIED BY a password.",
      );
}
