import type { BookedFare, BookedSegment, BookingRecord } from "./booking-record";
import type { FormOfPayment } from "./fare";
import { commissionOf } from "./fare";
import { formatAmount } from "./money";
import type { Money } from "./money";
import type { IssuedDocument, ReservedSegment, Reservation, StoredFare } from "./reservation";
import { isConfirmed, isEmd } from "./reservation";

export type ReservationMatch =
  | {
      readonly kind: "same";
      /** Stored fares to be ticketed. */
      readonly fareReferences: readonly string[];
      readonly passengerIds: ReadonlyMap<string, number>;
      readonly segmentIds: ReadonlyMap<string, number>;
    }
  | {
      /** As it was booked, at another price: nothing else differs. */
      readonly kind: "repriced";
      readonly fares: readonly RepricedFare[];
      readonly differences: readonly string[];
    }
  | {
      readonly kind: "changed";
      /** What differs, in words free of names. */
      readonly differences: readonly string[];
    };

/** A fare of the booking whose price the supplier has changed. */
export interface RepricedFare {
  readonly booked: BookedFare;
  readonly stored: StoredFare;
  /** By coupon, in the booking's order. */
  readonly fareBases: readonly (string | null)[];
}

/**
 * Compares what the GDS holds with what was booked, by content: a GDS may renumber its
 * references. Nothing is issued that differs from what the customer was sold.
 */
export function matchReservation(
  booking: BookingRecord,
  reservation: Reservation,
): ReservationMatch {
  const passengerIds = matchPassengers(booking, reservation);
  const segmentIds = pair(
    booking.segments.map((item) => ({ key: flightKey(item), id: item.segmentId })),
    reservation.segments
      .filter(({ statusCode }) => isConfirmed(statusCode))
      .map((item) => ({ key: flightKey(item), reference: item.reference })),
  );
  const differences = [
    ...(reservation.status === "cancelled" ? ["the reservation is cancelled"] : []),
    ...(passengerIds === undefined ? ["the passengers are not those that were booked"] : []),
    ...(segmentIds === undefined ? ["the flights are not those that were booked"] : []),
  ];
  if (passengerIds === undefined || segmentIds === undefined || differences.length > 0) {
    return { kind: "changed", differences };
  }
  const priced = matchFares(booking, reservation, { passengerIds, segmentIds });
  if (priced.differences.length === 0) {
    return { kind: "same", fareReferences: priced.fareReferences, passengerIds, segmentIds };
  }
  return priced.isPriceAlone
    ? { kind: "repriced", fares: priced.repriced, differences: priced.differences }
    : { kind: "changed", differences: priced.differences };
}

/** The booking's passengers by the supplier's references; undefined where they are not the same people. */
export function matchPassengers(
  { passengers }: Pick<BookingRecord, "passengers">,
  reservation: Pick<Reservation, "passengers">,
): ReadonlyMap<string, number> | undefined {
  return pair(
    passengers.map((item) => ({ key: travellerKey(item), id: item.passengerId })),
    reservation.passengers.map((item) => ({ key: travellerKey(item), reference: item.reference })),
  );
}

interface Pairing {
  readonly passengerIds: ReadonlyMap<string, number>;
  readonly segmentIds: ReadonlyMap<string, number>;
}

interface PricedFares {
  readonly fareReferences: string[];
  readonly repriced: readonly RepricedFare[];
  readonly differences: readonly string[];
  readonly isPriceAlone: boolean;
}

function matchFares(booking: BookingRecord, reservation: Reservation, ids: Pairing): PricedFares {
  const stored = reservation.fares.flatMap((fare) =>
    fare.passengerReferences.map((passenger) => ({ fare, passenger })),
  );
  const fareReferences = new Set<string>();
  const repriced: RepricedFare[] = [];
  const differences: string[] = [];
  let others = 0;
  for (const booked of booking.fares) {
    const candidates = stored
      .filter(
        ({ fare, passenger }) =>
          (fare.service === undefined) === (booked.service === null) &&
          ids.passengerIds.get(passenger) === booked.passengerId &&
          sameCoupons(booked, fare, ids.segmentIds),
      )
      .map(({ fare }) => fare);
    const exact = candidates.find((fare) => samePrice(booked, fare));
    // Of several at other prices nobody knows which is meant.
    const found = exact ?? (candidates.length === 1 ? candidates[0] : undefined);
    if (exact === undefined) differences.push(describePriceChange(booked, candidates[0]));
    if (found === undefined) {
      others += 1;
      continue;
    }
    fareReferences.add(found.reference);
    if (exact === undefined) {
      const fareBases = listFareBases(booked, found, ids.segmentIds);
      repriced.push({ booked, stored: found, fareBases });
    }
    const changes = describeTermChanges(booked, found, { isRepriced: exact === undefined });
    differences.push(...changes);
    others += changes.length;
  }
  // A stored fare is ticketed for all its passengers, so two that overlap would ticket one twice.
  const issued = stored.filter(({ fare }) => fareReferences.has(fare.reference)).length;
  if (others === 0 && issued !== booking.fares.length) {
    differences.push(
      `the stored fares would issue ${issued} documents, and ${booking.fares.length} were booked`,
    );
    others += 1;
  }
  return {
    fareReferences: [...fareReferences],
    repriced,
    differences,
    isPriceAlone: others === 0,
  };
}

function listFareBases(
  { coupons }: BookedFare,
  { segmentReferences, fareBases }: StoredFare,
  segmentIds: ReadonlyMap<string, number>,
): (string | null)[] {
  return coupons.map(({ segmentId }) => {
    const position = segmentReferences.findIndex((one) => segmentIds.get(one) === segmentId);
    return fareBases[position] || null;
  });
}

