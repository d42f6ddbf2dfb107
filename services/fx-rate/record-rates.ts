import type { PartnerTransaction } from "../../db/partner-scope";
import type { SourcedRate } from "../../db/write/record-fx-rates";
import { compareFxRates, recordFxRates } from "../../db/write/record-fx-rates";
import type { ActContext } from "../../domain/actor";

export interface ImportedRates {
  readonly recorded: number;
  readonly corrected: number;
  readonly unchanged: number;
}

/** Writes the rates of a file in one transaction; a dry run counts what it would write. */
export async function recordRates(
  transaction: PartnerTransaction,
  rates: readonly SourcedRate[],
  options: { readonly context: ActContext; readonly at: string; readonly dryRun: boolean },
): Promise<ImportedRates> {
  if (!options.dryRun) {
    const { recorded, ...counts } = await recordFxRates(transaction, rates, options);
    return { ...counts, recorded: recorded.length };
  }
  const { changed, corrected, unchanged } = await compareFxRates(transaction, rates);
  return { recorded: changed.length, corrected, unchanged };
}
