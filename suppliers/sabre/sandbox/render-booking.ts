import { formatAmount, subtract } from "../../../domain/money";
import { type AirOrder, amountsOf, type OrderDocument, penaltyOf } from "../../sandbox/air-order";
import { defaultAccount } from "./default-account";

const statusCodes = { open: "TE", voided: "TV", refunded: "TR", exchanged: "TX" } as const;
const couponCodes = { open: "I", voided: "V", refunded: "RF", exchanged: "E" } as const;
const passengerCodes = { ADT: "ADT", CHD: "CNN", INF: "INF" } as const;

/** A booking as getBooking answers it. */
export function renderBooking(order: AirOrder): object {
  const isCanceled = order.state === "cancelled";
  return {
    bookingId: order.id,
    isCanceled,
    isTicketed: order.documents.some(({ status }) => status === "open"),
    travelers: order.passengers.map(({ givenNames, surname, type, dateOfBirthOn }) => ({
      givenName: givenNames,
      surname,
      passengerCode: passengerCodes[type],
      ...(dateOfBirthOn === undefined ? {} : { birthDate: dateOfBirthOn }),
    })),
    flights: isCanceled ? [] : order.flights.map(renderFlight),
    fares: isCanceled ? [] : order.fares.map((fare) => renderFare(order, fare)),
    flightTickets: order.documents.map((document) => renderTicket(order, document)),
  };
}

function renderFlight(flight: AirOrder["flights"][number]): object {
  const [departureDate, departureTime] = flight.departsLocal.split("T");
  const [arrivalDate, arrivalTime] = flight.arrivesLocal.split("T");
  return {
    itemId: flight.id,
    airlineCode: flight.carrierCode,
    flightNumber: Number(flight.flightNumber),
    bookingClass: flight.bookingClass,
    fromAirportCode: flight.originAirport,
    toAirportCode: flight.destinationAirport,
    departureDate,
    departureTime: `${departureTime ?? ""}:00`,
    arrivalDate,
    arrivalTime: `${arrivalTime ?? ""}:00`,
    flightStatusCode: "HK",
  };
}

function renderFare(order: AirOrder, fare: AirOrder["fares"][number]): object {
  const { base, taxes, taxTotal, total } = amountsOf(order, fare);
  const { currency: currencyCode } = order;
  return {
    recordId: fare.reference,
    recordTypeCode: "PQ",
    airlineCode: order.validatingCarrier,
    travelerIndices: fare.passengerIds.map((id) => positionOf(order, id)),
    totals: {
      subtotal: formatAmount(base),
      taxes: formatAmount(taxTotal),
      total: formatAmount(total),
      currencyCode,
    },
    taxBreakdown: taxes.map((tax) => ({
      taxCode: tax.code,
      taxAmount: { amount: formatAmount(tax.amount), currencyCode },
    })),
    fareConstruction: order.flights.map(() => ({ fareBasisCode: fare.fareBasis })),
    commission: { commissionPercentage: fare.commissionPercent },
  };
}

function renderTicket(order: AirOrder, document: OrderDocument): object {
  const { total } = amountsOf(order, document.fare);
  return {
    number: document.number,
    date: document.issuedAt.slice(0, 10),
    agencyIataNumber: defaultAccount.agencyIataNumber,
    travelerIndex: positionOf(order, document.passengerId),
    ticketStatusCode: statusCodes[document.status],
    isEmd: document.type === "emd",
    payment: { total: formatAmount(total), currencyCode: order.currency },
    flightCoupons: order.flights.map(({ id }) => ({
      itemId: id,
      couponStatusCode: couponCodes[document.status],
    })),
  };
}

/** What checkFlightTickets says of one ticket; what is no longer open is not refundable. */
export function renderCheckedTicket(
  order: AirOrder,
  document: OrderDocument,
  isVoidable: boolean,
): object {
  const { base, taxes, taxTotal, total } = amountsOf(order, document.fare);
  const { currency: currencyCode } = order;
  const fee = penaltyOf(order);
  return {
    number: document.number,
    isVoidable: isVoidable && document.status === "open",
    isRefundable: document.status === "open",
    refundFee: { amount: formatAmount(fee), currencyCode },
    refundTaxes: taxes.map((tax) => ({
      taxCode: tax.code,
      taxAmount: { amount: formatAmount(tax.amount), currencyCode },
    })),
    refundTotals: {
      subtotal: formatAmount(base),
      taxes: formatAmount(taxTotal),
      total: formatAmount(subtract(total, fee)),
      currencyCode,
    },
  };
}

function positionOf(order: AirOrder, passengerId: string): number {
  return order.passengers.findIndex(({ id }) => id === passengerId) + 1;
}
