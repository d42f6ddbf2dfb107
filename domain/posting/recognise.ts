import type { Dimensions, PostingLine } from "../journal/posting";
import { mirrorLines, withoutZeroLines } from "../journal/posting";
import type { EntryCurrencies, Valuation } from "../journal/valuation";
import { inBooksOf } from "../journal/valuation";
import type { Money } from "../money";
import type { SaleReference } from "./booking-dimensions";
import { bookingDimensions } from "./booking-dimensions";
import type { ReleasedSlice, StoredSchedule } from "./schedule";
import { sumLines } from "./sum-lines";

/** A run of recognition over one booking's schedules. */
export interface RecognitionEvent {
  readonly sale: SaleReference;
  readonly schedules: readonly StoredSchedule[];
  /** Last day that is recognised, `YYYY-MM-DD`; what is late for earlier days catches up. */
  readonly through: string;
}

export interface RecognitionPosting {
  /** None where nothing is due, or what is due rounds to nothing. */
  readonly lines: readonly PostingLine[];
  /** What no longer waits, each slice with all that was left of it. */
  readonly recognised: readonly RecognisedSlice[];
}

export interface RecognisedSlice extends ReleasedSlice {
  readonly scheduleId: number;
}

/**
 * Recognises every slice that is due and was not before (accounting.md 5.9): Dr 2031 / Cr 4011 and
 * the like, at the worth at which it was deferred; a principal's cost on the other sides.
 */
export function postRecognition(
  event: RecognitionEvent,
  currencies: EntryCurrencies,
): RecognitionPosting {
  const due = event.schedules.flatMap((schedule) =>
    schedule.slices
      .filter((slice) => !slice.isRecognised && slice.recogniseOn <= event.through)
      .map((slice) => ({ schedule, slice })),
  );
  return {
    lines: due.flatMap(({ schedule, slice }) =>
      recogniseLines(
        { sale: event.sale, schedule, ...slice, servedOn: slice.recogniseOn },
        currencies,
      ),
    ),
    recognised: due.map(({ schedule, slice: { lineNumber, amount, carriedAt } }) => ({
      scheduleId: schedule.scheduleId,
      lineNumber,
      amount,
      ...(carriedAt === undefined ? {} : { carriedAt }),
    })),
  };
}

interface Earned {
  readonly sale: SaleReference;
  readonly schedule: StoredSchedule;
  readonly amount: Money;
  readonly carriedAt?: Valuation | undefined;
  readonly servedOn?: string;
}

/** From deferred to earned, both at the deferral's own worth. */
export function recogniseLines(earned: Earned, currencies: EntryCurrencies): PostingLine[] {
  const { sale, schedule, amount, carriedAt, servedOn } = earned;
  const dimensions = deferralDimensions(sale, schedule);
  const shared = {
    amount,
    ...(carriedAt === undefined ? {} : { carriedAt: inBooksOf(currencies, amount, carriedAt) }),
  };
  const lines: PostingLine[] = [
    { ...shared, account: schedule.deferredAccount, side: "debit", dimensions },
    {
      ...shared,
      account: schedule.recognisedAccount,
      side: "credit",
      dimensions: servedOn === undefined ? dimensions : { ...dimensions, serviceDate: servedOn },
    },
  ];
  return inTurn(schedule, lines);
}

/** A cost on the other sides. */
function inTurn({ kind }: Pick<StoredSchedule, "kind">, lines: PostingLine[]): PostingLine[] {
  return withoutZeroLines(kind === "principal_cost" ? mirrorLines(lines) : lines);
}

/** What slices of one account, airline, branch and product come to, in functional currency. */
export interface EarnedSum extends Pick<
  StoredSchedule,
  "kind" | "deferredAccount" | "recognisedAccount" | "supplierId"
> {
  readonly productCode: string;
  readonly branchId?: number;
  readonly amount: Money;
}

/** The lines of an entry for all of them: those that `sumLines` makes of the bookings' own. */
export function postEarnedSums(sums: readonly EarnedSum[]): PostingLine[] {
  return sumLines(sums.flatMap(earnedSumLines));
}

function earnedSumLines({ amount, productCode, branchId, ...schedule }: EarnedSum): PostingLine[] {
  const dimensions: Dimensions = {
    productCode,
    ...(branchId === undefined ? {} : { branchId }),
    ...supplierOf(schedule),
  };
  return inTurn(schedule, [
    { amount, account: schedule.deferredAccount, side: "debit", dimensions },
    { amount, account: schedule.recognisedAccount, side: "credit", dimensions },
  ]);
}

/** As the deferral itself was booked, so that ticket by ticket it comes back to zero. */
export function deferralDimensions(sale: SaleReference, schedule: StoredSchedule): Dimensions {
  const [firstDay] = schedule.slices
    .map(({ recogniseOn, scheduledOn = recogniseOn }) => scheduledOn)
    .toSorted();
  return {
    ...bookingDimensions(sale),
    ticketId: schedule.ticketId,
    ...supplierOf(schedule),
    ...(firstDay === undefined ? {} : { serviceDate: firstDay }),
  };
}

/** The fee is for our own service, whoever flies. */
function supplierOf({
  kind,
  supplierId,
}: Pick<StoredSchedule, "kind" | "supplierId">): Pick<Dimensions, "supplierId"> {
  return kind === "service_fee" ? {} : { supplierId };
}
