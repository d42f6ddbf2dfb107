import type { FormOfPayment } from "./fare";
import { assertFareAddsUp, commissionOf, sumTaxes } from "./fare";
import type { Money } from "./money";
import { add, assertStorable, parseRate, percentageOf, subtract, sum, zero } from "./money";
import { Refusal } from "./refusal";
import type {
  AncillaryService,
  DocumentType,
  ReservedPassenger,
  ReservedSegment,
  StoredFare,
} from "./reservation";
import { isConfirmed } from "./reservation";
import type { SoldStay } from "./stay";

export const chargeTypes = ["service_fee", "mark_up", "discount"] as const;
export type ChargeType = (typeof chargeTypes)[number];

/** What the agency adds to the airline's price, or takes off it. */
export interface ChargeRequest {
  readonly type: ChargeType;
  readonly amount: Money;
  /** VAT on the agency's own charge: `"15"`; carrier surcharges and taxes bear none. */
  readonly vatPercent: string;
}

export interface PricedCharge extends ChargeRequest {
  readonly vat: Money;
}

/** One document to be issued: a passenger under a stored fare. */
export interface DocumentFare {
  readonly fareNumber: number;
  readonly fareReference: string;
  readonly passengerReference: string;
  readonly segmentReferences: readonly string[];
  readonly fareBases: readonly string[];
  readonly validatingCarrier: string;
  readonly base: Money;
  readonly taxes: readonly { readonly code: string; readonly amount: Money }[];
  readonly taxTotal: Money;
  readonly total: Money;
  readonly commissionPercent?: string;
  readonly commission: Money;
  readonly formOfPayment: FormOfPayment;
  /** Of an ancillary service: its document is an EMD. */
  readonly service?: AncillaryService;
}

export interface PricedBooking {
  readonly currency: string;
  readonly passengers: readonly ReservedPassenger[];
  readonly segments: readonly ReservedSegment[];
  readonly fares: readonly DocumentFare[];
  readonly charges: readonly PricedCharge[];
  readonly fareTotal: Money;
  readonly taxTotal: Money;
  /** Fees and mark-up less discounts, without VAT. */
  readonly chargeTotal: Money;
  readonly vatTotal: Money;
  readonly total: Money;
  /** Of a hotel: its one segment is the stay, its one fare the voucher's. */
  readonly stay?: SoldStay;
}

/** A reservation of a group; outside groups carriers sell nine seats at once. */
const passengerCountMax = 99;
const segmentCountMax = 16;

/**
 * Prices a booking from what the GDS holds and what the agency charges.
 * Refuses what cannot be sold or does not add up; computes every percentage once, here.
 */
export function priceBooking(
  reserved: {
    readonly passengers: readonly ReservedPassenger[];
    readonly segments: readonly ReservedSegment[];
    readonly fares: readonly StoredFare[];
  },
  requestedCharges: readonly ChargeRequest[],
): PricedBooking {
  assertTravellers(reserved.passengers, reserved.segments);
  const currency = reserved.fares[0]?.fare.total.currency;
  if (currency === undefined) {
    throw new Refusal("PNR_INVALID", "The reservation has no stored fare: price it first.");
  }
  const fares = reserved.fares
    .flatMap((stored) => toDocumentFares(stored))
    .map((fare, index) => ({ ...fare, fareNumber: index + 1 }));
  const flown = fares.filter(({ service }) => service === undefined);
  assertEveryoneHasAFare(reserved.passengers, flown);
  assertEveryFlightIsFared(reserved.segments, flown);
  assertNoSeatIsSoldTwice(flown);
  assertServicesAreTold(fares);
  const charges = requestedCharges.map((charge) => priceCharge(charge, currency));
  return withTotals({ currency, ...reserved, fares, charges });
}

export function withTotals(
  parts: Pick<PricedBooking, "currency" | "passengers" | "segments" | "fares" | "charges">,
): PricedBooking {
  const { currency, fares, charges } = parts;
  const fareTotal = sum(
    currency,
    fares.map(({ base }) => base),
  );
  const taxTotal = sum(
    currency,
    fares.map((fare) => fare.taxTotal),
  );
  const chargeTotal = charges.reduce(
    (total, { type, amount }) =>
      type === "discount" ? subtract(total, amount) : add(total, amount),
    zero(currency),
  );
  const vatTotal = sum(
    currency,
    charges.map(({ vat }) => vat),
  );
  if (fareTotal.minor + taxTotal.minor === 0n) {
    throw new Refusal("AMOUNT_INVALID", "The fares and taxes of the booking come to nothing.");
  }
  const total = sum(currency, [fareTotal, taxTotal, chargeTotal, vatTotal]);
  for (const amount of [fareTotal, taxTotal, chargeTotal, vatTotal, total]) assertStorable(amount);
  if (total.minor < 0n) {
    throw new Refusal("AMOUNT_INVALID", "The discounts exceed the price of the booking.");
  }
  return { ...parts, fareTotal, taxTotal, chargeTotal, vatTotal, total };
}

export function priceCharge(charge: ChargeRequest, currency: string): PricedCharge {
  if (charge.amount.currency !== currency) {
    throw new Refusal("CURRENCY_MISMATCH", `A charge is in the booking's currency, ${currency}.`, {
      left: charge.amount.currency,
      right: currency,
    });
  }
  if (charge.amount.minor <= 0n) {
    throw new Refusal("AMOUNT_INVALID", "A charge is more than zero.", { type: charge.type });
  }
  if (charge.type === "discount" && parseRate(charge.vatPercent) !== 0n) {
    throw new Refusal("AMOUNT_INVALID", "A discount carries no VAT of its own.");
  }
  return { ...charge, vat: percentageOf(charge.amount, charge.vatPercent) };
}

