import { isSameMoney } from "../../domain/money";
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
  RefundQuote,
  RefundQuoteRequest,
  RefundRequest,
  RefundValue,
} from "../air-operations";
import { awaitDocuments } from "../await-documents";
import { couponStatusOf } from "../coupon-status";
import { asLook, describeUndone, type SupplierOutcome, type Unknown } from "../outcome";
import type { CallOptions } from "../port";
import type { LccClientConfig } from "./config";
import { type LccConnection, lccRefused } from "./lcc-connection";
import { cancellationSchema, type LccOrder, orderSchema, paymentSchema } from "./lcc-messages";
import { isLive, reading, toRefundQuote, toReservation } from "./read-order";

export async function getOrder(
  connection: LccConnection,
  { recordLocator }: OrderRequest,
  options: CallOptions,
): Promise<SupplierOutcome<LccOrder>> {
  const path = `/air/orders/${encodeURIComponent(recordLocator)}`;
  return connection.call({ operation: "get_order", path, schema: orderSchema }, options);
}

export async function retrieve(
  connection: LccConnection,
  request: OrderRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  const order = await getOrder(connection, request, options);
  return order.kind === "done" ? reading(() => toReservation(order.value)) : order;
}

export async function checkPrice(
  connection: LccConnection,
  request: OrderRequest,
  options: CallOptions,
): Promise<SupplierOutcome<PriceCheck>> {
  const order = await retrieve(connection, request, options);
  if (order.kind !== "done") return order;
  const { fares } = order.value;
  const totals = fares.flatMap(({ fare, passengerReferences }) =>
    passengerReferences.map(() => fare.total),
  );
  const [first] = totals;
  if (first === undefined) return lccRefused("reservation_invalid", "", "the order has no price");
  const total = { ...first, minor: totals.reduce((sum, { minor }) => sum + minor, 0n) };
  const prices = fares.map(({ reference, fare }) => ({ reference, fare }));
  return { kind: "done", value: { fares: prices, total } };
}

/** Pays the order; the carrier may confirm later, and till then the outcome is unknown. */
export async function issue(
  connection: LccConnection,
  config: LccClientConfig,
  request: IssueRequest,
  beforeIssue: BeforeIssue,
  options: CallOptions,
): Promise<SupplierOutcome<IssueValue>> {
  const order = await getOrder(connection, request, options);
  if (order.kind !== "done") return order;
  const read = reading(() => toReservation(order.value));
  if (read.kind !== "done") return read;
  const reservation = read.value;
  if (reservation.documents.length > 0) {
    return { kind: "done", value: { kind: "alreadyTicketed", reservation } };
  }
  if (order.value.confirmation_status === "pending") return stillPending(config);
  const decision = await beforeIssue(reservation);
  if (!decision.proceed) return { kind: "done", value: { kind: "stopped", reservation } };
  if (options.signal.aborted) return { kind: "notDone", message: "aborted before paying" };
  const { total_amount: amount, total_currency: currency } = order.value;
  const paid = await connection.call(
    {
      operation: "payments",
      path: "/air/payments",
      data: {
        order_id: request.recordLocator,
        payment: { type: config.paymentType, amount, currency },
      },
      schema: paymentSchema,
      idempotencyKey: request.idempotencyKey,
    },
    options,
  );
  if (paid.kind !== "done") return paid;
  if (paid.value.status === "failed") {
    return lccRefused("payment_declined", "failed", "the payment failed");
  }
  const confirmed = await awaitDocuments(
    async () => retrieve(connection, request, options),
    ({ documents }) => documents.length > 0,
    { readsMax: config.confirmationReadsMax, delayMs: config.confirmationReadDelayMs },
    options,
  );
  if (confirmed.kind === "done") {
    return { kind: "done", value: { kind: "issued", reservation: confirmed.value } };
  }
  return confirmed.kind === "unknown" ? stillPending(config) : confirmed;
}

function stillPending({ confirmationReadDelayMs }: LccClientConfig): Unknown {
  return {
    kind: "unknown",
    isPending: true,
    message: "paid, and the carrier has not confirmed yet",
    retryAfterMs: confirmationReadDelayMs,
  };
}

export async function listDocuments(
  connection: LccConnection,
  request: OrderRequest,
  options: CallOptions,
): Promise<SupplierOutcome<readonly ListedDocument[]>> {
  const order = await getOrder(connection, request, options);
  if (order.kind !== "done") return order;
  const listed = order.value.documents
    .filter((document) => couponStatusOf(document.status) === "open")
    .map((document): ListedDocument => ({
      number: document.unique_identifier,
      type: document.type === "electronic_ticket" ? "ticket" : "emd",
      passengerReference: document.passenger_ids[0] ?? "",
    }));
  return { kind: "done", value: listed };
}

