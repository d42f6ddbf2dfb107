import { formatAmount } from "../../money";
import { isWithin } from "../billing-period";
import { compareTaxes } from "./compare-taxes";
import type { Difference, DifferenceKind, SuggestedAction } from "./differences";
import { factDiffers } from "./differences";
import type {
  ExpectedTransaction,
  Figures,
  MatchingTerms,
  StatedTransaction,
} from "./transactions";
import { isWithinTolerance } from "./transactions";

/**
 * What a transaction of a file and our document of it differ in. In another currency no amount is
 * compared; what follows from another figure (gross, remittance) is told only where nothing else is.
 */
export function compareTransaction(
  stated: StatedTransaction,
  expected: ExpectedTransaction,
  terms: MatchingTerms,
): readonly Difference[] {
  return [...compareFacts(stated, expected, terms), ...compareAmounts(stated, expected, terms)];
}

function compareFacts(
  stated: StatedTransaction,
  expected: ExpectedTransaction,
  { period }: MatchingTerms,
): Difference[] {
  const differences: Difference[] = [];
  if (expected.code !== undefined && expected.code !== stated.code) {
    differences.push(
      factDiffers("amount", "document_type", {
        stated: stated.code,
        expected: expected.code,
        action: "dispute",
      }),
    );
  }
  if (expected.agent !== "" && expected.agent !== stated.agent) {
    differences.push(
      factDiffers("wrong_agency", "agent", {
        stated: stated.agent,
        expected: expected.agent,
        action: "dispute",
      }),
    );
  }
  if (!isWithin(period, expected.issuedOn)) {
    differences.push(
      factDiffers("wrong_period", "issued_on", {
        stated: `${period.startsOn} to ${period.endsOn}`,
        expected: expected.issuedOn,
        action: "accept",
      }),
    );
  }
  return differences;
}

function compareAmounts(
  stated: StatedTransaction,
  expected: ExpectedTransaction,
  terms: MatchingTerms,
): readonly Difference[] {
  const { currency } = stated;
  if (currency !== expected.currency) {
    return [
      factDiffers("amount", "currency", {
        stated: currency,
        expected: expected.currency,
        action: "dispute",
      }),
    ];
  }
  const compare = (kind: DifferenceKind, field: keyof Figures) =>
    compareFigure({ kind, field, currency }, [stated[field], expected[field]], terms.tolerance);
  const parts = [
    ...compare("amount", "fare"),
    ...compare("amount", "penalty"),
    ...compareTaxes(stated, expected, terms.tolerance),
    ...compare("commission", "commission"),
  ];
  if (parts.length > 0) return parts;
  const gross = compare("amount", "gross");
  return gross.length > 0 ? gross : compare("amount", "remittance");
}

function compareFigure(
  { kind, field, currency }: { kind: DifferenceKind; field: keyof Figures; currency: string },
  [stated, expected]: readonly [bigint, bigint | undefined],
  tolerance: bigint,
): Difference[] {
  if (expected === undefined) return [];
  const minor = stated - expected;
  if (isWithinTolerance(minor, tolerance)) return [];
  const format = (amount: bigint) => formatAmount({ currency, minor: amount });
  return [
    {
      kind,
      field,
      stated: format(stated),
      expected: format(expected),
      minor,
      action: actionFor(kind, minor),
    },
  ];
}

/** Too little commission is claimed, too high an amount disputed; what favours us stands. */
function actionFor(kind: DifferenceKind, minor: bigint): SuggestedAction {
  if (minor < 0n) return "accept";
  return kind === "commission" ? "claim" : "dispute";
}
