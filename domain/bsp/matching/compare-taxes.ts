import { formatAmount } from "../../money";
import type { Difference } from "./differences";
import type { ExpectedTransaction, StatedTransaction } from "./transactions";
import { isWithinTolerance } from "./transactions";

/** Taxes that a source gives as one figure: no tax of an airline is called so. */
export const lumpTaxCode = "TAX";

/** How a penalty for cancelling stands among the taxes of a file (DISH, TMFT). */
export const penaltyCode = "CP";

/** Each tax where both have them by code, else their sum. One difference, with all that differ. */
export function compareTaxes(
  stated: StatedTransaction,
  expected: ExpectedTransaction,
  tolerance: bigint,
): readonly Difference[] {
  const { currency } = stated;
  if (expected.tax === undefined) return [];
  const byCode = stated.taxes.has(lumpTaxCode) ? undefined : expected.taxes;
  const ours = byCode ?? new Map([["sum", expected.tax]]);
  const theirs = byCode === undefined ? new Map([["sum", stated.tax]]) : stated.taxes;
  const codes = [...new Set([...theirs.keys(), ...ours.keys()])].toSorted();
  const differing = codes.filter(
    (code) => !isWithinTolerance((theirs.get(code) ?? 0n) - (ours.get(code) ?? 0n), tolerance),
  );
  const [only, ...others] = differing;
  if (only === undefined) return [];
  const describe = (taxes: ReadonlyMap<string, bigint>) =>
    differing
      .map((code) => `${code} ${formatAmount({ currency, minor: taxes.get(code) ?? 0n })}`)
      .join(", ")
      .slice(0, 500);
  const minor = differing.reduce(
    (sum, code) => sum + (theirs.get(code) ?? 0n) - (ours.get(code) ?? 0n),
    0n,
  );
  return [
    {
      kind: "tax",
      field: others.length === 0 && only !== "sum" ? only : "taxes",
      stated: describe(theirs),
      expected: describe(ours),
      minor,
      action: minor < 0n ? "accept" : "dispute",
    },
  ];
}
