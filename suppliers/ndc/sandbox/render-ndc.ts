import { formatAmount, type Money, subtract } from "../../../domain/money";
import {
  type AirOrder,
  amountsOf,
  exchangeBalanceOf,
  type OrderDocument,
  type OrderFare,
  type OrderFlight,
  penaltyOf,
  totalOf,
} from "../../sandbox/air-order";
import { amountsOfCoupons, couponsOf } from "../../sandbox/order-coupons";
import { element, group, optional } from "../../xml/write-xml";
import type { NdcQuote } from "./records";

const namespace = "http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersMessage";
const couponCodes = { open: "I", voided: "V", refunded: "RF", exchanged: "E" } as const;
const holdMs = 24 * 3_600_000;

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
  const services = order.fares.filter(({ documentType }) => documentType === "emd");
  return group(
    "Response",
    group(
      "DataLists",
      group("PaxList", ...order.passengers.map(renderPax)),
      ...renderFlights(isClosed ? [] : order.flights),
      group("ServiceDefinitionList", ...services.map(renderDefinition)),
    ),
    group(
      "Order",
      element("OrderID", order.id),
      element("OrderVersionNumber", String(order.version)),
      element("OwnerCode", ownerCode),
      element("StatusCode", isClosed ? "CLOSED" : "OPENED"),
      ...(isClosed
        ? []
        : order.fares.flatMap((fare) => renderItem(order, fare, isUnpaid ? deadline : undefined))),
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
      const coupons = quote.coupons[document.number] ?? [];
      const { base, taxes, total } = amountsOfCoupons(order, document, coupons);
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
  return renderOffers([renderOffer(quote, deleted.join(""))]);
}

/** The same price for each: they differ in what becomes of a residual value. */
export function renderExchangeQuotes(order: AirOrder, quotes: readonly NdcQuote[]): string {
  return renderOffers(quotes.map((quote) => renderOffer(quote, renderBalance(order, quote))));
}

function renderBalance(order: AirOrder, quote: NdcQuote): string {
  const sums = exchangeBalanceOf(order, quote.numbers);
  return group(
    "ReshopDifferential",
    element("DifferentialTypeCode", differentialTypeOf(sums.due, quote)),
    group("NewOfferItem", renderAmount("TotalAmount", sums.newTotal)),
    renderAmount("PenaltyAmount", sums.penalty),
    group("ReshopDue", renderAmount("TotalAmount", sums.due)),
  );
}

function differentialTypeOf({ minor }: Money, { residual }: NdcQuote): string {
  if (minor > 0n) return "AddCol";
  if (minor === 0n) return "EvenExchange";
  return residual === "emd" ? "Residual" : "Refund";
}

function renderOffer({ id, expiresAt }: NdcQuote, content: string): string {
  return group(
    "Offer",
    element("OfferID", id),
    element("OfferExpirationTimeLimitDateTime", expiresAt),
    content,
  );
}

function renderOffers(offers: readonly string[]): string {
  return group("Response", group("ReshopResults", group("ReshopOffers", ...offers)));
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

/** Of 21.3: a list of the flights, and which of them the travellers are on. */
export function renderFlights(flights: readonly OrderFlight[]): string[] {
  return [
    group("DatedMarketingSegmentList", ...flights.map(renderFlight)),
    group(
      "PaxSegmentList",
      ...flights.map(({ id, bookingClass }) =>
        group(
          "PaxSegment",
          element("DatedMarketingSegmentRefId", `FLIGHT-${id}`),
          element("MarketingCarrierRBD_Code", bookingClass),
          element("PaxSegmentID", id),
        ),
      ),
    ),
  ];
}

function renderFlight(flight: OrderFlight): string {
  return group(
    "DatedMarketingSegment",
    group(
      "Arrival",
      element("AircraftScheduledDateTime", `${flight.arrivesLocal}:00`),
      element("IATA_LocationCode", flight.destinationAirport),
    ),
    element("CarrierDesigCode", flight.carrierCode),
    element("DatedMarketingSegmentId", `FLIGHT-${flight.id}`),
    group(
      "Dep",
      element("AircraftScheduledDateTime", `${flight.departsLocal}:00`),
      element("IATA_LocationCode", flight.originAirport),
    ),
    element("MarketingCarrierFlightNumberText", flight.flightNumber),
  );
}

/** None where all of its services were given back. */
function renderItem(order: AirOrder, fare: OrderFare, payBy: string | undefined): string[] {
  const { base, taxes, total } = amountsOf(order, fare);
  const services = servicesOf(order, fare);
  if (services.length === 0) return [];
  const item = group(
    "OrderItem",
    element("OrderItemID", fare.reference),
    element("StatusCode", "ACTIVE"),
    optional("PaymentTimeLimitDateTime", payBy),
    ...services.map(({ id, passengerId, flightId }) =>
      group(
        "Service",
        group(
          "OrderServiceAssociation",
          fare.documentType === "emd"
            ? renderServiceRef(fare, flightId)
            : renderFlightRef(flightId),
        ),
        element("PaxRefID", passengerId),
        element("ServiceID", id),
      ),
    ),
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
  return [item];
}

function renderFlightRef(flightId: string | undefined): string {
  return flightId === undefined ? "" : group("PaxSegmentRef", element("PaxSegmentRefID", flightId));
}

function renderServiceRef(fare: OrderFare, flightId: string | undefined): string {
  const flight = renderFlightRef(flightId);
  return group(
    "ServiceDefinitionRef",
    flight === "" ? "" : group("OrderFlightAssociations", flight),
    element("ServiceDefinitionRefID", fare.fareBasis),
  );
}

function renderDefinition({ fareBasis, service }: OrderFare): string {
  return group(
    "ServiceDefinition",
    element("Name", service?.name ?? fareBasis),
    optional("RFIC", service?.rfic),
    optional("RFISC", service?.rfisc),
    element("ServiceDefinitionID", fareBasis),
  );
}

interface OrderedService {
  readonly id: string;
  readonly passengerId: string;
  /** Missing of an ancillary that is used with none in particular. */
  readonly flightId: string | undefined;
  /** On the passenger's document of the item. */
  readonly coupon: number;
}

/** An item's services that were not given back: for each passenger one a coupon. */
export function servicesOf(order: AirOrder, fare: OrderFare): OrderedService[] {
  const isFlown = fare.documentType === "ticket";
  return fare.passengerIds.flatMap((passengerId) => {
    const document = order.documents.findLast(
      (one) => one.fareReference === fare.reference && one.passengerId === passengerId,
    );
    const used = isFlown ? order.flights.map(({ id }) => id) : (fare.service?.flightIds ?? []);
    const flightIds = used.length === 0 ? [undefined] : used;
    return flightIds
      .map((flightId, index) => ({
        id: [fare.reference, passengerId, flightId ?? fare.fareBasis].join("-"),
        passengerId,
        flightId,
        coupon: index + 1,
      }))
      .filter(({ coupon }) => document?.refundedCoupons?.includes(coupon) !== true);
  });
}

function renderDocument(order: AirOrder, document: OrderDocument): string {
  return group(
    "TicketDocInfo",
    element("PaxRefID", document.passengerId),
    group("IssueInfo", element("TicketIssueDate", document.issuedAt.slice(0, 10))),
    group(
      "Ticket",
      element("TicketNumber", document.number),
      element("TicketDocTypeCode", documentTypeOf(document)),
      element("ReportingTypeCode", "BSP"),
      ...couponsOf(order, document).map((coupon) =>
        group(
          "Coupon",
          element("CouponNumber", String(coupon)),
          element(
            "CouponStatusCode",
            couponCodes[
              document.refundedCoupons?.includes(coupon) === true ? "refunded" : document.status
            ],
          ),
        ),
      ),
    ),
  );
}

/** J is associated with flights, Y stands alone. */
function documentTypeOf({ type, fare }: OrderDocument): "T" | "J" | "Y" {
  if (type === "ticket") return "T";
  return (fare.service?.flightIds ?? []).length > 0 ? "J" : "Y";
}

export function renderTaxes(
  taxes: readonly { readonly code: string; readonly amount: Money }[],
): string {
  return group(
    "TaxSummary",
    ...taxes.map(({ code, amount }) =>
      group("Tax", element("TaxCode", code), renderAmount("Amount", amount)),
    ),
  );
}

export function renderAmount(name: string, amount: Money): string {
  return element(name, formatAmount(amount), { CurCode: amount.currency });
}
