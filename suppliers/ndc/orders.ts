import type { Reservation } from "../../domain/reservation";
import type {
  BeforeIssue,
  CancelRequest,
  DocumentsRequest,
  DocumentStatus,
  IssueRequest,
  IssueValue,
  ListedDocument,
  OrderRequest,
  PriceCheck,
} from "../air-operations";
import { awaitDocuments } from "../await-documents";
import { areDocumentsComplete } from "../expected-documents";
import { asLook, type Refused, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import type { NdcClientConfig } from "./config";
import { type NdcConnection, ndcRefused } from "./ndc-connection";
import {
  cancelUnpaidRequest,
  orderRetrieveRequest,
  payOrderRequest,
  type SeenOrder,
} from "./ndc-requests";
import { isOpen, type NdcOrder, readOrder, toReservation } from "./read-order";
import { reading } from "./read-parts";

export interface Ndc {
  readonly connection: NdcConnection;
  readonly config: NdcClientConfig;
}

export async function getOrder(
  { connection, config }: Ndc,
  { recordLocator }: OrderRequest,
  options: CallOptions,
): Promise<SupplierOutcome<NdcOrder>> {
  const xml = orderRetrieveRequest(config, recordLocator);
  const answer = await connection.call({ message: "OrderRetrieve", xml, isAct: false }, options);
  if (answer.kind !== "done") return answer;
  const order = reading(() => readOrder(answer.value));
  if (order.kind !== "done" || order.value.orderId === recordLocator) return order;
  return { kind: "notDone", message: `the answer is about ${order.value.orderId}` };
}

export async function retrieve(
  ndc: Ndc,
  request: OrderRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  const order = await getOrder(ndc, request, options);
  return order.kind === "done" ? { kind: "done", value: toReservation(order.value) } : order;
}

/** Fares and ancillaries, item by item. */
export async function checkPrice(
  ndc: Ndc,
  request: OrderRequest,
  options: CallOptions,
): Promise<SupplierOutcome<PriceCheck>> {
  const order = await getOrder(ndc, request, options);
  if (order.kind !== "done") return order;
  const { items, total } = order.value;
  const fares = items.map(({ reference, fare }) => ({ reference, fare }));
  return { kind: "done", value: { fares, total } };
}

/**
 * Pays the order, upon which the airline issues all its documents. An order is paid whole: what
 * is asked for must be all its items, so that nothing is bought that the caller does not know of.
 */
export async function issue(
  ndc: Ndc,
  request: IssueRequest,
  beforeIssue: BeforeIssue,
  options: CallOptions,
): Promise<SupplierOutcome<IssueValue>> {
  const read = await getOrder(ndc, request, options);
  if (read.kind !== "done") return read;
  const order = read.value;
  const reservation = toReservation(order);
  if (order.documents.some(isOpen)) {
    return { kind: "done", value: { kind: "alreadyTicketed", reservation } };
  }
  const decision = await beforeIssue(reservation);
  if (!decision.proceed) return { kind: "done", value: { kind: "stopped", reservation } };
  const { fareReferences = request.fareReferences } = decision;
  const unnamed = order.items.find(({ reference }) => !fareReferences.includes(reference));
  if (unnamed !== undefined) {
    return ndcRefused(
      "reservation_invalid",
      "",
      `the order's item ${unnamed.reference} was not named`,
    );
  }
  if (options.signal.aborted) return { kind: "notDone", message: "aborted before paying" };
  const xml = payOrderRequest(ndc.config, seen(order), order.total);
  const paid = await ndc.connection.call({ message: "OrderChange", xml, isAct: true }, options);
  if (paid.kind !== "done") return paid;
  const { documentReadsMax: readsMax, documentReadDelayMs: delayMs } = ndc.config;
  const issued = await awaitDocuments(
    async () => retrieve(ndc, request, options),
    (found) => areDocumentsComplete(found, fareReferences),
    { readsMax, delayMs },
    options,
  );
  if (issued.kind !== "done") return issued;
  return { kind: "done", value: { kind: "issued", reservation: issued.value } };
}

/** Lets go of an order that is not paid; a paid one is refunded. */
export async function cancelOrder(
  ndc: Ndc,
  { recordLocator }: CancelRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  const before = asLook(await getOrder(ndc, { recordLocator }, options));
  if (before.kind !== "done") return before;
  const order = before.value;
  if (order.isCancelled) return { kind: "done", value: toReservation(order) };
  if (order.documents.some(isOpen)) {
    return ndcRefused("already_ticketed", "", "the order is ticketed: refund it");
  }
  const { cancelsBy } = ndc.config;
  const xml = cancelUnpaidRequest(ndc.config, seen(order));
  const cancelled = await ndc.connection.call({ message: cancelsBy, xml, isAct: true }, options);
  if (cancelled.kind !== "done") return cancelled;
  const after = await retrieve(ndc, { recordLocator }, options);
  if (after.kind === "done" && after.value.status === "cancelled") return after;
  return { kind: "unknown", message: "cancelled, but the order does not show it" };
}

export async function listDocuments(
  ndc: Ndc,
  request: OrderRequest,
  options: CallOptions,
): Promise<SupplierOutcome<readonly ListedDocument[]>> {
  const order = await getOrder(ndc, request, options);
  if (order.kind !== "done") return order;
  const listed = order.value.documents
    .filter(isOpen)
    .map(({ number, type, passengerReference }) => ({ number, type, passengerReference }));
  return { kind: "done", value: listed };
}

export async function getDocumentStatus(
  ndc: Ndc,
  { recordLocator, documentNumbers }: DocumentsRequest,
  options: CallOptions,
): Promise<SupplierOutcome<readonly DocumentStatus[]>> {
  if (recordLocator === undefined) {
    return ndcRefused("not_supported", "", "documents are asked for by their order");
  }
  const order = await getOrder(ndc, { recordLocator }, options);
  if (order.kind !== "done") return order;
  const statuses: DocumentStatus[] = [];
  for (const number of documentNumbers) {
    const document = order.value.documents.find((one) => one.number === number);
    if (document === undefined)
      return ndcRefused("document_not_found", "", `${number} is not in it`);
    const { type, coupons } = document;
    statuses.push({ number, type, recordLocator, coupons });
  }
  return { kind: "done", value: statuses };
}

export function seen({ orderId, versionNumber }: NdcOrder): SeenOrder {
  return { orderId, versionNumber };
}

/**
 * What an airline that shows no documents of an order that is over has made of them, it does not
 * tell: they may be voided or refunded, and by an earlier request of ours.
 */
export function findUntold(order: NdcOrder, numbers: readonly string[]): Refused | undefined {
  const shown = new Set(order.documents.map(({ number }) => number));
  if (!order.isCancelled || numbers.every((number) => shown.has(number))) return undefined;
  const text = "the order is closed, and does not show the documents";
  return { ...ndcRefused("rejected", "", text), isAboutEarlier: true };
}
