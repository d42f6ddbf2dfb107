import type { BookingRecord } from "./booking-record";
import type { Tax } from "./fare";
import { assertFareAddsUp, commissionOf } from "./fare";
import type { RepricedFare } from "./match-reservation";
import type { Money } from "./money";
import { formatAmount, percentageOf, sum } from "./money";
import { Refusal } from "./refusal";

/** A fare of the booking as the supplier would sell it now. */
export interface ChangedFare {
  /** Of the fare that it would replace. */
  readonly fareNumber: number;
  readonly supplierFareReference: string;
  readonly base: Money;
  readonly taxes: readonly Tax[];
  readonly total: Money;
  readonly commission: Money;
  readonly commissionPercent: string | null;
  /** By coupon, in the booking's order. */
  readonly fareBases: readonly (string | null)[];
}

/** What all fares of a booking cost before and after a change, without its charges. */
export interface ChangedPrice {
  readonly fares: readonly ChangedFare[];
  readonly oldFare: Money;
  readonly oldTax: Money;
  readonly newFare: Money;
  readonly newTax: Money;
}

/**
 * What the supplier asks by now. Undefined in another currency than the booking's: its charges and
 * the customer's credit are settled in that one.
 */
export function toChangedPrice(
  booking: BookingRecord,
  repriced: readonly RepricedFare[],
): ChangedPrice | undefined {
  const { currency } = booking;
  if (repriced.some(({ stored }) => stored.fare.total.currency !== currency)) return undefined;
  const fares = repriced.map(toChangedFare);
  const after = booking.fares.map(
    (fare) => fares.find(({ fareNumber }) => fareNumber === fare.fareNumber) ?? fare,
  );
  return {
    fares,
    oldFare: booking.fareTotal,
    oldTax: booking.taxTotal,
    newFare: sum(
      currency,
      after.map(({ base }) => base),
    ),
    newTax: sum(
      currency,
      after.flatMap(({ taxes }) => taxes.map(({ amount }) => amount)),
    ),
  };
}

function toChangedFare({ booked, stored, fareBases }: RepricedFare): ChangedFare {
  const { fare, commission: terms } = stored;
  assertFareAddsUp(fare);
  return {
    fareNumber: booked.fareNumber,
    supplierFareReference: stored.reference,
    base: fare.base,
    taxes: fare.taxes,
    total: fare.total,
    commission:
      terms === undefined ? keptCommission(booked, fare.base) : commissionOf(fare.base, terms),
    commissionPercent: terms === undefined ? booked.commissionPercent : percentOf(terms),
    fareBases,
  };
}

/** Where the supplier says nothing of it: by the percentage that was agreed, or the same amount. */
function keptCommission(
  { commission, commissionPercent }: RepricedFare["booked"],
  base: Money,
): Money {
  return commissionPercent === null ? commission : percentageOf(base, commissionPercent);
}

function percentOf(terms: NonNullable<RepricedFare["stored"]["commission"]>): string | null {
  return terms.kind === "percent" ? terms.percent : null;
}

/** Nothing is issued at a price that nobody has accepted (`PRICE_CHANGED`). */
export function toPriceRefusal(
  booking: BookingRecord,
  repriced: readonly RepricedFare[],
  /** Under which it can be accepted; none in another currency. */
  priceChangeId: string | undefined,
): Refusal {
  const stored = new Map(repriced.map(({ booked, stored: { fare } }) => [booked.fareId, fare]));
  const [oldTotal, newTotal] = [
    describeTotals(booking.fares.map(({ total }) => total)),
    describeTotals(booking.fares.map(({ fareId, total }) => stored.get(fareId)?.total ?? total)),
  ];
  const advice =
    priceChangeId === undefined
      ? "In another currency it cannot be accepted: cancel the booking, and book it anew."
      : "Accept it by its id, and issue again; or cancel the booking.";
  return new Refusal(
    "PRICE_CHANGED",
    `The supplier asks ${newTotal} by now, and it was booked at ${oldTotal}. ${advice}`,
    { oldTotal, newTotal, ...(priceChangeId === undefined ? {} : { priceChangeId }) },
  );
}

/** `46500.00 BDT, 120.00 USD`: a total for each currency. */
function describeTotals(amounts: readonly Money[]): string {
  const currencies = [...new Set(amounts.map(({ currency }) => currency))].toSorted();
  return currencies
    .map((currency) => {
      const total = sum(
        currency,
        amounts.filter((amount) => amount.currency === currency),
      );
      return `${formatAmount(total)} ${currency}`;
    })
    .join(", ");
}