function describePriceChange(booked: BookedFare, stored: StoredFare | undefined): string {
  const was = describe(booked.total);
  if (stored === undefined) return `fare ${booked.fareNumber} (${was}) is no longer stored`;
  const is = describe(stored.fare.total);
  return is === was
    ? `fare ${booked.fareNumber} is ${is} as before, its base ${describe(stored.fare.base)} and was ${describe(booked.base)}`
    : `fare ${booked.fareNumber} is ${is} and was ${was}`;
}

/**
 * What the books rely on beside the price: who is owed, who has paid, and what we earn, which goes
 * by the price.
 */
function describeTermChanges(
  booked: BookedFare,
  stored: StoredFare,
  { isRepriced }: { readonly isRepriced: boolean },
): string[] {
  const fare = `fare ${booked.fareNumber}`;
  const { airlineCode } = booked.supplier;
  const earns = stored.commission && commissionOf(stored.fare.base, stored.commission);
  return [
    ...(stored.validatingCarrier === (airlineCode ?? "")
      ? []
      : [
          `${fare} is validated by ${stored.validatingCarrier} and was by ${airlineCode ?? "none"}`,
        ]),
    ...(samePayment(stored.formOfPayment, booked.formOfPayment)
      ? []
      : [`${fare} is paid ${describePayment(stored)} and was ${describePayment(booked)}`]),
    ...(isRepriced || earns === undefined || earns.minor === booked.commission.minor
      ? []
      : [`${fare} earns ${describe(earns)} and was to earn ${describe(booked.commission)}`]),
  ];
}

function samePayment(left: FormOfPayment, right: FormOfPayment): boolean {
  if (left.kind === "cash" || right.kind === "cash") return left.kind === right.kind;
  return left.brand === right.brand && left.lastFour === right.lastFour;
}

function describePayment({ formOfPayment }: Pick<StoredFare, "formOfPayment">): string {
  return formOfPayment.kind === "cash"
    ? "in cash"
    : `by card ${formOfPayment.brand} ${formOfPayment.lastFour}`;
}

function describe(amount: Money): string {
  return `${formatAmount(amount)} ${amount.currency}`;
}

function sameCoupons(
  booked: BookedFare,
  stored: StoredFare,
  segmentIds: ReadonlyMap<string, number>,
): boolean {
  return sameMembers(
    booked.coupons.map(({ segmentId }) => segmentId),
    stored.segmentReferences.map((reference) => segmentIds.get(reference)),
  );
}

function samePrice(booked: BookedFare, { fare }: StoredFare): boolean {
  return (
    fare.total.currency === booked.total.currency &&
    fare.base.minor === booked.base.minor &&
    fare.total.minor === booked.total.minor
  );
}

/** Issued documents by the booking's own fares; undefined where any has no place, or a fare has none. */
export function matchDocuments(
  booking: BookingRecord,
  documents: readonly IssuedDocument[],
  ids: Pairing,
): { readonly fare: BookedFare; readonly document: IssuedDocument }[] | undefined {
  const matched = documents.map((document) => ({
    document,
    fare: findFare(booking.fares, document, ids),
  }));
  const complete = matched.flatMap(({ document, fare }) => (fare ? [{ document, fare }] : []));
  const fareIds = new Set(complete.map(({ fare }) => fare.fareId));
  const oneEach =
    complete.length === documents.length &&
    fareIds.size === complete.length &&
    fareIds.size === booking.fares.length &&
    complete.every(
      ({ document, fare }) => document.conjunction.length === documentCountOf(fare.coupons.length),
    );
  return oneEach ? complete : undefined;
}

/** Four coupons a document (travel-formats.md 5). */
export function documentCountOf(coupons: number): number {
  return Math.max(1, Math.ceil(coupons / 4));
}

function findFare(
  fares: readonly BookedFare[],
  document: IssuedDocument,
  ids: Pairing,
): BookedFare | undefined {
  const passengerId = ids.passengerIds.get(document.passengerReference);
  const ofPassenger = fares.filter(
    (fare) => fare.passengerId === passengerId && (fare.service !== null) === isEmd(document),
  );
  if (ofPassenger.length === 1) return ofPassenger[0];
  const segments = document.segmentReferences.map((reference) => ids.segmentIds.get(reference));
  return ofPassenger.find((fare) =>
    sameMembers(
      fare.coupons.map(({ segmentId }) => segmentId),
      segments,
    ),
  );
}

/** Pairs equal keys one to one, in order; undefined where a key has no partner on the other side. */
function pair(
  own: readonly { readonly key: string; readonly id: number }[],
  theirs: readonly { readonly key: string; readonly reference: string }[],
): Map<string, number> | undefined {
  if (own.length !== theirs.length) return undefined;
  const left = [...own];
  const paired = new Map<string, number>();
  for (const { key, reference } of theirs) {
    const index = left.findIndex((item) => item.key === key);
    const [found] = index < 0 ? [] : left.splice(index, 1);
    if (found === undefined) return undefined;
    paired.set(reference, found.id);
  }
  return paired;
}

/** By whom two who name a passenger mean the same. */
export function travellerKey(traveller: {
  readonly type: string;
  readonly surname: string;
  readonly givenNames: string;
}): string {
  return [traveller.type, traveller.surname, traveller.givenNames].join("/").toUpperCase();
}

function flightKey(flight: BookedSegment | ReservedSegment): string {
  return [
    flight.carrierCode,
    flight.flightNumber,
    flight.bookingClass,
    flight.originAirport,
    flight.destinationAirport,
    flight.departsLocal,
    // A flight is named by its carrier, a stay by its hotel and the day of leaving.
    ...(flight.stay === undefined ? [] : [flight.stay.hotelCode, flight.arrivesLocal]),
  ].join("/");
}

function sameMembers(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((member) => right.includes(member));
}
