import { formatAmount, type Money } from "../../domain/money";
import { element, group } from "../xml/write-xml";
import type { NdcClientConfig } from "./config";
import type { DeletedItem } from "./part-refund";

export type NdcMessage = "OrderRetrieve" | "OrderReshop" | "OrderChange" | "OrderCancel";

const namespace = "http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersMessage";
const version = "21.3";

/** One order, as we saw it last: the airline refuses a change of another version. */
export interface SeenOrder {
  readonly orderId: string;
  readonly versionNumber: string;
}

export function orderRetrieveRequest(config: NdcClientConfig, orderId: string): string {
  const order = group("Order", element("OrderID", orderId), element("OwnerCode", config.ownerCode));
  return request(config, "OrderRetrieve", group("OrderFilterCriteria", order));
}

/** Pays for the order, upon which the airline issues its documents. */
export function payOrderRequest(config: NdcClientConfig, order: SeenOrder, total: Money): string {
  return orderChange(config, order, "", renderPayment(config, total));
}

function renderPayment({ paymentTypeCode }: NdcClientConfig, amount: Money): string {
  const details = group(
    "PaymentProcessingDetails",
    element("Amount", formatAmount(amount), { CurCode: amount.currency }),
    element("TypeCode", paymentTypeCode),
  );
  return group("PaymentFunctions", details);
}

export function cancelUnpaidRequest(config: NdcClientConfig, order: SeenOrder): string {
  if (config.cancelsBy === "OrderCancel") return cancelOrderRequest(config, order);
  return orderChange(config, order, group("CancelUnpaidOrder", element("OrderID", order.orderId)));
}

/** Lets go of an order, paid or not: what becomes of its documents is the airline's rule. */
export function cancelOrderRequest(config: NdcClientConfig, order: SeenOrder): string {
  return request(config, "OrderCancel", renderOrder(config, order));
}

/** What giving the whole order back would pay. */
export function quoteCancelRequest(config: NdcClientConfig, order: SeenOrder): string {
  const cancel = group("CancelOrder", element("OrderRefID", order.orderId));
  return request(config, "OrderReshop", renderOrder(config, order), group("UpdateOrder", cancel));
}

/**
 * What becomes due where the items are given back, but for the services that are retained: for
 * what the order is by now, or for nothing.
 */
export function quoteItemsRequest(
  config: NdcClientConfig,
  order: SeenOrder,
  items: readonly DeletedItem[],
): string {
  const deleted = items.map(({ reference, retained }) =>
    group(
      "DeleteOrderItem",
      element("OrderItemRefID", reference),
      ...retained.map((service) => element("RetainServiceID", service)),
    ),
  );
  const reshop = group("ReshopOrder", group("ServiceOrder", ...deleted));
  return request(config, "OrderReshop", renderOrder(config, order), group("UpdateOrder", reshop));
}

export type QuoteChoice = "AcceptCancelledOffer" | "AcceptSelectedQuotedOfferList";

/** Takes up a quote: a cancellation, or new items for old and what is to be paid for them. */
export function acceptRequest(
  config: NdcClientConfig,
  order: SeenOrder,
  quote: { readonly offerId: string; readonly choice: QuoteChoice; readonly payment?: Money },
): string {
  const offer = element("OfferRefID", quote.offerId);
  const owner = element("OwnerCode", config.ownerCode);
  return orderChange(
    config,
    order,
    quote.choice === "AcceptCancelledOffer"
      ? group(quote.choice, offer, owner)
      : group(quote.choice, group("SelectedPricedOffer", offer, owner)),
    quote.payment === undefined ? "" : renderPayment(config, quote.payment),
  );
}

function orderChange(
  config: NdcClientConfig,
  order: SeenOrder,
  choice: string,
  payment = "",
): string {
  const change = choice === "" ? "" : group("ChangeOrder", group("ChangeOrderChoice", choice));
  return request(config, "OrderChange", renderOrder(config, order), change, payment);
}

function renderOrder({ ownerCode }: NdcClientConfig, order: SeenOrder): string {
  return group(
    "Order",
    element("OrderID", order.orderId),
    element("OrderVersionNumber", order.versionNumber),
    element("OwnerCode", ownerCode),
  );
}

function request(
  { agencyName, iataNumber }: NdcClientConfig,
  message: NdcMessage,
  ...content: readonly string[]
): string {
  const agency = group(
    "TravelAgency",
    element("AgencyID", iataNumber),
    element("IATA_Number", iataNumber),
    element("Name", agencyName),
  );
  return (
    `<?xml version="1.0" encoding="UTF-8"?><IATA_${message}RQ xmlns="${namespace}">` +
    group("MessageDoc", element("RefVersionNumber", version)) +
    group("Party", group("Sender", agency)) +
    group("Request", ...content) +
    `</IATA_${message}RQ>`
  );
}
