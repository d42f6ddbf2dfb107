import type { PostingLine } from "../../domain/journal/posting";
import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";
import type { PostingPartner } from "./prepare-entry";

/** The newest rates of the day or before it, for every currency of the lines. */
export async function loadRates(
  { db }: PartnerDatabase,
  lines: readonly PostingLine[],
  partner: PostingPartner,
  on: string,
): Promise<(from: string, to: string) => string> {
  const targets = [partner.functionalCurrency, partner.reportingCurrency].filter(
    (currency) => currency !== null,
  );
  const sources = [...new Set(lines.map(({ amount }) => amount.currency))];
  const pairs = targets.flatMap((to) =>
    sources.filter((from) => from !== to).map((from) => ({ from, to })),
  );
  const rates = new Map<string, string>();
  for (const { from, to } of pairs) {
    const row = await db
      .selectFrom("fx_rates")
      .select("rate")
      .where("from_currency", "=", from)
      .where("to_currency", "=", to)
      .where("effective_on", "<=", on)
      .orderBy("effective_on", "desc")
      .limit(1)
      .executeTakeFirst();
    if (row !== undefined) rates.set(`${from}:${to}`, row.rate);
  }
  return (from, to) => {
    const rate = rates.get(`${from}:${to}`);
    if (rate === undefined) {
      throw new Refusal(
        "FX_RATE_MISSING",
        `No rate from ${from} to ${to} is known on or before ${on}. Enter it, then retry.`,
        { from, to, on },
      );
    }
    return rate;
  };
}