function toDocumentFares(stored: StoredFare): Omit<DocumentFare, "fareNumber">[] {
  assertFareAddsUp(stored.fare);
  return stored.passengerReferences.map((passengerReference) => ({
    fareReference: stored.reference,
    passengerReference,
    segmentReferences: stored.segmentReferences,
    fareBases: stored.fareBases,
    validatingCarrier: stored.validatingCarrier,
    base: stored.fare.base,
    taxes: stored.fare.taxes,
    taxTotal: sumTaxes(stored.fare),
    total: stored.fare.total,
    ...(stored.commission?.kind === "percent"
      ? { commissionPercent: stored.commission.percent }
      : {}),
    commission: commissionOf(stored.fare.base, stored.commission),
    formOfPayment: stored.formOfPayment,
    ...(stored.service === undefined ? {} : { service: stored.service }),
  }));
}

function assertTravellers(
  passengers: readonly ReservedPassenger[],
  segments: readonly ReservedSegment[],
): void {
  const seated = passengers.filter(({ type }) => type !== "INF");
  if (seated.length === 0 || seated.length > passengerCountMax) {
    throw new Refusal("PASSENGERS_INVALID", "A booking seats one to ninety-nine passengers.", {
      count: seated.length,
    });
  }
  const adults = passengers.filter(({ type }) => type === "ADT");
  if (passengers.length - seated.length > adults.length) {
    throw new Refusal("PASSENGERS_INVALID", "Each infant travels with an adult of its own.");
  }
  if (hasRepeats(passengers.map(({ reference }) => reference))) {
    throw new Refusal("PASSENGERS_INVALID", "Each passenger has a reference of its own.");
  }
  if (segments.length === 0 || segments.length > segmentCountMax) {
    throw new Refusal("ITINERARY_INVALID", "An itinerary has one to sixteen flights.", {
      count: segments.length,
    });
  }
  if (hasRepeats(segments.map(({ reference }) => reference))) {
    throw new Refusal("ITINERARY_INVALID", "Each flight has a reference of its own.");
  }
  for (const segment of segments) assertFlight(segment);
}

function assertFlight(segment: ReservedSegment): void {
  if (!isConfirmed(segment.statusCode)) {
    throw new Refusal(
      "ITINERARY_INVALID",
      `${segment.carrierCode}${segment.flightNumber} is not confirmed: its status is ${segment.statusCode}.`,
      { status: segment.statusCode },
    );
  }
}

function assertEveryoneHasAFare(
  passengers: readonly ReservedPassenger[],
  fares: readonly Pick<DocumentFare, "passengerReference">[],
): void {
  const priced = new Set(fares.map(({ passengerReference }) => passengerReference));
  const unpriced = passengers.filter(({ reference }) => !priced.has(reference));
  if (unpriced.length > 0) {
    throw new Refusal("PNR_INVALID", "A passenger has no stored fare: price the reservation.", {
      passengers: unpriced.map(({ reference }) => reference).join(","),
    });
  }
}

/** A journey may be split over several fares, but a passenger pays for each flight once. */
function assertNoSeatIsSoldTwice(
  fares: readonly Pick<DocumentFare, "passengerReference" | "segmentReferences">[],
): void {
  const seats = fares.flatMap(({ passengerReference, segmentReferences }) =>
    segmentReferences.map((segment) => `${passengerReference} ${segment}`),
  );
  if (hasRepeats(seats)) {
    throw new Refusal("PNR_INVALID", "Two stored fares are for one passenger on one flight.");
  }
}

/** Which of a passenger's EMDs is for what, a supplier does not say. */
function assertServicesAreTold(
  fares: readonly Pick<DocumentFare, "passengerReference" | "service">[],
): void {
  const services = fares.flatMap(({ passengerReference, service }) =>
    service === undefined ? [] : [passengerReference],
  );
  if (hasRepeats(services)) {
    throw new Refusal(
      "PNR_INVALID",
      "A passenger has two ancillary services: their EMDs could not be told apart. Buy one of them elsewhere.",
    );
  }
}

/** What is issued for a fare: of a hotel, its voucher. */
export function documentTypeOf(
  { service }: { readonly service?: object | undefined },
  stay: SoldStay | undefined,
): DocumentType {
  if (stay !== undefined) return "VCHR";
  return service === undefined ? "ETKT" : "EMDA";
}

function hasRepeats(texts: readonly string[]): boolean {
  return new Set(texts).size < texts.length;
}

/** A flight without a ticket would be sold and not issued. */
function assertEveryFlightIsFared(
  segments: readonly ReservedSegment[],
  fares: readonly Pick<DocumentFare, "segmentReferences">[],
): void {
  const fared = new Set(fares.flatMap(({ segmentReferences }) => segmentReferences));
  const unfared = segments.filter(({ reference }) => !fared.has(reference));
  if (unfared.length > 0) {
    throw new Refusal("PNR_INVALID", "A flight is in no stored fare: price the reservation.", {
      segments: unfared.map(({ reference }) => reference).join(","),
    });
  }
}
