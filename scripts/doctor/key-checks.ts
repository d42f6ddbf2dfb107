import { isForeign } from "../../db/encryption/secret-box";
import { encryptedColumns } from "../../db/personal-data";
import type { Check, CheckAnswer } from "./check";
import { fail, ok, warn } from "./check";
import type { Deployment } from "./deployment";
import { query } from "./deployment";

const ageDaysMax = 365;

export const keyChecks: readonly Check[] = [
  { code: "STACK_KMS_KEY_ROTATION_DISABLED", run: checkRotation },
  { code: "STACK_ENCRYPTION_KEY_MISSING", run: checkKeysInUse },
];

/** The id of a key says the day it was made: `k2026-11-21`. */
function checkRotation({ keyRing }: Deployment): CheckAnswer {
  const made = /(20\d\d-[01]\d-[0-3]\d)/.exec(keyRing.currentKeyId)?.[1];
  const mend =
    "Put a new key first into ENCRYPTION_KEYS, its id the day it was made (k2026-11-21), and run npm run rotate-keys.";
  const age = Math.floor((Date.now() - Date.parse(`${made}T00:00:00Z`)) / 86_400_000);
  if (made === undefined || Number.isNaN(age)) {
    return fail(`Nothing says how old the key ${keyRing.currentKeyId} is.`, mend);
  }
  return age > ageDaysMax
    ? fail(`The key ${keyRing.currentKeyId} is ${age} days old; a year is the most.`, mend)
    : ok(`The key ${keyRing.currentKeyId} is ${age} days old.`);
}

/** The keys that stored values were sealed with, as their first bytes say. */
async function checkKeysInUse({ database, keyRing }: Deployment): Promise<CheckAnswer> {
  const connection = await database();
  const inUse = new Set<string>();
  for (const { table, column } of encryptedColumns) {
    const rows = await query(
      connection,
      "SELECT DISTINCT SUBSTRING(??, 3, ORD(SUBSTRING(??, 2, 1))) AS id FROM ?? WHERE ?? IS NOT NULL",
      [column, column, table, column],
    );
    for (const { id } of rows) inUse.add(id ?? "");
    // Of a key that is kept outside the ring its keeper knows more.
    for (const id of inUse) if (isForeign(id)) inUse.delete(id);
  }
  const lost = [...inUse].filter((id) => !keyRing.knows(id));
  if (lost.length > 0) {
    return fail(
      `Stored values need keys that ENCRYPTION_KEYS lacks: ${lost.join(", ")}.`,
      "Put them back from where they are kept: without them these values cannot be read.",
    );
  }
  const old = [...inUse].filter((id) => id !== keyRing.currentKeyId);
  return old.length === 0
    ? ok("Every stored value has the current key.")
    : warn(`Stored values still have the keys ${old.join(", ")}.`, "Run npm run rotate-keys.");
}
