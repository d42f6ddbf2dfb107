import type { SupplierName } from "../../domain/supplier-names";
import type { RuleInput } from "../../suppliers/amadeus/sandbox/behaviours";
import type { SupplierOperation } from "../../suppliers/port";
import type { SandboxBehaviour } from "../../suppliers/sandbox/fault-rules";

/** What can go wrong with one call to a supplier, in the order of the reports. */
export const supplierFaults = [
  "delay",
  "hang",
  "hang after the work",
  "reset before the work",
  "reset after the work",
  "business refusal",
  "malformed answer",
  "duplicate answer",
  "HTTP 429",
  "HTTP 503",
] as const;
export type SupplierFault = (typeof supplierFaults)[number];

/** The request of an operation that the fault meets: of an act, the one that acts. */
const requests: Readonly<
  Record<SupplierName, Partial<Readonly<Record<SupplierOperation, string>>>>
> = {
  amadeus: {
    searchOffers: "Fare_MasterPricerTravelBoardSearch",
    priceOffer: "Fare_InformativePricingWithoutPNR",
    createHold: "PNR_AddMultiElements:End",
    issue: "DocIssuance_IssueTicket",
    getDocumentStatus: "Ticket_ProcessEDoc",
    voidDocuments: "Ticket_CancelDocument",
    quoteRefund: "Ticket_InitRefund",
    refund: "Ticket_ProcessRefund",
    quoteExchange: "Ticket_RepricePNRWithBookingClass",
    exchange: "DocIssuance_IssueTicket",
    cancelOrder: "PNR_Cancel",
  },
  sabre: {
    issue: "fulfillFlightTickets",
    voidDocuments: "voidFlightTickets",
    quoteRefund: "checkFlightTickets",
    refund: "refundFlightTickets",
    cancelOrder: "cancelBooking",
  },
  ndc: {
    searchOffers: "AirShopping",
    priceOffer: "OfferPrice",
    createHold: "OrderCreate",
    issue: "OrderChange",
    voidDocuments: "OrderCancel",
    quoteRefund: "OrderReshop:CancelOrderRef",
    refund: "OrderChange:AcceptCancelledOffer",
    quoteExchange: "OrderReshop:ReshopOrder",
    exchange: "OrderChange:AcceptSelectedQuotedOfferList",
    cancelOrder: "OrderChange:CancelUnpaidOrder",
  },
  lcc: {
    searchOffers: "offer_requests",
    priceOffer: "offers",
    createHold: "orders",
    issue: "payments",
    quoteRefund: "order_cancellations",
    refund: "confirm_cancellation",
    cancelOrder: "confirm_cancellation",
  },
  hotelbeds: {
    searchStays: "availability",
    issue: "book",
    getDocumentStatus: "get_booking",
    quoteRefund: "simulate_cancellation",
    refund: "cancel_booking",
  },
};

const reads: Readonly<Record<SupplierName, string>> = {
  amadeus: "PNR_Retrieve",
  sabre: "getBooking",
  ndc: "OrderRetrieve",
  lcc: "get_order",
  hotelbeds: "list_bookings",
};

/** What the supplier's sandbox calls an operation of the port. */
export function requestOf(supplier: SupplierName, operation: SupplierOperation): string {
  return requests[supplier][operation] ?? reads[supplier];
}

const delayMs = 100;

const soapBehaviours: Readonly<Record<SupplierFault, RuleInput["behaviour"]>> = {
  delay: { kind: "delay", delayMs },
  hang: { kind: "hang" },
  "hang after the work": { kind: "workThenHang" },
  "reset before the work": { kind: "resetBeforeWork" },
  "reset after the work": { kind: "resetAfterWork" },
  "business refusal": { kind: "reject", errorCode: "120", errorText: "UNABLE TO PROCESS" },
  "malformed answer": { kind: "malformedXml" },
  "duplicate answer": { kind: "duplicateAnswer" },
  "HTTP 429": { kind: "httpStatus", status: 429 },
  "HTTP 503": { kind: "httpStatus", status: 503 },
};

const restBehaviours: Readonly<Record<SupplierFault, SandboxBehaviour>> = {
  delay: { kind: "delay", delayMs },
  hang: { kind: "hang" },
  "hang after the work": { kind: "workThenHang" },
  "reset before the work": { kind: "resetBeforeWork" },
  "reset after the work": { kind: "resetAfterWork" },
  "business refusal": { kind: "refuse", code: "REQUEST_REJECTED", text: "not now" },
  "malformed answer": { kind: "malformed" },
  "duplicate answer": { kind: "duplicate", delayMs: 0 },
  "HTTP 429": { kind: "httpStatus", status: 429, retryAfterSeconds: 2 },
  "HTTP 503": { kind: "httpStatus", status: 503 },
};

export function behaviourOf(supplier: SupplierName, fault: SupplierFault): object {
  return supplier === "amadeus" ? soapBehaviours[fault] : restBehaviours[fault];
}
