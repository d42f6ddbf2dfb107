import { formatAmount, type Money } from "../../domain/money";
import { element, group } from "../xml/write-xml";
import type { NdcClientConfig } from "./config";
import type { OfferReference } from "./offer-reference";

export type NdcMessage =
  | "AirShopping"
  | "OfferPrice"
  | "OrderCreate"
  | "OrderRetrieve"
  | "OrderReshop"
  | "OrderQuote"
  | "OrderChange"
  | "OrderCancel";

const namespaces = "http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrders";
const version = "21.3";

/** One order, as we saw it last: the airline refuses a change of another version. */
export interface SeenOrder {
  readonly orderId: string;
  readonly versionNumber: string;
}

export function orderRetrieveRequest(config: NdcClientConfig, orderId: string): string {
  return findOrderRequest(
    config,
    group(
      "OrderFilterCriteria",
      element("OrderID", orderId),
      element("OwnerCode", config.ownerCode),
    ),
  );
}

/** An order by the reference that we gave it. */
export function findByReferenceRequest(config: NdcClientConfig, reference: string): string {
  const filter = group("BookingRefFilterCriteria", element("BookingID", reference), seller(config));
  return findOrderRequest(config, filter);
}

function findOrderRequest(config: NdcClientConfig, filter: string): string {
  return request(config, "OrderRetrieve", group("OrderValidationFilterCriteria", filter));
}

/** Who sells, as the one whose reference a booking has. */
export function seller({ agencyName, iataNumber }: NdcClientConfig): string {
  return group("Org", element("Name", agencyName), element("OrgID", iataNumber));
}

/** Pays for the order, upon which the airline issues its documents. */
export function payOrderRequest(config: NdcClientConfig, order: SeenOrder, total: Money): string {
  return orderChange(config, order, "", renderPayment(config, total));
}

function renderPayment(config: NdcClientConfig, amount: Money): string {
  const plan = group(
    "SettlementPlan",
    element("IATA_Number", config.iataNumber),
    element("PaymentTypeCode", config.paymentTypeCode),
  );
  const details = group(
    "PaymentProcessingDetails",
    element("Amount", formatAmount(amount), { CurCode: amount.currency }),
    group("PaymentMethod", plan),
  );
  return group("PaymentFunctions", details);
}

export function cancelUnpaidRequest(config: NdcClientConfig, order: SeenOrder): string {
  if (config.cancelsBy === "OrderCancel") return cancelOrderRequest(config, order);
  const { ownerCode } = config;
  const unpaid = [element("OrderRefID", order.orderId), element("OwnerCode", ownerCode)];
  return orderChange(config, order, group("CancelUnpaidOrder", ...unpaid));
}

/** Lets go of an order, paid or not: what becomes of its documents is the airline's rule. */
export function cancelOrderRequest(config: NdcClientConfig, order: SeenOrder): string {
  return request(config, "OrderCancel", renderOrder(config, order));
}

export type QuoteChoice = "AcceptCancelledOffer" | "AcceptSelectedQuotedOfferList";

/** Takes up a quote: a cancellation, or new items for old and what is to be paid for them. */
export function acceptRequest(
  config: NdcClientConfig,
  order: SeenOrder,
  quote: {
    readonly offer: OfferReference;
    readonly choice: QuoteChoice;
    readonly payment?: Money;
  },
): string {
  const { choice, offer, payment } = quote;
  const cancelled = [element("OfferID", offer.offerId), element("OwnerCode", config.ownerCode)];
  return orderChange(
    config,
    order,
    choice === "AcceptCancelledOffer"
      ? group(choice, ...cancelled)
      : group(choice, group("SelectedPricedOffer", ...renderSelection(config, offer))),
    payment === undefined ? "" : renderPayment(config, payment),
  );
}

/** An offer and its items: whatever is taken of them is named item by item. */
export function renderSelection(
  { ownerCode }: NdcClientConfig,
  { offerId, items }: OfferReference,
): string[] {
  return [
    element("OfferRefID", offerId),
    element("OwnerCode", ownerCode),
    ...items.map(({ id, paxIds }) =>
      group(
        "SelectedOfferItem",
        element("OfferItemRefID", id),
        ...paxIds.map((paxId) => element("PaxRefID", paxId)),
      ),
    ),
  ];
}

function orderChange(
  config: NdcClientConfig,
  order: SeenOrder,
  choice: string,
  payment = "",
): string {
  const change = choice === "" ? "" : group("ChangeOrderChoice", choice);
  return request(config, "OrderChange", change, renderOrder(config, order), payment);
}

function renderOrder({ ownerCode }: NdcClientConfig, order: SeenOrder): string {
  return group(
    "Order",
    element("OrderID", order.orderId),
    order.versionNumber === "" ? "" : element("OrderVersionNumber", order.versionNumber),
    element("OwnerCode", ownerCode),
  );
}

export function request(
  config: NdcClientConfig,
  message: NdcMessage,
  ...content: readonly string[]
): string {
  return envelope(config, message, [payloadAttributes, group("m:Request", ...content)]);
}

const payloadAttributes = group("m:PayloadAttributes", element("VersionNumber", version));

/** The price of an offer of a reshop as it can be taken up: alone it calls its request a payload. */
export function quoteOfferRequest(
  config: NdcClientConfig,
  { orderId }: SeenOrder,
  offer: OfferReference,
): string {
  const payload = group(
    "m:Payload",
    group("ExistingOrder", element("OrderID", orderId), element("OwnerCode", config.ownerCode)),
    group("SelectedOffers", ...renderSelection(config, offer)),
  );
  return envelope(config, "OrderQuote", [payload, payloadAttributes]);
}

/** The message's own elements are of one namespace of 21.3, all that is in them of the other. */
function envelope(
  { agencyName, iataNumber }: NdcClientConfig,
  message: NdcMessage,
  content: readonly string[],
): string {
  const link = group(
    "DistributionChainLink",
    element("Ordinal", "1"),
    element("OrgRole", "Seller"),
    group("ParticipatingOrg", element("Name", agencyName), element("OrgID", iataNumber)),
  );
  return (
    `<?xml version="1.0" encoding="UTF-8"?><m:IATA_${message}RQ ` +
    `xmlns:m="${namespaces}Message" xmlns="${namespaces}CommonTypes">` +
    group("m:DistributionChain", link) +
    content.join("") +
    `</m:IATA_${message}RQ>`
  );
}
