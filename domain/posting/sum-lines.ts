import type { Dimensions, PostingLine } from "../journal/posting";
import type { Valuation } from "../journal/valuation";
import { addValuations } from "../journal/valuation";
import { add } from "../money";

/** What a summed line still says: whose booking and ticket it was stands with the slices. */
const keptDimensions = ["branchId", "supplierId", "productCode", "taxCode"] as const;

/**
 * One line for each account, side, currency, rate and kept dimension, in the order in which they
 * come first. What lines are carried at adds up to the last minor unit: nothing is translated anew.
 */
export function sumLines(lines: readonly PostingLine[]): PostingLine[] {
  const sums = new Map<string, PostingLine>();
  for (const line of lines) {
    const own = { ...line, dimensions: keptOf(line.dimensions) };
    const key = keyOf(own);
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? own : addLines(sum, own));
  }
  return [...sums.values()];
}

function keptOf(dimensions: Dimensions): Dimensions {
  return Object.fromEntries(
    keptDimensions.flatMap((name) =>
      dimensions[name] === undefined ? [] : [[name, dimensions[name]]],
    ),
  );
}

function keyOf({ account, side, amount, carriedAt, dimensions }: PostingLine): string {
  const reporting = carriedAt?.reporting;
  return JSON.stringify([
    account,
    side,
    amount.currency,
    carriedAt?.fxRate ?? null,
    reporting === undefined ? "converted" : (reporting?.fxRate ?? null),
    ...keptDimensions.map((name) => dimensions[name] ?? null),
  ]);
}

/** Both have a valuation or neither: the key tells. */
function addLines(left: PostingLine, right: PostingLine): PostingLine {
  const carriedAt = addCarried(left.carriedAt, right.carriedAt);
  return {
    ...left,
    amount: add(left.amount, right.amount),
    ...(carriedAt === undefined ? {} : { carriedAt }),
  };
}

function addCarried(
  left: Valuation | undefined,
  right: Valuation | undefined,
): Valuation | undefined {
  return left === undefined || right === undefined ? undefined : addValuations(left, right);
}
