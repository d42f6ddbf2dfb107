import type { BookedFare, BookedSegment, BookedTicket, BookingRecord } from "../booking-record";
import type { Tax } from "../fare";
import { commissionOf } from "../fare";
import { invariant } from "../invariant";
import { matchPassengers } from "../match-reservation";
import type { Money } from "../money";
import { add, allocate, isSameMoney, percentageOf, subtract, sum } from "../money";
import { Refusal } from "../refusal";
import type { ReservedSegment, Reservation, StoredFare } from "../reservation";
import { isConfirmed } from "../reservation";

/** A flight of the new journey. */
export type ExchangedFlight = Omit<BookedSegment, "segmentId" | "number">;

/** The new price of one ticket; differences are new less old, and may be negative. */
export interface PricedDocument {
  /** Of the ticket that is exchanged; of a conjunction, the first. */
  readonly number: string;
  readonly base: Money;
  readonly taxes: readonly Tax[];
  readonly commission: Money;
  readonly fareDifference: Money;
  readonly taxDifference: Money;
  readonly penalty: Money;
  readonly commissionDifference: Money;
  /** Its flights, by their position in the new journey. */
  readonly flights: readonly number[];
}

export interface PricedExchange {
  readonly documents: readonly PricedDocument[];
  readonly flights: readonly ExchangedFlight[];
}

/** What the supplier asks for all of the tickets together. */
export interface QuotedPrice {
  readonly newTotal: Money;
  readonly penalty: Money;
  /** Penalty included; below zero it is a residual value. */
  readonly due: Money;
}

/** A supplier's quote, as it is asked to take it up. */
export interface QuotedExchange extends QuotedPrice {
  readonly documentNumbers: readonly string[];
  readonly reference?: string;
  readonly expiresAt?: string;
}

/**
 * Splits a supplier's price over the tickets that are exchanged. Each one's new fare is the one
 * stored for its passenger, where these come to the quoted total; else its share of that total, at
 * the old taxes. It is compared with what was paid for the flights that were not flown. What the
 * fares do not explain of the balance counts with the taxes, so that the parts always come to what
 * is paid.
 */
export function priceExchange(
  booking: BookingRecord,
  tickets: readonly BookedTicket[],
  reservation: Reservation,
  quoted: QuotedPrice,
): PricedExchange {
  assertCurrency(booking, quoted);
  const reserved = reservation.segments.filter(({ statusCode }) => isConfirmed(statusCode));
  const fares = newFares(booking, tickets, reservation, quoted);
  const penalties = allocate(quoted.penalty, evenly(tickets));
  const explained = sum(
    booking.currency,
    fares.map(({ unused, base, taxTotal }) =>
      subtract(add(base, taxTotal), add(unused.base, unused.taxTotal)),
    ),
  );
  const beyond = subtract(subtract(quoted.due, quoted.penalty), explained);
  const unexplained = allocate(beyond, evenly(tickets));
  const documents = fares.map((fare, index): PricedDocument => {
    const { ticket, old, unused, base, taxes, taxTotal, stored } = fare;
    const [penalty, rest] = [penalties[index], unexplained[index]];
    invariant(penalty !== undefined && rest !== undefined, "each ticket has its share");
    const commission = newCommission(old, base, stored);
    return {
      number: ticket.number,
      base,
      taxes,
      commission,
      fareDifference: subtract(base, unused.base),
      taxDifference: add(subtract(taxTotal, unused.taxTotal), rest),
      penalty,
      commissionDifference: subtract(commission, unused.commission),
      flights: flightsOf(stored, reserved),
    };
  });
  return { documents, flights: reserved.map(toFlight) };
}

export function toFlight(segment: ReservedSegment): ExchangedFlight {
  const { reference: _reference, ...flight } = segment;
  return flight;
}

/** What of a ticket's price is for the flights that were not flown: an equal part each. */
type Unused = Pick<BookedFare, "base" | "taxTotal" | "commission">;

function unusedOf({ tickets }: BookingRecord, ticket: BookedTicket, old: BookedFare): Unused {
  const coupons = tickets
    .filter(({ firstTicketNumber }) => firstTicketNumber === ticket.number)
    .flatMap((document) => document.coupons);
  const part = (amount: Money): Money =>
    sum(
      amount.currency,
      allocate(
        amount,
        coupons.map(() => 1n),
      ).filter((_, index) => coupons[index]?.status !== "FLOWN"),
    );
  return {
    base: part(old.base),
    taxTotal: part(old.taxTotal),
    commission: part(old.commission),
  };
}

