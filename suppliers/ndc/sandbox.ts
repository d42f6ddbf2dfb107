import { randomUUID } from "node:crypto";

import { formatAmount } from "../../domain/money";
import {
  type AirOrder,
  changeOrder,
  exchangeBalanceOf,
  exchangeDocuments,
  isToday,
  setDocumentStatus,
  ticketOrder,
  totalOf,
} from "../sandbox/air-order";
import { controlOrders } from "../sandbox/control-orders";
import { openCouponsOf, refundCoupons } from "../sandbox/order-coupons";
import { openRecordStore } from "../sandbox/record-store";
import { exchangeKeepingResidual } from "../sandbox/residual-emd";
import {
  type RestSandbox,
  type RestSandboxOptions,
  type SandboxReply,
  type SandboxRequest,
  type SandboxTask,
  startRestSandbox,
} from "../sandbox/rest-sandbox";
import { findChild, listDescendants, readXml, textAt, type XmlElement } from "../xml/read-xml";
import { defaultAccount } from "./sandbox/default-account";
import { controlOffers, readOfferTask } from "./sandbox/offers";
import type { NdcQuote, NdcRecords, NdcStore as Store, NdcWork } from "./sandbox/records";
import {
  renderCancelQuote,
  renderError,
  renderExchangeQuotes,
  renderMessage,
  renderOrder,
  servicesOf,
} from "./sandbox/render-ndc";

const { key, ownerCode } = defaultAccount;
const quoteMs = 30 * 60_000;
const replyNames: Readonly<Record<string, string>> = {
  AirShopping: "IATA_AirShoppingRS",
  OfferPrice: "IATA_OfferPriceRS",
  OrderCreate: "IATA_OrderViewRS",
  OrderRetrieve: "IATA_OrderViewRS",
  OrderChange: "IATA_OrderViewRS",
  OrderReshop: "IATA_OrderReshopRS",
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
  const request = findChild(readXml(body), "Request");
  const orderId =
    textAt(request, "Order", "OrderID") ??
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
    case "OrderReshop:CancelOrder":
      return quoteCancellation(store, order, []);
    case "OrderReshop:ReshopOrder":
      return reshop(store, order, request);
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

function paidBy(request: XmlElement | undefined): string | undefined {
  return textAt(request, "PaymentFunctions", "PaymentProcessingDetails", "Amount");
}

/** Items that keep some of their services, and ancillaries, are given back; others are exchanged. */
function reshop(store: Store, order: AirOrder, request: XmlElement | undefined): NdcWork {
  const retained = listDescendants(request, "RetainServiceID").map(({ text }) => text);
  const items = listDescendants(request, "OrderItemRefID").map(({ text }) => text);
  const isServices = order.fares
    .filter(({ reference }) => items.includes(reference))
    .every(({ documentType }) => documentType === "emd");
  if (retained.length > 0 || isServices) return quoteCancellation(store, order, retained, items);
  const numbers = order.documents
    .filter(({ status }) => status === "open")
    .filter(({ fareReference }) => items.includes(fareReference))
    .map(({ number }) => number);
  if (numbers.length === 0) return { code: "NOT_EXCHANGEABLE" };
  const isLower = exchangeBalanceOf(order, numbers).due.minor < 0n;
  const residuals = isLower ? (order.residualAs ?? ["refund", "emd"]) : (["refund"] as const);
  const made = residuals.map((residual) =>
    keepQuote(store, { orderId: order.id, kind: "exchange", numbers, coupons: {}, residual }),
  );
  return { xml: renderExchangeQuotes(order, made) };
}

/** Of the items named, or of all. */
function quoteCancellation(
  store: Store,
  order: AirOrder,
  retained: readonly string[],
  items = order.fares.map(({ reference }) => reference),
): NdcWork {
  const coupons = Object.fromEntries(
    order.documents
      .filter(({ fareReference }) => items.includes(fareReference))
      .map((document) => {
        const stay = servicesOf(order, document.fare)
          .filter(({ passengerId }) => passengerId === document.passengerId)
          .filter(({ id }) => retained.includes(id))
          .map(({ coupon }) => coupon);
        const given = openCouponsOf(order, document).filter((coupon) => !stay.includes(coupon));
        return [document.number, given] as const;
      })
      .filter(([, given]) => given.length > 0),
  );
  const numbers = Object.keys(coupons);
  if (numbers.length === 0) return { code: "NOT_REFUNDABLE" };
  const made = keepQuote(store, { orderId: order.id, kind: "cancellation", numbers, coupons });
  return { xml: renderCancelQuote(order, made) };
}

function keepQuote(store: Store, quote: Omit<NdcQuote, "id" | "expiresAt">): NdcQuote {
  const expiresAt = new Date(Date.now() + quoteMs).toISOString();
  const made = { ...quote, id: randomUUID(), expiresAt };
  store.put("quote", made.id, made);
  return made;
}

/** A quote is good once, and only while the documents are still open. */
function accept(store: Store, order: AirOrder, request: XmlElement | undefined): NdcWork {
  const choice = findChild(request, "ChangeOrderChoice");
  const [named] = [...listDescendants(choice, "OfferRefID"), ...listDescendants(choice, "OfferID")];
  const id = named?.text ?? "";
  const made = store.find("quote", id);
  const isOpen = made?.numbers.every((number) =>
    order.documents.some(
      (document) =>
        document.number === number &&
        document.status === "open" &&
        (made.coupons[number] ?? []).every((coupon) =>
          openCouponsOf(order, document).includes(coupon),
        ),
    ),
  );
  if (made === undefined || made.orderId !== order.id || isOpen !== true) {
    return { code: "OFFER_EXPIRED" };
  }
  if (Date.parse(made.expiresAt) < Date.now()) return { code: "OFFER_EXPIRED" };
  if (made.kind === "exchange") return exchange(store, order, made, paidBy(request));
  const refunded = refundCoupons(store, order, made.coupons);
  const isOver = refunded.documents.every(({ status }) => status !== "open");
  return view(isOver ? changeOrder(store, refunded, { state: "cancelled" }) : refunded);
}

/** For what it costs by now: a price that has changed since it was quoted is not paid by the quote. */
function exchange(
  store: Store,
  order: AirOrder,
  { numbers, residual }: NdcQuote,
  paid: string | undefined,
): NdcWork {
  const { due } = exchangeBalanceOf(order, numbers);
  const asked = due.minor > 0n ? formatAmount(due) : undefined;
  if (paid !== asked) return { code: "PRICE_CHANGED" };
  const act = residual === "emd" ? exchangeKeepingResidual : exchangeDocuments;
  return view(act(store, order, numbers, new Date()));
}

function view(order: AirOrder): NdcWork {
  return { xml: renderOrder(order, ownerCode) };
}

function answer(message: string, content: string, result: string): SandboxReply {
  return xml(200, renderMessage(replyNames[message] ?? "", content), result);
}

function xml(status: number, body: string, result: string): SandboxReply {
  return { status, body, contentType: "application/xml; charset=utf-8", result };
}
