import { divideHalfAwayFromZero, formatRate, parseRate } from "../money";
import { Refusal } from "../refusal";

/** Units of `to` for one unit of `from`, a decimal string of eight decimals, from a day on. */
export interface FxRate {
  readonly from: string;
  readonly to: string;
  /** `YYYY-MM-DD`. */
  readonly effectiveOn: string;
  readonly rate: string;
}

/** One unit at eight decimals, as `parseRate` counts. */
const one = 100_000_000n;

/** Eight decimals; refuses (`FX_RATE_INVALID`) zero, too many decimals and what is no rate. */
export function parseFxRate(text: string): string {
  const rate = parseOrZero(text);
  if (rate > 0n) return formatRate(rate);
  throw new Refusal(
    "FX_RATE_INVALID",
    `"${text}" is not a rate: a decimal above zero, at most ten digits before the point and eight behind it.`,
    { rate: text },
  );
}

function parseOrZero(text: string): bigint {
  try {
    return parseRate(text);
  } catch (error) {
    if (error instanceof Refusal) return 0n;
    throw error;
  }
}

/**
 * The opposite pair's rate, rounded once to eight decimals; undefined where nothing is left of it.
 */
export function invertRate(rate: string): string | undefined {
  return storable(divideHalfAwayFromZero(one * one, parseRate(rate)));
}

/** Units of `to` for one of `from`, from what one unit of a common base is worth in each. */
export function crossRate(fromPerBase: string, toPerBase: string): string | undefined {
  return storable(divideHalfAwayFromZero(parseRate(toPerBase) * one, parseRate(fromPerBase)));
}

/** DECIMAL(18,8) has ten digits before the point. */
const rateMax = 10n ** 18n;

function storable(rate: bigint): string | undefined {
  return rate > 0n && rate < rateMax ? formatRate(rate) : undefined;
}