interface NewFare {
  readonly ticket: BookedTicket;
  readonly old: BookedFare;
  readonly unused: Unused;
  readonly base: Money;
  readonly taxes: readonly Tax[];
  readonly taxTotal: Money;
  readonly stored: StoredFare | undefined;
}

function newFares(
  booking: BookingRecord,
  tickets: readonly BookedTicket[],
  reservation: Reservation,
  { newTotal }: QuotedPrice,
): NewFare[] {
  const found = tickets.map((ticket) => {
    const old = fareOf(booking, ticket);
    const unused = unusedOf(booking, ticket, old);
    return { ticket, old, unused, stored: findStoredFare(booking, reservation, old) };
  });
  const priced = found.flatMap(({ ticket, old, unused, stored }): NewFare[] => {
    if (stored === undefined) return [];
    const { base, taxes, total } = stored.fare;
    return [{ ticket, old, unused, stored, base, taxes, taxTotal: subtract(total, base) }];
  });
  const isStored =
    priced.length === tickets.length &&
    isSameMoney(
      sum(
        newTotal.currency,
        priced.map(({ base, taxTotal }) => add(base, taxTotal)),
      ),
      newTotal,
    );
  return isStored ? priced : sharesOf(found, newTotal);
}

function sharesOf(
  found: readonly Pick<NewFare, "ticket" | "old" | "unused" | "stored">[],
  newTotal: Money,
): NewFare[] {
  const totals = found.map(({ old }) => old.total.minor);
  const weights = totals.some((minor) => minor > 0n) ? totals : totals.map(() => 1n);
  const shares = allocate(newTotal, weights);
  return found.map(({ ticket, old, unused, stored }, index) => {
    const share = shares[index];
    invariant(share !== undefined, "each ticket has its share");
    const base = subtract(share, old.taxTotal);
    if (base.minor < 0n) {
      throw new Refusal("FARE_UNBALANCED", "The new price is less than the taxes that stay.", {
        ticket: ticket.number,
      });
    }
    return { ticket, old, unused, stored, base, taxes: old.taxes, taxTotal: old.taxTotal };
  });
}

/** The booking's percentage of the new fare; an amount that was agreed stands, or is agreed anew. */
function newCommission(old: BookedFare, base: Money, stored: StoredFare | undefined): Money {
  if (old.commissionPercent !== null) return percentageOf(base, old.commissionPercent);
  return stored?.commission === undefined ? old.commission : commissionOf(base, stored.commission);
}

export function fareOf({ fares }: BookingRecord, { fareId }: BookedTicket): BookedFare {
  const fare = fares.find((one) => one.fareId === fareId);
  invariant(fare !== undefined, "a ticket has its fare");
  return fare;
}

/** Of several fares of one passenger, the one of the same reference. */
function findStoredFare(
  booking: BookingRecord,
  reservation: Reservation,
  old: BookedFare,
): StoredFare | undefined {
  const passengerIds = matchPassengers(booking, reservation);
  if (passengerIds === undefined) {
    throw new Refusal("PNR_CHANGED", "The passengers are not those that were booked.");
  }
  const ofPassenger = reservation.fares.filter((fare) =>
    fare.passengerReferences.some((one) => passengerIds.get(one) === old.passengerId),
  );
  const stored =
    ofPassenger.length === 1
      ? ofPassenger[0]
      : ofPassenger.find(({ reference }) => reference === old.supplierFareReference);
  if (stored !== undefined && stored.validatingCarrier !== old.supplier.airlineCode) {
    throw new Refusal(
      "TICKET_NOT_EXCHANGEABLE",
      "Another airline would validate the new ticket: refund this one and book anew.",
      { carrier: stored.validatingCarrier },
    );
  }
  return stored;
}

function flightsOf(
  stored: StoredFare | undefined,
  reserved: readonly ReservedSegment[],
): readonly number[] {
  const all = reserved.map((_, index) => index);
  if (stored === undefined) return all;
  const own = all.filter((index) =>
    stored.segmentReferences.includes(reserved[index]?.reference ?? ""),
  );
  return own.length === 0 ? all : own;
}

function assertCurrency({ currency }: BookingRecord, { due, penalty, newTotal }: QuotedPrice) {
  for (const amount of [due, penalty, newTotal]) {
    if (amount.currency === currency) continue;
    throw new Refusal("CURRENCY_MISMATCH", `The booking is in ${currency}.`, {
      currency: amount.currency,
      expected: currency,
    });
  }
}

function evenly(tickets: readonly BookedTicket[]): bigint[] {
  return tickets.map(() => 1n);
}