export async function getDocumentStatus(
  connection: LccConnection,
  { recordLocator, documentNumbers }: DocumentsRequest,
  options: CallOptions,
): Promise<SupplierOutcome<readonly DocumentStatus[]>> {
  if (recordLocator === undefined) {
    return lccRefused("not_supported", "", "documents are asked for by their order");
  }
  const order = await getOrder(connection, { recordLocator }, options);
  if (order.kind !== "done") return order;
  const statuses: DocumentStatus[] = [];
  for (const number of documentNumbers) {
    const document = order.value.documents.find((one) => one.unique_identifier === number);
    if (document === undefined)
      return lccRefused("document_not_found", "", `${number} is not in it`);
    const { status: supplierStatus, type } = document;
    statuses.push({
      number,
      type: type === "electronic_ticket" ? "ticket" : "emd",
      recordLocator,
      coupons: order.value.slices
        .flatMap(({ segments }) => segments)
        .map((_, index) => ({
          coupon: index + 1,
          status: couponStatusOf(supplierStatus),
          supplierStatus,
        })),
    });
  }
  return { kind: "done", value: statuses };
}

/** An order is cancelled whole: what is asked for must be all that it has. */
export async function quoteRefund(
  connection: LccConnection,
  { recordLocator, documentNumbers }: RefundQuoteRequest,
  options: CallOptions,
): Promise<SupplierOutcome<RefundQuote>> {
  const order = await getOrder(connection, { recordLocator }, options);
  if (order.kind !== "done") return order;
  const live = order.value.documents.filter(isLive);
  if (live.length === 0) return lccRefused("not_refundable", "", "the order has no open ticket");
  if (live.some(({ unique_identifier: number }) => !documentNumbers.includes(number))) {
    return lccRefused("not_refundable", "", "the carrier refunds whole orders only");
  }
  // A quote changes nothing, and only the newest of them can be confirmed.
  const quoted = await connection.call(
    {
      operation: "order_cancellations",
      path: "/air/order_cancellations",
      data: { order_id: recordLocator },
      schema: cancellationSchema,
    },
    options,
  );
  return quoted.kind === "done" ? reading(() => toRefundQuote(quoted.value)) : quoted;
}

export async function refund(
  connection: LccConnection,
  { recordLocator, quote, idempotencyKey }: RefundRequest,
  options: CallOptions,
): Promise<SupplierOutcome<RefundValue>> {
  const order = asLook(await getOrder(connection, { recordLocator }, options));
  if (order.kind !== "done") return order;
  if (order.value.cancelled_at !== null) {
    return { kind: "done", value: { kind: "alreadyRefunded" } };
  }
  const confirmed = await confirm(connection, quote.reference ?? "", idempotencyKey, options);
  if (confirmed.kind !== "done") return confirmed;
  const refunded = reading(() => toRefundQuote(confirmed.value));
  if (refunded.kind !== "done") return { kind: "unknown", message: describeUndone(refunded) };
  return isSameMoney(refunded.value.total, quote.total)
    ? { kind: "done", value: { kind: "refunded", refund: refunded.value } }
    : { kind: "unknown", message: "refunded, but not what was quoted" };
}

/** Lets go of an order that is not paid. */
export async function cancelOrder(
  connection: LccConnection,
  { recordLocator, idempotencyKey }: CancelRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  const before = asLook(await getOrder(connection, { recordLocator }, options));
  if (before.kind !== "done") return before;
  if (before.value.cancelled_at !== null) return reading(() => toReservation(before.value));
  if (!before.value.payment_status.awaiting_payment) {
    return lccRefused("already_ticketed", "", "the order is paid: refund it");
  }
  const data = { order_id: recordLocator };
  const quoted = await connection.call(
    {
      operation: "order_cancellations",
      path: "/air/order_cancellations",
      data,
      schema: cancellationSchema,
    },
    options,
  );
  if (quoted.kind !== "done") return quoted;
  const confirmed = await confirm(connection, quoted.value.id, idempotencyKey, options);
  if (confirmed.kind !== "done") return confirmed;
  const after = await retrieve(connection, { recordLocator }, options);
  if (after.kind === "done" && after.value.status === "cancelled") return after;
  return { kind: "unknown", message: "cancelled, but the order does not show it" };
}

async function confirm(
  connection: LccConnection,
  cancellation: string,
  idempotencyKey: string,
  options: CallOptions,
) {
  return connection.call(
    {
      operation: "confirm_cancellation",
      path: `/air/order_cancellations/${encodeURIComponent(cancellation)}/actions/confirm`,
      data: {},
      schema: cancellationSchema,
      idempotencyKey,
    },
    options,
  );
}
