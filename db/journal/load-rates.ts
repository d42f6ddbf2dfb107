import type { PostingLine } from "../../domain/journal/posting";
import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";
import { findRateInForce } from "../read/fx-rates";
import type { PostingPartner } from "./prepare-entry";

/** The rates in force on the day (`findRateInForce`), for every currency of the amounts. */
export async function loadRates(
  scope: PartnerDatabase,
  amounts: readonly Pick<PostingLine, "amount">[],
  partner: PostingPartner,
  on: string,
): Promise<(from: string, to: string) => string> {
  const targets = [partner.functionalCurrency, partner.reportingCurrency].filter(
    (currency) => currency !== null,
  );
  const sources = [...new Set(amounts.map(({ amount }) => amount.currency))];
  const pairs = targets.flatMap((to) =>
    sources.filter((from) => from !== to).map((from) => ({ from, to })),
  );
  const rates = new Map<string, string>();
  for (const { from, to } of pairs) {
    const found = await findRateInForce(scope, { from, to }, on);
    if (found !== undefined) rates.set(`${from}:${to}`, found.rate);
  }
  return (from, to) => {
    const rate = rates.get(`${from}:${to}`);
    if (rate === undefined) {
      throw new Refusal(
        "FX_RATE_MISSING",
        `No rate from ${from} to ${to}, or back, is known on or before ${on}. Enter it, then retry.`,
        { from, to, on },
      );
    }
    return rate;
  };
}
