import type { MoneyJson } from "../money";
import { parseMoney } from "../money";
import { Refusal } from "../refusal";
import type { Side } from "./posting";

/** Whom and what a line of a draft concerns, by public ids and by what people call it. */
export interface DraftDimensions {
  readonly customerId?: string;
  readonly supplierId?: string;
  readonly bookingId?: string;
  /** 13 digits. */
  readonly ticketNumber?: string;
  readonly branchId?: string;
  readonly serviceDate?: string;
  readonly productCode?: string;
  readonly taxCode?: string;
}

/** A line that a person has written: kept as it was written until it is posted. */
export interface DraftLine {
  readonly account: string;
  readonly side: Side;
  readonly amount: MoneyJson;
  readonly dimensions: DraftDimensions;
}

/** Refuses an amount that is none (AMOUNT_INVALID) or finer than its currency (AMOUNT_PRECISION). */
export function assertDraftAmounts(lines: readonly DraftLine[]): void {
  for (const { account, amount } of lines) {
    if (parseMoney(amount).minor <= 0n) {
      throw new Refusal("AMOUNT_INVALID", "A journal line has an amount above zero.", { account });
    }
  }
}

/** The branches that a draft is of: undefined where a line names none, and it is of the partner. */
export function branchesOf(lines: readonly DraftLine[]): string[] | undefined {
  const named = lines.flatMap(({ dimensions }) => dimensions.branchId ?? []);
  return named.length === 0 || named.length < lines.length ? undefined : [...new Set(named)];
}
