import type { PartnerTransaction } from "../../db/partner-scope";
import type { FxRateRecord } from "../../db/read/fx-rates";
import { findRateInForce } from "../../db/read/fx-rates";
import { recordFxRates } from "../../db/write/record-fx-rates";
import type { ActContext } from "../../domain/actor";
import { getMinorUnits } from "../../domain/currency";
import type { FxRate } from "../../domain/fx/fx-rate";
import { parseFxRate } from "../../domain/fx/fx-rate";
import { invariant } from "../../domain/invariant";
import { Refusal } from "../../domain/refusal";

/**
 * Takes up a rate that a person enters; the row in force where it says the same. Refuses
 * CURRENCY_UNKNOWN and FX_RATE_INVALID. Entries that are posted keep the rate they were posted at.
 */
export async function enterRate(
  transaction: PartnerTransaction,
  rate: FxRate & { readonly source: string },
  act: { readonly context: ActContext; readonly at: string },
): Promise<FxRateRecord> {
  getMinorUnits(rate.from);
  getMinorUnits(rate.to);
  if (rate.from === rate.to) {
    throw new Refusal("FX_RATE_INVALID", "A rate is of two currencies.", { from: rate.from });
  }
  const entered = { ...rate, rate: parseFxRate(rate.rate) };
  const { recorded } = await recordFxRates(transaction, [entered], act);
  const [row] = recorded;
  if (row !== undefined) return row;
  const inForce = await findRateInForce(transaction, rate, rate.effectiveOn);
  invariant(inForce?.derivation === "explicit", "what is not recorded stands there already");
  return inForce.row;
}
