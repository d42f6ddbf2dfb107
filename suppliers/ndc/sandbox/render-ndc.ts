import { add, formatAmount, type Money, subtract } from "../../../domain/money";
import {
  type AirOrder,
  amountsOf,
  exchangeBalance,
  type OrderDocument,
  type OrderFare,
  penaltyOf,
  totalOf,
} from "../../sandbox/air-order";
import { element, group, optional } from "../../xml/write-xml";

const namespace = "http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersMessage";
const couponCodes = { open: "I", voided: "V", refunded: "RF", exchanged: "E" } as const;
const documentTypes = { ticket: "T", emd: "J" } as const;
const holdMs = 24 * 3_600_000;

export interface NdcQuote {
  readonly id: string;
  readonly orderId: string;
  readonly kind: "cancellation" | "exchange";
  readonly numbers: readonly string[];
  readonly expiresAt: string;
}

export function renderMessage(name: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><${name} xmlns="${namespace}">${content}</${name}>`;
}

export function renderError(code: string, text: string): string {
  return group("Error", element("Code", code), element("DescText", text));
}

export function renderOrder(order: AirOrder, ownerCode: string): string {
  const isClosed = order.state === "cancelled";
  const isUnpaid = order.state === "held";
  const deadline = new Date(Date.parse(order.createdAt) + holdMs).toISOString();
  return group(
    "Response",
    group(
      "DataLists",
      group("PaxList", ...order.passengers.map(renderPax)),
      group("PaxSegmentList", ...(isClosed ? [] : order.flights.map(renderSegment))),
    ),
    group(
      "Order",
      element("OrderID", order.id),
      element("OrderVersionNumber", String(order.version)),
      element("OwnerCode", ownerCode),
      element("StatusCode", isClosed ? "CLOSED" : "OPENED"),
      optional("PaymentTimeLimitDateTime", isUnpaid && !isClosed ? deadline : undefined),
      ...(isClosed ? [] : order.fares.map((fare) => renderItem(order, fare))),
      group("TotalPrice", renderAmount("TotalAmount", totalOf(order))),
    ),
    ...order.documents.map((document) => renderDocument(order, document)),
  );
}

/** What each document would pay back. */
export function renderCancelQuote(order: AirOrder, quote: NdcQuote): string {
  const deleted = order.documents
    .filter(({ number }) => quote.numbers.includes(number))
    .map((document) => {
      const { base, taxes, total } = amountsOf(order, document.fare);
      const penalty = penaltyOf(order);
      return group(
        "DeleteOrderItem",
        element("OrderItemRefID", document.fareReference),
        element("PaxRefID", document.passengerId),
        group(
          "ReshopDifferential",
          group("OriginalOrderItem", renderAmount("BaseAmount", base), renderTaxes(taxes)),
          renderAmount("PenaltyAmount", penalty),
          group("ReshopDue", renderAmount("TotalAmount", subtract(total, penalty))),
        ),
      );
    });
  return renderReshop(quote, deleted.join(""));
}

export function renderExchangeQuote(order: AirOrder, quote: NdcQuote): string {
  const balances = order.documents
    .filter(({ number }) => quote.numbers.includes(number))
    .map((document) => exchangeBalance(order, document));
  const [first, ...others] = balances;
  if (first === undefined) throw new Error("an exchange has documents");
  const sums = others.reduce(
    (total, { newTotal, penalty, due }) => ({
      newTotal: add(total.newTotal, newTotal),
      penalty: add(total.penalty, penalty),
      due: add(total.due, due),
    }),
    first,
  );
  const differential = group(
    "ReshopDifferential",
    group("NewOfferItem", renderAmount("TotalAmount", sums.newTotal)),
    renderAmount("PenaltyAmount", sums.penalty),
    group("ReshopDue", renderAmount("TotalAmount", sums.due)),
  );
  return renderReshop(quote, differential);
}

function renderReshop({ id, expiresAt }: NdcQuote, content: string): string {
  const offer = group(
    "Offer",
    element("OfferID", id),
    element("OfferExpirationTimeLimitDateTime", expiresAt),
    content,
  );
  return group("Response", group("ReshopResults", group("ReshopOffers", offer)));
}

function renderPax(passenger: AirOrder["passengers"][number]): string {
  return group(
    "Pax",
    element("PaxID", passenger.id),
    element("PTC", passenger.type),
    group(
      "Individual",
      optional("Birthdate", passenger.dateOfBirthOn),
      element("GivenName", passenger.givenNames),
      element("Surname", passenger.surname),
    ),
  );
}

function renderSegment(flight: AirOrder["flights"][number]): string {
  return group(
    "PaxSegment",
    element("PaxSegmentID", flight.id),
    group(
      "Dep",
      element("IATA_LocationCode", flight.originAirport),
      element("AircraftScheduledDateTime", `${flight.departsLocal}:00`),
    ),
    group(
      "Arrival",
      element("IATA_LocationCode", flight.destinationAirport),
      element("AircraftScheduledDateTime", `${flight.arrivesLocal}:00`),
    ),
    group(
      "MarketingCarrierInfo",
      element("CarrierDesigCode", flight.carrierCode),
      element("MarketingCarrierFlightNumberText", flight.flightNumber),
      element("RBD_Code", flight.bookingClass),
    ),
  );
}

function renderItem(order: AirOrder, fare: OrderFare): string {
  const { base, taxes, total } = amountsOf(order, fare);
  const association =
    fare.documentType === "emd"
      ? group("ServiceAssociations", element("ServiceDefinitionRef", fare.fareBasis))
      : "";
  return group(
    "OrderItem",
    element("OrderItemID", fare.reference),
    element("StatusCode", "ACTIVE"),
    ...fare.passengerIds.map((id) => group("Service", element("PaxRefID", id), association)),
    group(
      "FareDetail",
      group(
        "FarePriceType",
        group(
          "Price",
          renderAmount("BaseAmount", base),
          renderTaxes(taxes),
          renderAmount("TotalAmount", total),
        ),
      ),
      ...order.flights.map(() => group("FareComponent", element("FareBasisCode", fare.fareBasis))),
    ),
  );
}

function renderDocument(order: AirOrder, document: OrderDocument): string {
  return group(
    "TicketDocInfo",
    element("PaxRefID", document.passengerId),
    group("IssueInfo", element("TicketIssueDate", document.issuedAt.slice(0, 10))),
    group(
      "Ticket",
      element("TicketNumber", document.number),
      element("TicketDocTypeCode", documentTypes[document.type]),
      element("ReportingTypeCode", "BSP"),
      ...order.flights.map((_, index) =>
        group(
          "Coupon",
          element("CouponNumber", String(index + 1)),
          element("CouponStatusCode", couponCodes[document.status]),
        ),
      ),
    ),
  );
}

function renderTaxes(taxes: readonly { readonly code: string; readonly amount: Money }[]): string {
  return group(
    "TaxSummary",
    ...taxes.map(({ code, amount }) =>
      group("Tax", element("TaxCode", code), renderAmount("Amount", amount)),
    ),
  );
}

function renderAmount(name: string, amount: Money): string {
  return element(name, formatAmount(amount), { CurCode: amount.currency });
}
