import type { PartnerDatabase } from "../../db/partner-scope";
import { findRateInForce } from "../../db/read/fx-rates";
import type { PartnerRecord } from "../../domain/booking-record";
import { dayIn } from "../../domain/calendar";
import type { Money } from "../../domain/money";
import { convert } from "../../domain/money";

/**
 * An amount in the functional currency, at the rate in force at the instant; null where none is
 * known. To compare with, never to book.
 */
export async function toFunctional(
  scope: PartnerDatabase,
  amount: Money,
  {
    partner: { functionalCurrency: to, timeZone },
    at,
  }: {
    readonly partner: Pick<PartnerRecord, "functionalCurrency" | "timeZone">;
    readonly at: string;
  },
): Promise<Money | null> {
  if (amount.currency === to) return amount;
  const pair = { from: amount.currency, to };
  const found = await findRateInForce(scope, pair, dayIn(timeZone, at));
  return found === undefined ? null : convert(amount, to, found.rate);
}
