import { formatAmount, subtract } from "../../../domain/money";
import {
  type AirOrder,
  amountsOf,
  type OrderContent,
  type OrderFlight,
  penaltyOf,
  totalOf,
} from "../../sandbox/air-order";
import type { LccCancellation, LccOffer, LccOrder } from "../lcc-messages";
import { lccPassengerTypes } from "../read-order";
import type { LccCancellationRecord, LccOfferRecord } from "./records";

const couponCodes = { open: "I", voided: "V", refunded: "RF", exchanged: "E" } as const;
const holdMs = 24 * 3_600_000;

export function renderOffer({ id, content, expiresAt }: LccOfferRecord): LccOffer {
  return {
    id,
    owner: { iata_code: content.validatingCarrier },
    expires_at: expiresAt,
    total_amount: formatAmount(totalOf(content)),
    total_currency: content.currency,
    passengers: content.passengers.map((passenger) => ({
      id: passenger.id,
      type: lccPassengerTypes[passenger.type],
    })),
    slices: [{ segments: content.flights.map(renderSegment) }],
    fares: renderFares(content),
  };
}

export function renderOrder(order: AirOrder): LccOrder {
  const isHeld = order.state === "held";
  const until = new Date(Date.parse(order.createdAt) + holdMs).toISOString();
  return {
    id: order.id,
    booking_reference: order.id,
    owner: { iata_code: order.validatingCarrier },
    created_at: order.createdAt,
    confirmation_status: isHeld ? "held" : order.state === "pending" ? "pending" : "confirmed",
    cancelled_at: order.state === "cancelled" ? order.createdAt : null,
    total_amount: formatAmount(totalOf(order)),
    total_currency: order.currency,
    payment_status: { awaiting_payment: isHeld, payment_required_by: isHeld ? until : null },
    passengers: order.passengers.map((passenger) => ({
      id: passenger.id,
      type: lccPassengerTypes[passenger.type],
      family_name: passenger.surname,
      given_name: passenger.givenNames,
      born_on: passenger.dateOfBirthOn ?? null,
    })),
    slices: [{ segments: order.flights.map(renderSegment) }],
    fares: renderFares(order),
    documents: order.documents.map((document) => ({
      unique_identifier: document.number,
      type:
        document.type === "ticket"
          ? "electronic_ticket"
          : "electronic_miscellaneous_document_associated",
      passenger_ids: [document.passengerId],
      issued_on: document.issuedAt.slice(0, 10),
      total_amount: formatAmount(amountsOf(order, document.fare).total),
      status: couponCodes[document.status],
    })),
  };
}

/** What is paid back for the tickets that are open; of an unpaid order nothing. */
export function renderCancellation(
  cancellation: LccCancellationRecord,
  order: AirOrder,
): LccCancellation {
  const documents = order.documents
    .filter(({ status }) => status === "open" || cancellation.confirmedAt !== null)
    .map((document) => {
      const { base, taxes, total } = amountsOf(order, document.fare);
      const penalty = penaltyOf(order);
      return {
        unique_identifier: document.number,
        base_amount: formatAmount(base),
        taxes: taxes.map((tax) => ({ code: tax.code, amount: formatAmount(tax.amount) })),
        penalty_amount: formatAmount(penalty),
        refund: subtract(total, penalty),
      };
    });
  const minor = documents.reduce((sum, { refund }) => sum + refund.minor, 0n);
  return {
    id: cancellation.id,
    order_id: order.id,
    refund_amount: formatAmount({ currency: order.currency, minor }),
    refund_currency: order.currency,
    expires_at: cancellation.expiresAt,
    confirmed_at: cancellation.confirmedAt,
    documents: documents.map(({ refund, ...document }) => ({
      ...document,
      refund_amount: formatAmount(refund),
    })),
  };
}

function renderFares(content: OrderContent): LccOrder["fares"] {
  return content.fares.map((fare) => {
    const { base, taxes, total } = amountsOf(content, fare);
    return {
      id: fare.reference,
      passenger_ids: fare.passengerIds,
      base_amount: formatAmount(base),
      taxes: taxes.map((tax) => ({ code: tax.code, amount: formatAmount(tax.amount) })),
      total_amount: formatAmount(total),
      fare_basis_code: fare.fareBasis,
    };
  });
}

function renderSegment(flight: OrderFlight): LccOrder["slices"][number]["segments"][number] {
  return {
    id: flight.id,
    marketing_carrier: { iata_code: flight.carrierCode },
    marketing_carrier_flight_number: flight.flightNumber,
    booking_class: flight.bookingClass,
    origin: { iata_code: flight.originAirport },
    destination: { iata_code: flight.destinationAirport },
    departing_at: `${flight.departsLocal}:00`,
    arriving_at: `${flight.arrivesLocal}:00`,
  };
}
