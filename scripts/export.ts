import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";

import { parseDatabaseUrl } from "../db/config";
import type { PartnerDatabase } from "../db/partner-scope";
import { scopeToPartner } from "../db/partner-scope";
import type { DatabaseHandle } from "../db/pool";
import { openDatabase } from "../db/pool";
import { exportHledger } from "../db/read/journal-export";

const help = `Writes a partner's journal in the format of another accounting program.

  npm run -s export -- hledger --partner NOVA --out nova.journal
  hledger -f nova.journal bal          balances by the currency that was transacted in
  hledger -f nova.journal bal -B       balances of the books

  --through DATE      entries up to this day
  --book reporting    valued in the reporting currency; in the functional one without it
  --out FILE          standard output without it
`;

async function openPartner(database: DatabaseHandle, code: string): Promise<PartnerDatabase> {
  const row = await database.system
    .selectFrom("partners")
    .select(["partner_id", "public_id"])
    .where("partner_code", "=", code)
    .executeTakeFirst();
  if (row === undefined) throw new Error(`There is no partner ${code}.`);
  return scopeToPartner(database.system, { partnerId: row.partner_id, partner: row.public_id });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      book: { type: "string", default: "functional" },
      help: { type: "boolean", default: false },
      out: { type: "string" },
      partner: { type: "string" },
      through: { type: "string" },
    },
  });
  const { book, partner, through, out } = values;
  const isUnderstood =
    positionals[0] === "hledger" && (book === "functional" || book === "reporting");
  if (values.help || !isUnderstood || partner === undefined) {
    process.stdout.write(help);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const database = openDatabase(parseDatabaseUrl(process.env["DATABASE_URL"]), {
    connectionLimit: 2,
  });
  try {
    const text = exportHledger(await openPartner(database, partner), { book, through });
    const target = out === undefined ? process.stdout : createWriteStream(out);
    await pipeline(Readable.from(text), target, { end: out !== undefined });
  } finally {
    await database.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
