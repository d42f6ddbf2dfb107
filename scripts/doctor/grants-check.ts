import { privilegesOf } from "../../db/grants";
import type { Check, CheckAnswer } from "./check";
import { fail, ok } from "./check";
import type { Deployment } from "./deployment";
import { query } from "./deployment";

const shownMax = 8;

export const grantChecks: readonly Check[] = [{ code: "STACK_GRANTS_TOO_WIDE", run: checkGrants }];

/** What the application's user may do, beside what db/grants.ts says: neither more nor less. */
async function checkGrants({ database }: Deployment): Promise<CheckAnswer> {
  const connection = await database();
  const mine = "GRANTEE = (SELECT CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), ''''))";
  const everywhere = await query(
    connection,
    `SELECT '*.*' AS place, PRIVILEGE_TYPE AS privilege, IS_GRANTABLE AS grantable
      FROM information_schema.USER_PRIVILEGES WHERE ${mine} AND PRIVILEGE_TYPE <> 'USAGE'
    UNION SELECT CONCAT(TABLE_SCHEMA, '.*'), PRIVILEGE_TYPE, IS_GRANTABLE
      FROM information_schema.SCHEMA_PRIVILEGES WHERE ${mine}
    UNION SELECT CONCAT(TABLE_NAME, '.', COLUMN_NAME), PRIVILEGE_TYPE, IS_GRANTABLE
      FROM information_schema.COLUMN_PRIVILEGES WHERE ${mine} AND TABLE_SCHEMA = DATABASE()`,
  );
  const held = await query(
    connection,
    `SELECT TABLE_NAME AS place, PRIVILEGE_TYPE AS privilege, IS_GRANTABLE AS grantable
      FROM information_schema.TABLE_PRIVILEGES WHERE ${mine} AND TABLE_SCHEMA = DATABASE()`,
  );
  const tables = await query(
    connection,
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'",
  );
  const tooMuch = [
    ...everywhere,
    ...held.filter(
      ({ place, privilege, grantable }) =>
        grantable === "YES" || !privilegesOf(place ?? "").some((one) => one === privilege),
    ),
  ].map(({ place, privilege }) => `${privilege} on ${place}`);
  const has = new Set(held.map(({ place, privilege }) => `${privilege} on ${place}`));
  const missing = tables
    .flatMap(({ name }) => privilegesOf(name ?? "").map((privilege) => `${privilege} on ${name}`))
    .filter((grant) => !has.has(grant));
  return judge(tooMuch, missing, tables.length);
}

function judge(
  tooMuch: readonly string[],
  missing: readonly string[],
  tableCount: number,
): CheckAnswer {
  if (tooMuch.length === 0 && missing.length === 0) {
    return ok(`The application may do on ${tableCount} tables what db/grants.ts says, no more.`);
  }
  const told = [
    ...(tooMuch.length === 0 ? [] : [`too much: ${shorten(tooMuch)}`]),
    ...(missing.length === 0 ? [] : [`missing: ${shorten(missing)}`]),
  ];
  return fail(
    `The application's grants are wrong, ${told.join("; ")}.`,
    "REVOKE what is held on *.*, then run dist/db/migrate.js: it grants table by table and takes back the rest.",
  );
}

function shorten(grants: readonly string[]): string {
  const more = grants.length - shownMax;
  return grants.slice(0, shownMax).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
