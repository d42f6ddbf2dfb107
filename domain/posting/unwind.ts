import type { Dimensions, PostingLine } from "../journal/posting";
import { debit, mirrorLines, withoutZeroLines } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import { inBooksOf, portionOf, subtractValuation } from "../journal/valuation";
import type { Money } from "../money";
import { subtract } from "../money";
import type { SaleReference } from "./booking-dimensions";
import { earnedAccounts, principalAccountsOf } from "./deferral-accounts";
import type { DeferralKind } from "./issuance";
import { exchangeLinesOfDay } from "./open-item";
import { deferralDimensions, recogniseLines } from "./recognise";
import type { Coupons, ReleasedSlice, ScheduleRelease, StoredSchedule } from "./schedule";
import { amountOf, releaseFromEnd, releaseOf, worthOf } from "./schedule";

/** Revenue or cost of one kind on one ticket, of which a part is given back. */
export interface Unwinding {
  readonly kind: DeferralKind;
  readonly sale: SaleReference;
  /** Those of this ticket and kind; none where it was earned at issuance. */
  readonly schedules: readonly StoredSchedule[];
  readonly coupons: Coupons;
  /** What goes back to the airline or to the customer; the counter-line is the caller's. */
  readonly returned: Money;
  /** Of the line on the income of the current period. */
  readonly dimensions: Dimensions;
}

export interface Unwound {
  readonly lines: readonly PostingLine[];
  readonly releases: readonly ScheduleRelease[];
}

/**
 * Gives back what is deferred or was earned (accounting.md 5.5): what the coupons still defer goes
 * first, then income of the current period as far as it was recognised, then what waits for other
 * coupons. What is deferred on the coupons and kept has nothing left to wait for: it is earned.
 */
export function unwindDeferral(event: Unwinding, currencies: EntryCurrencies): Unwound {
  const releases = releasesFor(event);
  let left = event.returned;
  const lines = releases.flatMap(({ schedule, slices }) => {
    const released = amountOf(slices, left.currency);
    const returned = released.minor < left.minor ? released : left;
    left = subtract(left, returned);
    return releaseLines({ sale: event.sale, schedule, slices, returned }, currencies);
  });
  const earnedOn = event.schedules[0]?.recognisedAccount ?? earnedAccountOf(event);
  const fromIncome = withoutZeroLines([debit(earnedOn, left, event.dimensions)]);
  return {
    lines: [...lines, ...(event.kind === "principal_cost" ? mirrorLines(fromIncome) : fromIncome)],
    releases: releases
      .filter(({ slices }) => slices.length > 0)
      .map(({ schedule: { scheduleId }, slices }) => ({ scheduleId, slices })),
  };
}

function earnedAccountOf({ kind, sale }: Unwinding): string {
  return kind === "principal_revenue"
    ? principalAccountsOf(sale.productCode).earned
    : earnedAccounts[kind];
}

interface ReleasedSchedule {
  readonly schedule: StoredSchedule;
  readonly slices: readonly ReleasedSlice[];
}

function releasesFor({ schedules, coupons, returned }: Unwinding): ReleasedSchedule[] {
  const { currency } = returned;
  const ofCoupons = schedules.map((schedule) => ({
    schedule,
    slices: releaseOf(schedule, coupons).slices,
  }));
  const recognised = schedules.flatMap(({ slices }) =>
    slices.filter(({ isRecognised }) => isRecognised),
  );
  const covered = amountOf([...ofCoupons.flatMap(({ slices }) => slices), ...recognised], currency);
  let beyond = subtract(returned, covered);
  return ofCoupons
    .toReversed()
    .map(({ schedule, slices }) => {
      if (beyond.minor <= 0n) return { schedule, slices };
      const taken = new Set(slices.map(({ lineNumber }) => lineNumber));
      const others = {
        ...schedule,
        slices: schedule.slices.filter(({ lineNumber }) => !taken.has(lineNumber)),
      };
      const further = releaseFromEnd(others, beyond).slices;
      beyond = subtract(beyond, amountOf(further, currency));
      return { schedule, slices: [...slices, ...further] };
    })
    .toReversed();
}

/** What is returned leaves at its historical worth, against the day's; what is kept is earned. */
function releaseLines(
  {
    sale,
    schedule,
    slices,
    returned,
  }: ReleasedSchedule & { readonly sale: SaleReference; readonly returned: Money },
  currencies: EntryCurrencies,
): PostingLine[] {
  const released = amountOf(slices, returned.currency);
  const kept = subtract(released, returned);
  const dimensions = deferralDimensions(sale, schedule);
  const worth = worthOf(slices);
  const keptWorth = worth && portionOf(worth, kept, released);
  const returnedWorth = worth && keptWorth && subtractValuation(worth, keptWorth);
  const line: PostingLine = {
    ...debit(schedule.deferredAccount, returned, dimensions),
    ...(returnedWorth === undefined
      ? {}
      : { carriedAt: inBooksOf(currencies, returned, returnedWorth) }),
  };
  const out = withoutZeroLines([line, ...exchangeLinesOfDay(line, currencies)]);
  return [
    ...(schedule.kind === "principal_cost" ? mirrorLines(out) : out),
    ...recogniseLines({ sale, schedule, amount: kept, carriedAt: keptWorth }, currencies),
  ];
}
