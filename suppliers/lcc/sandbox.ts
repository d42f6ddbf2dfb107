import { randomUUID } from "node:crypto";

import { z } from "zod";

import { passengerTypes } from "../../domain/reservation";
import {
  type AirOrder,
  changeOrder,
  createOrder,
  defaultContent,
  type OrderContent,
  setDocumentStatus,
  ticketOrder,
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
import { lccPassengerTypes } from "./read-order";
import { defaultAccount } from "./sandbox/default-account";
import type { LccRecords, LccStore } from "./sandbox/records";
import { renderCancellation, renderOffer, renderOrder } from "./sandbox/render-order";
import { sendConfirmation } from "./sandbox/send-webhook";

const { accessToken } = defaultAccount;
const offerMs = 30 * 60_000;
const pendingReadsDefault = 1;

const searchSchema = z.object({
  slices: z
    .array(z.object({ origin: z.string(), destination: z.string(), departure_date: z.string() }))
    .min(1),
  passengers: z.array(z.object({ type: z.string() })).min(1),
});
const orderSchema = z.object({
  selected_offers: z.array(z.string()).length(1),
  passengers: z.array(
    z.object({
      id: z.string(),
      family_name: z.string(),
      given_name: z.string(),
      born_on: z.string().nullable(),
    }),
  ),
});
const paymentSchema = z.object({
  order_id: z.string(),
  payment: z.object({ amount: z.string(), currency: z.string() }),
});
const cancellationSchema = z.object({ order_id: z.string() });
const webhookSchema = z.strictObject({ url: z.url(), secret: z.string().min(16) });
const pendingSchema = z.strictObject({ reads: z.number().int().min(0) });

/** An aggregator whose carriers take their time: a paid order is confirmed at a later look. */
export async function startLccSandbox(options: RestSandboxOptions): Promise<RestSandbox> {
  const store = openRecordStore<LccRecords>(options.stateDirectory, "lcc-sandbox");
  return startRestSandbox(options, store, {
    read: (request) => readTask(store, request),
    control: (request, path) => control(store, request, path),
  });
}

function readTask(store: LccStore, request: SandboxRequest): SandboxTask | SandboxReply {
  if (request.headers.authorization !== `Bearer ${accessToken}`) {
    return refuse("access_token_not_found", "the access token is unknown", 401);
  }
  const task = readOperation(store, request);
  if (task === undefined) return refuse("not_found", `no ${request.path}`, 404);
  const key = request.headers["idempotency-key"];
  if (typeof key !== "string") return { ...task, refuse };
  const perform = (): SandboxReply => {
    const known = store.find("answer", key);
    // A repeat does nothing again: the journal is to show that.
    if (known !== undefined) return { ...known, result: "repeated" };
    const first = task.perform();
    if (first.status < 400) store.put("answer", key, first);
    return first;
  };
  return { ...task, subjects: [...task.subjects, key], perform, refuse };
}

type Operation = Omit<SandboxTask, "refuse">;

function readOperation(store: LccStore, request: SandboxRequest): Operation | undefined {
  const { method, path, query, body } = request;
  const data: unknown =
    body === "" ? {} : z.object({ data: z.unknown() }).parse(JSON.parse(body)).data;
  const [, , resource, id = "", , action] = path.split("/");
  const route = `${method} ${resource ?? ""}${id === "" ? "" : "/*"}${action === undefined ? "" : `/${action}`}`;
  switch (route) {
    case "POST offer_requests":
      return search(store, searchSchema.parse(data));
    case "GET offers/*": {
      const perform = () => onOffer(store, id, (offer) => reply(renderOffer(offer)));
      return { operation: "offers", subjects: [id], perform };
    }
    case "GET orders": {
      const key = query.get("idempotency_key") ?? "";
      const perform = () => {
        const order = store.find("order", store.find("orderOfKey", key) ?? "");
        return reply(order === undefined ? [] : [renderOrder(order)]);
      };
      return { operation: "list_orders", subjects: [key], perform };
    }
    case "POST orders": {
      const key = String(request.headers["idempotency-key"] ?? "");
      const asked = orderSchema.parse(data);
      const perform = () => makeOrder(store, asked, key);
      return { operation: "orders", subjects: asked.selected_offers, perform };
    }
    case "GET orders/*": {
      const perform = () => onOrder(store, id, (order) => reply(renderOrder(look(store, order))));
      const offer = store.find("offerOfOrder", id);
      return {
        operation: "get_order",
        subjects: offer === undefined ? [id] : [id, offer],
        perform,
      };
    }
    case "POST payments": {
      const { order_id: orderId, payment } = paymentSchema.parse(data);
      const perform = () => onOrder(store, orderId, (order) => pay(store, order, payment.amount));
      return { operation: "payments", subjects: [orderId], perform };
    }
    case "POST order_cancellations": {
      const { order_id: orderId } = cancellationSchema.parse(data);
      const perform = () => onOrder(store, orderId, (order) => quoteCancellation(store, order));
      return { operation: "order_cancellations", subjects: [orderId], perform };
    }
    case "POST order_cancellations/*/confirm": {
      const orderId = store.find("cancellation", id)?.orderId ?? "";
      const perform = () => onOrder(store, orderId, (order) => confirm(store, order, id));
      return { operation: "confirm_cancellation", subjects: [orderId], perform };
    }
    default:
      return undefined;
  }
}

function search(store: LccStore, { slices, passengers }: z.output<typeof searchSchema>): Operation {
  const subjects = slices.map(
    ({ origin, destination, departure_date: on }) => `${origin}-${destination}-${on}`,
  );
  const perform = (): SandboxReply => {
    const [slice] = slices;
    const base = defaultContent(slice?.departure_date ?? "");
    const people = passengers.map(({ type }, index) => ({
      id: `pas_${index + 1}`,
      type: passengerTypes.find((one) => lccPassengerTypes[one] === type) ?? "ADT",
      surname: "",
      givenNames: "",
    }));
    const content: OrderContent = {
      ...base,
      passengers: people,
      fares: base.fares.map((fare) => ({ ...fare, passengerIds: people.map(({ id }) => id) })),
    };
    const id = `off_${randomUUID()}`;
    const expiresAt = new Date(Date.now() + offerMs).toISOString();
    store.put("offer", id, { id, content, expiresAt });
    return reply({ offers: [renderOffer({ id, content, expiresAt })] });
  };
  return { operation: "offer_requests", subjects, perform };
}

function makeOrder(
  store: LccStore,
  { selected_offers: [offerId = ""], passengers }: z.output<typeof orderSchema>,
  key: string,
): SandboxReply {
  return onOffer(store, offerId, ({ content }) => {
    const named = content.passengers.map((place) => {
      const passenger = passengers.find(({ id }) => id === place.id);
      return {
        ...place,
        surname: passenger?.family_name ?? "",
        givenNames: passenger?.given_name ?? "",
        ...(passenger?.born_on == null ? {} : { dateOfBirthOn: passenger.born_on }),
      };
    });
    const order = createOrder(store, { ...content, passengers: named }, new Date());
    store.put("orderOfKey", key, order.id);
    store.put("offerOfOrder", order.id, offerId);
    return reply(renderOrder(order));
  });
}

function pay(store: LccStore, order: AirOrder, paid: string): SandboxReply {
  if (order.state !== "held") return refuse("already_paid", "the order is paid or cancelled");
  if (paid !== renderOrder(order).total_amount) {
    return refuse("price_changed", "the order costs another amount");
  }
  changeOrder(store, order, { state: "pending" });
  store.put("pending", order.id, store.find("pendingReads", "all") ?? pendingReadsDefault);
  return reply({ id: `pay_${randomUUID()}`, status: "pending" });
}

/** A pending order is confirmed after it was looked at often enough. */
function look(store: LccStore, order: AirOrder): AirOrder {
  if (order.state !== "pending") return order;
  const left = store.find("pending", order.id) ?? 0;
  if (left === 0) return confirmOrder(store, order);
  store.put("pending", order.id, left - 1);
  return order;
}

function confirmOrder(store: LccStore, order: AirOrder): AirOrder {
  const confirmed = ticketOrder(store, order, new Date());
  sendConfirmation(store, order.id);
  return confirmed;
}

function quoteCancellation(store: LccStore, order: AirOrder): SandboxReply {
  if (order.state === "pending" || order.state === "cancelled") {
    return refuse("order_not_refundable", "the order is not to be cancelled now");
  }
  const id = `ore_${randomUUID()}`;
  const expiresAt = new Date(Date.now() + offerMs).toISOString();
  const cancellation = { id, orderId: order.id, expiresAt, confirmedAt: null };
  store.put("cancellation", id, cancellation);
  store.put("newest", order.id, id);
  return reply(renderCancellation(cancellation, order));
}

function confirm(store: LccStore, order: AirOrder, id: string): SandboxReply {
  const quoted = store.find("cancellation", id);
  const isNewest = store.find("newest", order.id) === id;
  if (quoted === undefined || !isNewest || Date.parse(quoted.expiresAt) < Date.now()) {
    return refuse("order_cancellation_expired", "another quote is newer, or this one is too old");
  }
  const cancellation = { ...quoted, confirmedAt: new Date().toISOString() };
  const answer = reply(renderCancellation(cancellation, order));
  const open = order.documents.filter(({ status }) => status === "open");
  const refunded = setDocumentStatus(
    store,
    order,
    open.map(({ number }) => number),
    "refunded",
  );
  changeOrder(store, refunded, { state: "cancelled" });
  store.put("cancellation", id, cancellation);
  return answer;
}

function onOffer(
  store: LccStore,
  id: string,
  run: (offer: LccRecords["offer"]) => SandboxReply,
): SandboxReply {
  const offer = store.find("offer", id);
  if (offer === undefined) return refuse("not_found", "no such offer", 404);
  return Date.parse(offer.expiresAt) < Date.now()
    ? refuse("offer_expired", "the offer has expired")
    : run(offer);
}

function onOrder(
  store: LccStore,
  id: string,
  run: (order: AirOrder) => SandboxReply,
): SandboxReply {
  const order = store.find("order", id);
  return order === undefined ? refuse("order_not_found", "no such order", 404) : run(order);
}

function control(
  store: LccStore,
  request: SandboxRequest,
  path: string,
): { readonly status: number; readonly body: unknown } | undefined {
  const route = `${request.method} ${path}`;
  if (route === "PUT /webhook") {
    store.put("webhook", "all", webhookSchema.parse(JSON.parse(request.body)));
    return { status: 200, body: { set: true } };
  }
  if (route === "PUT /pending") {
    const { reads } = pendingSchema.parse(JSON.parse(request.body));
    store.put("pendingReads", "all", reads);
    return { status: 200, body: { reads } };
  }
  const offer = /^GET \/offers\/([\w-]+)\/orders$/.exec(route)?.[1];
  if (offer !== undefined) {
    const orders = store.list("order").filter(({ id }) => store.find("offerOfOrder", id) === offer);
    return { status: 200, body: { orders } };
  }
  const confirmed = /^POST \/orders\/(\w+)\/confirm$/.exec(route)?.[1];
  const order = confirmed === undefined ? undefined : store.find("order", confirmed);
  if (order?.state === "pending") return { status: 200, body: confirmOrder(store, order) };
  return controlOrders(store, request, path);
}

function reply(data: unknown): SandboxReply {
  const body = JSON.stringify({ data });
  return { status: 200, body, contentType: "application/json", result: "ok" };
}

function refuse(code: string, message: string, status = 422): SandboxReply {
  const body = JSON.stringify({ errors: [{ code, title: code, message }], meta: { status } });
  return { status, body, contentType: "application/json", result: code };
}
