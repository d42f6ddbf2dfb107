import {
  type AirOrder,
  amountsOf,
  type OrderDocument,
  type OrderFare,
  totalOf,
} from "../../sandbox/air-order";
import { couponsOf } from "../../sandbox/order-coupons";
import { element, group } from "../../xml/write-xml";
import { renderAmount, renderPrice } from "./render-amounts";
import { renderLists } from "./render-lists";

const namespaces = "http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrders";
const couponCodes = { open: "I", voided: "V", refunded: "RF", exchanged: "E" } as const;
const holdMs = 24 * 3_600_000;

/** The message's own elements are of one namespace of 21.3, all that is in them of the other. */
export function renderMessage(name: string, content: string): string {
  const own = content.replace(/^<(\w+)>/, "<m:$1>").replace(/<\/(\w+)>$/, "</m:$1>");
  return (
    `<?xml version="1.0" encoding="UTF-8"?>` +
    `<m:${name} xmlns:m="${namespaces}Message" xmlns="${namespaces}CommonTypes">${own}</m:${name}>`
  );
}

export function renderError(code: string, text: string): string {
  return group(
    "Error",
    element("Code", code),
    element("DescText", text),
    element("LangCode", "EN"),
    element("TypeCode", "ERR"),
  );
}

export function renderOrder(order: AirOrder, ownerCode: string): string {
  const isClosed = order.state === "cancelled";
  const services = order.fares.filter(({ documentType }) => documentType === "emd");
  return group(
    "Response",
    renderLists({ content: order, services }),
    group(
      "Order",
      element("OrderID", order.id),
      ...order.fares.flatMap((fare) => renderItem(order, fare)),
      element("OrderVersionNumber", String(order.version)),
      element("OwnerCode", ownerCode),
      element("StatusCode", isClosed ? "CLOSED" : "OPENED"),
      group("TotalPrice", renderAmount("TotalAmount", totalOf(order))),
    ),
    ...order.documents.map((document) => renderDocument(order, document)),
  );
}

/** None where all of its services were given back, and the order goes on. */
function renderItem(order: AirOrder, fare: OrderFare): string[] {
  const isClosed = order.state === "cancelled";
  const services = servicesOf(isClosed ? { ...order, documents: [] } : order, fare);
  if (services.length === 0) return [];
  const deadline = new Date(Date.parse(order.createdAt) + holdMs).toISOString();
  const item = group(
    "OrderItem",
    group(
      "FareDetail",
      ...order.flights.map(({ id }) =>
        group(
          "FareComponent",
          element("FareBasisCode", fare.fareBasis),
          element("PaxSegmentRefID", id),
        ),
      ),
      ...fare.passengerIds.map((passengerId) => element("PaxRefID", passengerId)),
    ),
    element("OrderItemID", fare.reference),
    element("OwnerCode", order.validatingCarrier),
    order.state === "held" ? element("PaymentTimeLimitDateTime", deadline) : "",
    renderPrice(amountsOf(order, fare)),
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
        element("StatusCode", isClosed ? "CANCELLED" : "CONFIRMED"),
      ),
    ),
    element("StatusCode", isClosed ? "CLOSED" : "ACTIVE"),
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
  const statusOf = (coupon: number) =>
    document.refundedCoupons?.includes(coupon) === true ? "refunded" : document.status;
  return group(
    "TicketDocInfo",
    group(
      "IssueInfo",
      element("IssueDate", document.issuedAt.slice(0, 10)),
      group("IssuingCarrier", element("AirlineDesigCode", order.validatingCarrier)),
    ),
    element("PaxRefID", document.passengerId),
    group(
      "Ticket",
      ...couponsOf(order, document).map((coupon) =>
        group(
          "Coupon",
          element("CouponNumber", String(coupon)),
          element("CouponStatusCode", couponCodes[statusOf(coupon)]),
        ),
      ),
      element("ReportingTypeCode", "BSP"),
      element("TicketDocTypeCode", documentTypeOf(document)),
      element("TicketNumber", document.number),
    ),
  );
}

/** J is associated with flights, Y stands alone. */
function documentTypeOf({ type, fare }: OrderDocument): "T" | "J" | "Y" {
  if (type === "ticket") return "T";
  return (fare.service?.flightIds ?? []).length > 0 ? "J" : "Y";
}
