import { formatAmount } from "../../domain/money";
import {
  type AirOrder,
  changeOrder,
  isToday,
  setDocumentStatus,
  ticketOrder,
  totalOf,
} from "../sandbox/air-order";
import { controlOrders } from "../sandbox/control-orders";
import { openRecordStore } from "../sandbox/record-store";
import {
  type RestSandbox,
  type RestSandboxOptions,
  type SandboxReply,
  type SandboxRequest,
  type SandboxTask,
  startRestSandbox,
} from "../sandbox/rest-sandbox";
import { findChild, readXml, textAt, type XmlElement } from "../xml/read-xml";
import { findMisplaced } from "./sandbox/check-layout";
import { defaultAccount } from "./sandbox/default-account";
import { controlOffers, readOfferTask } from "./sandbox/offers";
import { accept, paidBy, quoteCancellation, requote, reshop, view } from "./sandbox/quotes";
import type { NdcRecords, NdcStore as Store, NdcWork } from "./sandbox/records";
import { renderError, renderMessage } from "./sandbox/render-ndc";
import { requestLayoutOf } from "./sandbox/request-layouts";

const { key } = defaultAccount;
/** IATA's code set 9321: the data does not match the syntax rules. */
const badSyntax = "914";
const replyNames: Readonly<Record<string, string>> = {
  AirShopping: "IATA_AirShoppingRS",
  OfferPrice: "IATA_OfferPriceRS",
  OrderCreate: "IATA_OrderViewRS",
  OrderRetrieve: "IATA_OrderViewRS",
  OrderChange: "IATA_OrderViewRS",
  OrderReshop: "IATA_OrderReshopRS",
  OrderQuote: "IATA_OrderReshopRS",
  OrderCancel: "IATA_OrderCancelRS",
};

/** An airline's NDC 21.3 interface with a memory: from offers to orders, paid, reshopped, cancelled. */
export async function startNdcSandbox(options: RestSandboxOptions): Promise<RestSandbox> {
  const store = openRecordStore<NdcRecords>(options.stateDirectory, "ndc-sandbox");
  return startRestSandbox(options, store, {
    read: (request) => readTask(store, request),
    control: (request, path) =>
      controlOffers(store, request, path) ?? controlOrders(store, request, path),
  });
}

function readTask(
  store: Store,
  { headers, path, body }: SandboxRequest,
): SandboxTask | SandboxReply {
  const message = path.slice(1);
  if (headers["ocp-apim-subscription-key"] !== key) return xml(401, "", "no such key");
  if (replyNames[message] === undefined) return xml(404, "", "no such message");
  const root = readXml(body);
  const wrong = findMisplaced(root, requestLayoutOf(message));
  if (wrong !== undefined) return answer(message, renderError(badSyntax, wrong), badSyntax);
  const request = findChild(root, "Request") ?? findChild(root, "Payload");
  const orderId =
    textAt(request, "Order", "OrderID") ??
    textAt(request, "OrderRefID") ??
    textAt(request, "ExistingOrder", "OrderID") ??
    textAt(request, "OrderValidationFilterCriteria", "OrderFilterCriteria", "OrderID") ??
    "";
  const refuse = (code: string, text: string): SandboxReply =>
    answer(message, renderError(code, text), code);
  const offered = readOfferTask(store, message, request);
  if (offered !== undefined) {
    const { operation, subjects } = offered;
    const perform = () => reply(message, offered.perform());
    return { operation, subjects, perform, refuse };
  }
  const perform = (): SandboxReply => {
    const order = store.find("order", orderId);
    if (order === undefined) return refuse("ORDER_NOT_FOUND", "Order not found");
    const version = textAt(request, "Order", "OrderVersionNumber");
    if (version !== undefined && version !== String(order.version)) {
      return refuse("ORDER_VERSION_MISMATCH", "The order was changed by somebody else");
    }
    return reply(message, work(store, { message, order, request }));
  };
  const offer = store.find("offerOfOrder", orderId);
  const subjects = offer === undefined ? [orderId] : [orderId, offer];
  return { operation: describe(message, request), subjects, perform, refuse };
}

function reply(message: string, worked: NdcWork): SandboxReply {
  return "code" in worked
    ? answer(message, renderError(worked.code, worked.code), worked.code)
    : answer(message, worked.xml, "ok");
}

/** OrderChange does several things: faults and the journal tell them apart. */
function describe(message: string, request: XmlElement | undefined): string {
  const choice = findChild(request, "ChangeOrderChoice")?.children[0]?.name;
  const update = findChild(request, "UpdateOrder")?.children[0]?.name;
  return [message, choice ?? update].filter((part) => part !== undefined).join(":");
}

function work(
  store: Store,
  asked: {
    readonly message: string;
    readonly order: AirOrder;
    readonly request: XmlElement | undefined;
  },
): NdcWork {
  const { message, order, request } = asked;
  switch (describe(message, request)) {
    case "OrderRetrieve":
      return view(order);
    case "OrderChange":
      return pay(store, order, request);
    case "OrderCancel":
      return order.state === "ticketed" ? voidOrder(store, order) : cancelUnpaid(store, order);
    case "OrderChange:CancelUnpaidOrder":
      return cancelUnpaid(store, order);
    case "OrderReshop:CancelOrderRef":
      return quoteCancellation(store, order, []);
    case "OrderReshop:ReshopOrder":
      return reshop(store, order, request);
    case "OrderQuote":
      return requote(store, order, request);
    case "OrderChange:AcceptCancelledOffer":
    case "OrderChange:AcceptSelectedQuotedOfferList":
      return accept(store, order, request);
    default:
      return { code: "UNKNOWN_CHOICE" };
  }
}

function pay(store: Store, order: AirOrder, request: XmlElement | undefined): NdcWork {
  if (order.state !== "held") return { code: "ORDER_PAID" };
  if (paidBy(request) !== formatAmount(totalOf(order))) return { code: "PRICE_CHANGED" };
  return view(ticketOrder(store, order, new Date()));
}

function cancelUnpaid(store: Store, order: AirOrder): NdcWork {
  if (order.state !== "held") return { code: "ORDER_PAID" };
  return view(changeOrder(store, order, { state: "cancelled" }));
}

/** All of its documents, on the day of their issue. */
function voidOrder(store: Store, order: AirOrder): NdcWork {
  const isFresh = order.documents.every(
    (document) =>
      isToday(document.issuedAt) && document.status === "open" && !document.refundedCoupons,
  );
  if (!isFresh) return { code: "VOID_WINDOW_CLOSED" };
  const numbers = order.documents.map(({ number }) => number);
  const voided = setDocumentStatus(store, order, numbers, "voided");
  return view(changeOrder(store, voided, { state: "cancelled" }));
}

function answer(message: string, content: string, result: string): SandboxReply {
  return xml(200, renderMessage(replyNames[message] ?? "", content), result);
}

function xml(status: number, body: string, result: string): SandboxReply {
  return { status, body, contentType: "application/xml; charset=utf-8", result };
}
