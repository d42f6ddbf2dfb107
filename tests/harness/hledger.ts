import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { parse } from "csv-parse/sync";

import { getMinorUnits } from "../../domain/currency";
import { parseMoney } from "../../domain/money";

const run = promisify(execFile);

/** Balances by account code and currency, `1101 USD`, in minor units; what is zero is left out. */
export type Balances = Readonly<Record<string, string>>;

/** Historical balances at the end of each month, `2025-01`, as hledger computes them from a file. */
export async function hledgerMonthEnds(
  file: string,
  { from, to, atCost = false }: { from: string; to: string; atCost?: boolean },
): Promise<Record<string, Balances>> {
  const { stdout } = await run(
    "hledger",
    [
      ["-f", file, "bal", "--monthly", "--historical", "--flat", "--no-total", "--empty"],
      ["--layout=bare", "-O", "csv", "-b", from, "-e", to],
      atCost ? ["-B"] : [],
    ].flat(),
    { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LANG: "C.UTF-8" } },
  );
  const [header = [], ...rows]: string[][] = parse(stdout);
  // Some versions head a column by the month, others by its last day.
  const months = header.slice(2).map((heading) => heading.slice(0, 7));
  return Object.fromEntries(
    months.map((month, index) => [
      month,
      toBalances(rows.map((row) => [row, row[index + 2] ?? ""])),
    ]),
  );
}

function toBalances(rows: readonly (readonly [readonly string[], string])[]): Balances {
  return Object.fromEntries(
    rows.flatMap(([[account = "", currency = ""], amount]) => {
      if (currency === "") return [];
      const code = /:(\d+) /.exec(`${account} `)?.[1] ?? account;
      const minor = toMinor(amount, currency);
      return minor === 0n ? [] : [[`${code} ${currency}`, minor.toString()]];
    }),
  );
}

/** Read strictly: a decimal that the currency does not have is a difference too. */
function toMinor(amount: string, currency: string): bigint {
  const [, fraction = ""] = amount.split(".");
  if (fraction.length > getMinorUnits(currency)) throw new Error(`${amount} ${currency}`);
  return parseMoney({ amount, currency }).minor;
}
