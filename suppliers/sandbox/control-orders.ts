import { z } from "zod";

import {
  type AirOrder,
  changeOrder,
  createOrder,
  defaultContent,
  defaultDepartsOn,
  findByDocument,
  orderContentSchema,
  type OrderRecords,
} from "./air-order";
import type { RecordStore } from "./record-store";
import type { SandboxRequest } from "./rest-sandbox";
import { splitOrder } from "./split-order";

const newOrderSchema = orderContentSchema.partial();
/** `createdAt` sets an order back in time: what it is held until goes by it. */
const changeSchema = newOrderSchema.extend({ createdAt: z.iso.datetime().optional() });
const splitSchema = z.strictObject({ passengerIds: z.array(z.string()).min(1) });
const documentChangeSchema = z.strictObject({ issuedAt: z.iso.datetime() });

/** The part of the remote control that makes and changes orders, the same in every sandbox. */
export function controlOrders(
  store: RecordStore<OrderRecords>,
  { method, body }: SandboxRequest,
  path: string,
): { readonly status: number; readonly body: unknown } | undefined {
  const json: unknown = body === "" ? {} : JSON.parse(body);
  const now = new Date();
  if (method === "POST" && path === "/orders") {
    const content = defaultContent(defaultDepartsOn(now), toContent(newOrderSchema.parse(json)));
    return { status: 201, body: createOrder(store, content, now) };
  }
  const [, kind, id = "", act] = path.split("/");
  if (kind === "documents") {
    const found = findByDocument(store, id);
    if (method !== "PATCH" || found === undefined) return undefined;
    const change = documentChangeSchema.parse(json);
    const documents = found.documents.map((document) =>
      document.number === id ? { ...document, ...change } : document,
    );
    return { status: 200, body: changeOrder(store, found, { documents }) };
  }
  const order = kind === "orders" ? store.find("order", id) : undefined;
  if (order === undefined) return undefined;
  if (method === "POST" && act === "split") {
    return { status: 201, body: splitOrder(store, order, splitSchema.parse(json).passengerIds) };
  }
  if (method === "GET") return { status: 200, body: order };
  if (method !== "PATCH") return undefined;
  return { status: 200, body: changeOrder(store, order, toContent(changeSchema.parse(json))) };
}

/** What is not said stays as it is. */
function toContent(change: z.output<typeof changeSchema>): Partial<AirOrder> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
