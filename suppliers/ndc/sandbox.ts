import { randomUUID } from "node:crypto";

import { formatAmount } from "../../domain/money";
import {
  type AirOrder,
  changeOrder,
  exchangeDocuments,
  type OrderRecords,
  setDocumentStatus,
  ticketOrder,
  totalOf,
} from "../sandbox/air-order";
import { controlOrders } from "../sandbox/control-orders";
import { openRecordStore, type RecordStore } from "../sandbox/record-store";
import {
  type RestSandbox,
  type RestSandboxOptions,
  type SandboxRecords,
  type SandboxReply,
  type SandboxRequest,
  type SandboxTask,
  startRestSandbox,
} from "../sandbox/rest-sandbox";
import {
  findAt,
  findChild,
  listDescendants,
  readXml,
  textAt,
  type XmlElement,
} from "../xml/read-xml";
import type { NdcCredentialsInput } from "./config";
import {
  type NdcQuote,
  renderCancelQuote,
  renderError,
  renderExchangeQuote,
  renderMessage,
  renderOrder,
} from "./sandbox/render-ndc";

interface Records extends SandboxRecords, OrderRecords {
  readonly quote: NdcQuote;
}
type Store = RecordStore<Records>;

/** Known to every sandbox, and written in docs/sandbox-suppliers.md: no secret. */
const key = "tvb-sandbox-ndc";
const ownerCode = "BG";
const quoteMs = 30 * 60_000;
const replyNames: Readonly<Record<string, string>> = {
  OrderRetrieve: "IATA_OrderViewRS",
  OrderChange: "IATA_OrderViewRS",
  OrderReshop: "IATA_OrderReshopRS",
  OrderCancel: "IATA_OrderCancelRS",
};

export function ndcSandboxCredentials(endpoint: string): NdcCredentialsInput {
  return { endpoint, ownerCode, key, agencyName: "Sandbox Travel", iataNumber: "42300016" };
}

/** An airline's NDC 21.3 interface with a memory: it retrieves, reshops, tickets and cancels. */
export async function startNdcSandbox(options: RestSandboxOptions): Promise<RestSandbox> {
  const store = openRecordStore<Records>(options.stateDirectory, "ndc-sandbox");
  return startRestSandbox(options, store, {
    read: (request) => readTask(store, request),
    control: (request, path) => controlOrders(store, request, path),
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
    textAt(request, "OrderFilterCriteria", "Order", "OrderID") ??
    "";
  const refuse = (code: string, text: string): SandboxReply =>
    answer(message, renderError(code, text), code);
  const perform = (): SandboxReply => {
    const order = store.find("order", orderId);
    if (order === undefined) return refuse("ORDER_NOT_FOUND", "Order not found");
    const version = textAt(request, "Order", "OrderVersionNumber");
    if (version !== undefined && version !== String(order.version)) {
      return refuse("ORDER_VERSION_MISMATCH", "The order was changed by somebody else");
    }
    const worked = work(store, { message, order, request });
    return "code" in worked ? refuse(worked.code, worked.code) : answer(message, worked.xml, "ok");
  };
  return { operation: describe(message, request), subjects: [orderId], perform, refuse };
}

/** OrderChange does several things: faults and the journal tell them apart. */
function describe(message: string, request: XmlElement | undefined): string {
  const choice = findAt(request, "ChangeOrder", "ChangeOrderChoice")?.children[0]?.name;
  const update = findAt(request, "UpdateOrder")?.children[0]?.name;
  return [message, choice ?? update].filter((part) => part !== undefined).join(":");
}

type Worked = { readonly xml: string } | { readonly code: string };

function work(
  store: Store,
  asked: {
    readonly message: string;
    readonly order: AirOrder;
    readonly request: XmlElement | undefined;
  },
): Worked {
  const { message, order, request } = asked;
  switch (describe(message, request)) {
    case "OrderRetrieve":
      return view(order);
    case "OrderChange":
      return pay(store, order, request);
    case "OrderCancel":
    case "OrderChange:CancelUnpaidOrder":
      if (order.state !== "held") return { code: "ORDER_PAID" };
      return view(changeOrder(store, order, { state: "cancelled" }));
    case "OrderReshop:CancelOrder":
      return quote(store, order, "cancellation");
    case "OrderReshop:ReshopOrder":
      return quote(store, order, "exchange", request);
    case "OrderChange:AcceptCancelledOffer":
    case "OrderChange:AcceptSelectedQuotedOfferList":
      return accept(store, order, listDescendants(request, "OfferRefID")[0]?.text ?? "");
    default:
      return { code: "UNKNOWN_CHOICE" };
  }
}

function pay(store: Store, order: AirOrder, request: XmlElement | undefined): Worked {
  if (order.state !== "held") return { code: "ORDER_PAID" };
  const paid = textAt(request, "PaymentFunctions", "PaymentProcessingDetails", "Amount");
  if (paid !== formatAmount(totalOf(order))) return { code: "PRICE_CHANGED" };
  return view(ticketOrder(store, order, new Date()));
}

function quote(
  store: Store,
  order: AirOrder,
  kind: NdcQuote["kind"],
  request?: XmlElement,
): Worked {
  const items = listDescendants(request, "OrderItemRefID").map(({ text }) => text);
  const numbers = order.documents
    .filter(({ status }) => status === "open")
    .filter(({ fareReference }) => kind === "cancellation" || items.includes(fareReference))
    .map(({ number }) => number);
  if (numbers.length === 0) {
    return { code: kind === "cancellation" ? "NOT_REFUNDABLE" : "NOT_EXCHANGEABLE" };
  }
  const expiresAt = new Date(Date.now() + quoteMs).toISOString();
  const made: NdcQuote = { id: randomUUID(), orderId: order.id, kind, numbers, expiresAt };
  store.put("quote", made.id, made);
  const render = kind === "cancellation" ? renderCancelQuote : renderExchangeQuote;
  return { xml: render(order, made) };
}

/** A quote is good once, and only while the documents are still open. */
function accept(store: Store, order: AirOrder, id: string): Worked {
  const made = store.find("quote", id);
  const isOpen = made?.numbers.every((number) =>
    order.documents.some((document) => document.number === number && document.status === "open"),
  );
  if (made === undefined || made.orderId !== order.id || isOpen !== true) {
    return { code: "OFFER_EXPIRED" };
  }
  if (Date.parse(made.expiresAt) < Date.now()) return { code: "OFFER_EXPIRED" };
  if (made.kind === "exchange") {
    return view(exchangeDocuments(store, order, made.numbers, new Date()));
  }
  const refunded = setDocumentStatus(store, order, made.numbers, "refunded");
  return view(changeOrder(store, refunded, { state: "cancelled" }));
}

function view(order: AirOrder): Worked {
  return { xml: renderOrder(order, ownerCode) };
}

function answer(message: string, content: string, result: string): SandboxReply {
  return xml(200, renderMessage(replyNames[message] ?? "", content), result);
}

function xml(status: number, body: string, result: string): SandboxReply {
  return { status, body, contentType: "application/xml; charset=utf-8", result };
}
