import { invariant } from "../invariant";
import type { Dimensions, PostingLine } from "../journal/posting";
import { credit, debit, mirrorLines, withoutZeroLines } from "../journal/posting";
import type { EntryCurrencies, Valuation } from "../journal/valuation";
import { inBooksOf, portionOf, subtractValuation } from "../journal/valuation";
import type { Money } from "../money";
import { subtract, zero } from "../money";
import type { RecognitionPolicy, ServiceSegment } from "../recognition";
import type { SaleReference } from "./booking-dimensions";
import { bookingDimensions } from "./booking-dimensions";
import { deferredAccounts, earnedAccounts } from "./deferral-accounts";
import type { Deferral, DeferralKind } from "./issuance";
import { exchangeLinesOfDay } from "./open-item";
import { deferralDimensions } from "./recognise";
import type { ScheduleRelease, StoredSchedule } from "./schedule";
import { amountOf, releaseOf, worthOf } from "./schedule";

export interface DeferralChange {
  readonly kind: DeferralKind;
  /** What the reissue adds; negative where it takes away. */
  readonly amount: Money;
  readonly policy: RecognitionPolicy;
}

/** What one ticket still defers goes to another, and changes on the way. */
export interface DeferralMove {
  readonly sale: SaleReference;
  readonly schedules: readonly StoredSchedule[];
  readonly to: {
    readonly ticketId: number;
    readonly supplierId: number;
    readonly segments: readonly ServiceSegment[];
  };
  /** One of each kind that the ticket may defer. */
  readonly changes: readonly DeferralChange[];
}

export interface MovedDeferrals {
  readonly lines: readonly PostingLine[];
  readonly deferrals: readonly Deferral[];
  readonly releases: readonly ScheduleRelease[];
}

/**
 * Moves the deferred balance by a debit and a credit with different tickets (accounting.md 5.6), at
 * its historical worth. What is taken away comes off what waits, then off the period's income.
 */
export function moveDeferrals(move: DeferralMove, currencies: EntryCurrencies): MovedDeferrals {
  const kinds = new Set(move.changes.map(({ kind }) => kind));
  invariant(
    move.schedules.every(({ kind }) => kinds.has(kind)),
    "a reissue is sold in the role in which the ticket was",
  );
  const moved = move.changes.map((change) => moveKind(move, change, currencies));
  return {
    lines: moved.flatMap(({ lines }) => lines),
    deferrals: moved.flatMap(({ deferrals }) => deferrals),
    releases: move.schedules
      .map((schedule) => releaseOf(schedule, "all"))
      .filter(({ slices }) => slices.length > 0),
  };
}

type MovedKind = Omit<MovedDeferrals, "releases">;

function moveKind(
  move: DeferralMove,
  change: DeferralChange,
  currencies: EntryCurrencies,
): MovedKind {
  const { kind, amount } = change;
  let taken = amount.minor < 0n ? { ...amount, minor: -amount.minor } : zero(amount.currency);
  const schedules = move.schedules.filter((schedule) => schedule.kind === kind);
  const moved = schedules.map((schedule) => {
    const { slices } = releaseOf(schedule, "all");
    const waiting = amountOf(slices, amount.currency);
    const away = waiting.minor < taken.minor ? waiting : taken;
    taken = subtract(taken, away);
    return moveSchedule({ move, schedule, waiting, away, worth: worthOf(slices) }, currencies);
  });
  const on = {
    deferredAccount: schedules[0]?.deferredAccount ?? deferredAccounts[kind],
    recognisedAccount: schedules[0]?.recognisedAccount ?? earnedAccounts[kind],
  };
  const added = amount.minor > 0n ? addDeferral(move, change, on) : { lines: [], deferrals: [] };
  const fromIncome = debit(on.recognisedAccount, taken, newTicketDimensions(move, kind));
  const lines = withoutZeroLines([
    ...moved.flatMap((part) => part.lines),
    fromIncome,
    ...added.lines,
  ]);
  return {
    lines: kind === "principal_cost" ? mirrorLines(lines) : lines,
    deferrals: [...moved.flatMap(({ deferrals }) => deferrals), ...added.deferrals],
  };
}

interface MovedSchedule {
  readonly move: DeferralMove;
  readonly schedule: StoredSchedule;
  readonly waiting: Money;
  readonly away: Money;
  readonly worth: Valuation | undefined;
}

function moveSchedule(
  { move, schedule, waiting, away, worth }: MovedSchedule,
  currencies: EntryCurrencies,
): MovedKind {
  const amount = subtract(waiting, away);
  const restWorth = worth && portionOf(worth, amount, waiting);
  const awayWorth = worth && restWorth && subtractValuation(worth, restWorth);
  const from = deferralDimensions(move.sale, schedule);
  const takenAway = withWorth(debit(schedule.deferredAccount, away, from), awayWorth, currencies);
  const out = withWorth(debit(schedule.deferredAccount, amount, from), restWorth, currencies);
  const moved: PostingLine = {
    ...out,
    side: "credit",
    dimensions: newTicketDimensions(move, schedule.kind),
  };
  return {
    lines: [takenAway, ...exchangeLinesOfDay(takenAway, currencies), out, moved],
    deferrals: withoutZeroLines([moved]).map(({ carriedAt }) => ({
      ...move.to,
      kind: schedule.kind,
      policy: schedule.policy,
      deferredAccount: schedule.deferredAccount,
      recognisedAccount: schedule.recognisedAccount,
      amount,
      ...(carriedAt === undefined ? {} : { carriedAt }),
    })),
  };
}

function withWorth(
  line: PostingLine,
  worth: Valuation | undefined,
  currencies: EntryCurrencies,
): PostingLine {
  if (worth === undefined) return line;
  return { ...line, carriedAt: inBooksOf(currencies, line.amount, worth) };
}

function addDeferral(
  move: DeferralMove,
  { kind, amount, policy }: DeferralChange,
  on: Pick<Deferral, "deferredAccount" | "recognisedAccount">,
): MovedKind {
  const dimensions = newTicketDimensions(move, kind);
  if (policy === "at_issuance") {
    return { lines: [credit(on.recognisedAccount, amount, dimensions)], deferrals: [] };
  }
  return {
    lines: [credit(on.deferredAccount, amount, dimensions)],
    deferrals: [{ ...move.to, ...on, kind, policy, amount }],
  };
}

/** As an issuance of the new ticket would book it. */
function newTicketDimensions({ sale, to }: DeferralMove, kind: DeferralKind): Dimensions {
  const [serviceDate] = to.segments.map(({ departsOn }) => departsOn).toSorted();
  return {
    ...bookingDimensions(sale),
    ticketId: to.ticketId,
    ...(kind === "service_fee" ? {} : { supplierId: to.supplierId }),
    ...(serviceDate === undefined ? {} : { serviceDate }),
  };
}
