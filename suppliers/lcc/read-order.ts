import { parseMoney, subtract } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { PassengerType, Reservation, ReservedSegment } from "../../domain/reservation";
import type { DocumentRefund, Offer, RefundQuote } from "../air-operations";
import { couponStatusOf } from "../coupon-status";
import type { SupplierOutcome } from "../outcome";
import { lccRefused } from "./lcc-connection";
import type { LccCancellation, LccOffer, LccOrder } from "./lcc-messages";

const passengerTypes = { adult: "ADT", child: "CHD", infant_without_seat: "INF" } as const;
export const lccPassengerTypes = {
  ADT: "adult",
  CHD: "child",
  INF: "infant_without_seat",
} as const;

/** What cannot be read is the supplier's fault, and no reason to ask it again. */
export function reading<T>(read: () => T): SupplierOutcome<T> {
  try {
    return { kind: "done", value: read() };
  } catch (error) {
    if (error instanceof Refusal)
      return lccRefused("reservation_invalid", error.code, error.message);
    throw error;
  }
}

export function isLive(document: LccOrder["documents"][number]): boolean {
  return document.type === "electronic_ticket" && couponStatusOf(document.status) === "open";
}

export function toReservation(order: LccOrder): Reservation {
  const currency = order.total_currency;
  const segments = order.slices.flatMap((slice) => slice.segments).map(toSegment);
  const segmentReferences = segments.map(({ reference }) => reference);
  const deadline = order.payment_status.payment_required_by;
  return {
    recordLocator: order.id,
    status: order.cancelled_at === null ? "active" : "cancelled",
    passengers: order.passengers.map((passenger) => ({
      reference: passenger.id,
      type: passengerTypes[passenger.type],
      surname: passenger.family_name,
      givenNames: passenger.given_name,
      ...(passenger.born_on === null ? {} : { dateOfBirthOn: passenger.born_on }),
    })),
    segments,
    fares: order.fares.map((fare) => ({
      reference: fare.id,
      passengerReferences: fare.passenger_ids,
      segmentReferences,
      validatingCarrier: order.owner.iata_code,
      fare: toFare(fare, currency),
      formOfPayment: { kind: "cash" },
      fareBases: segments.map(() => fare.fare_basis_code),
    })),
    documents: order.documents.filter(isLive).map((document) => ({
      number: document.unique_identifier,
      conjunction: [document.unique_identifier],
      passengerReference: document.passenger_ids[0] ?? "",
      segmentReferences,
      issuedOn: document.issued_on,
      issuingOffice: "",
      validatingCarrier: order.owner.iata_code,
      total: parseMoney({ amount: document.total_amount, currency }),
    })),
    ...(order.confirmation_status === "pending" ? { isPending: true } : {}),
    ...(deadline === null ? {} : { ticketingDeadlineAt: deadline }),
  };
}

export function toOffer(offer: LccOffer): Offer {
  const currency = offer.total_currency;
  const typeOf = (id: string): PassengerType => {
    const passenger = offer.passengers.find((one) => one.id === id);
    if (passenger === undefined) {
      throw new Refusal("PASSENGERS_INVALID", `The offer prices ${id}, who is not in it.`);
    }
    return passengerTypes[passenger.type];
  };
  return {
    reference: offer.id,
    validatingCarrier: offer.owner.iata_code,
    flights: offer.slices.flatMap(({ segments }) => segments).map(toSegment),
    fares: offer.fares.map((fare) => ({
      passengerType: typeOf(fare.passenger_ids[0] ?? ""),
      count: fare.passenger_ids.length,
      fare: toFare(fare, currency),
    })),
    total: parseMoney({ amount: offer.total_amount, currency }),
    expiresAt: offer.expires_at,
  };
}

/** The airline names what it pays back, document by document. */
export function toRefundQuote(cancellation: LccCancellation): RefundQuote {
  const { refund_amount: total, refund_currency: currency } = cancellation;
  if (total === null || currency === null) {
    throw new Refusal("AMOUNT_INVALID", "The cancellation names no refund.");
  }
  return {
    reference: cancellation.id,
    expiresAt: cancellation.expires_at,
    total: parseMoney({ amount: total, currency }),
    documents: cancellation.documents.map((document): DocumentRefund => ({
      number: document.unique_identifier,
      fare: parseMoney({ amount: document.base_amount, currency }),
      taxes: document.taxes.map(({ code, amount }) => ({
        code,
        amount: parseMoney({ amount, currency }),
      })),
      penalty: parseMoney({ amount: document.penalty_amount, currency }),
      total: parseMoney({ amount: document.refund_amount, currency }),
    })),
  };
}

function toFare(fare: LccOrder["fares"][number], currency: string) {
  const total = parseMoney({ amount: fare.total_amount, currency });
  const base = parseMoney({ amount: fare.base_amount, currency });
  const taxes = fare.taxes.map(({ code, amount }) => ({
    code,
    amount: parseMoney({ amount, currency }),
  }));
  if (subtract(total, base).minor < 0n) {
    throw new Refusal("FARE_UNBALANCED", "The total of a fare is below its base.");
  }
  return { base, taxes, total };
}

type LccSegment = LccOrder["slices"][number]["segments"][number];

function toSegment(segment: LccSegment): ReservedSegment {
  return {
    reference: segment.id,
    carrierCode: segment.marketing_carrier.iata_code,
    flightNumber: segment.marketing_carrier_flight_number,
    bookingClass: segment.booking_class,
    originAirport: segment.origin.iata_code,
    destinationAirport: segment.destination.iata_code,
    departsLocal: segment.departing_at.slice(0, 16),
    arrivesLocal: segment.arriving_at.slice(0, 16),
    statusCode: "HK",
  };
}
