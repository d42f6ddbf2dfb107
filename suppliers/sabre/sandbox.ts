import { z } from "zod";

import {
  type AirOrder,
  changeOrder,
  findByDocument,
  isToday,
  type OrderRecords,
  setDocumentStatus,
  ticketOrder,
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
import { defaultAccount } from "./sandbox/default-account";
import { renderBooking, renderCheckedTicket } from "./sandbox/render-booking";
import { issueToken, isTokenGood, revokeTokens, type TokenRecords } from "./sandbox/tokens";

type Records = SandboxRecords & OrderRecords & TokenRecords;
type Store = RecordStore<Records>;

const pathPattern = /^\/v1\/trip\/orders\/(\w+)$/;
const bookingSchema = z.object({ confirmationId: z.string() });
const fulfillSchema = bookingSchema.extend({
  fulfillments: z.array(
    z.object({ ticketingQualifiers: z.object({ priceQuoteRecordIds: z.array(z.string()) }) }),
  ),
  acceptPriceChanges: z.boolean(),
});
const voidSchema = z.object({ tickets: z.array(z.string()).min(1).max(12) });
const ticketsSchema = z.object({ tickets: z.array(z.object({ number: z.string() })).min(1) });

/** Sabre's Booking Management as integrators need it: with tokens, a memory and faults on request. */
export async function startSabreSandbox(options: RestSandboxOptions): Promise<RestSandbox> {
  const store = openRecordStore<Records>(options.stateDirectory, "sabre-sandbox");
  return startRestSandbox(options, store, {
    read: (request) => readTask(store, request),
    control: (request, path) =>
      request.method === "DELETE" && path === "/tokens"
        ? { status: 200, body: { revoked: revokeTokens(store) } }
        : controlOrders(store, request, path),
  });
}

function readTask(store: Store, request: SandboxRequest): SandboxTask | SandboxReply {
  if (/^\/v[23]\/auth\/token$/.test(request.path)) {
    const subjects = [defaultAccount.pseudoCityCode];
    const perform = () => issueToken(store, request);
    return { operation: "token", subjects, perform, refuse: renderErrors };
  }
  if (!isTokenGood(store, request.headers.authorization)) {
    const errorCode = "ERR.2SG.SEC.INVALID_CREDENTIALS";
    return json(401, { status: "NotProcessed", errorCode, message: "Authentication failed" });
  }
  const operation = pathPattern.exec(request.path)?.[1] ?? "";
  const body: unknown = JSON.parse(request.body);
  const task = readOperation(store, operation, body);
  return task === undefined
    ? json(404, { errorCode: "ERR.RAF.NOT_FOUND", message: `no ${request.path}` })
    : { operation, refuse: renderErrors, ...task };
}

type Operation = Pick<SandboxTask, "subjects" | "perform">;

function readOperation(store: Store, operation: string, body: unknown): Operation | undefined {
  const onBooking = (perform: (order: AirOrder) => SandboxReply): Operation => {
    const { confirmationId } = bookingSchema.parse(body);
    return {
      subjects: [confirmationId],
      perform: () => {
        const order = store.find("order", confirmationId);
        return order === undefined
          ? renderErrors("BOOKING_NOT_FOUND", "Booking not found")
          : perform(order);
      },
    };
  };
  const onTickets = (numbers: readonly string[], perform: () => SandboxReply): Operation => ({
    subjects: [...new Set(numbers.map((number) => findByDocument(store, number)?.id ?? number))],
    perform,
  });
  switch (operation) {
    case "getBooking":
      return onBooking((order) => json(200, renderBooking(order)));
    case "fulfillFlightTickets": {
      const { fulfillments } = fulfillSchema.parse(body);
      const quotes = fulfillments.flatMap((one) => one.ticketingQualifiers.priceQuoteRecordIds);
      return onBooking((order) => fulfill(store, order, quotes));
    }
    case "cancelBooking":
      return onBooking((order) => cancel(store, order));
    case "voidFlightTickets": {
      const { tickets } = voidSchema.parse(body);
      return onTickets(tickets, () => voidTickets(store, tickets));
    }
    case "checkFlightTickets": {
      const numbers = ticketsSchema.parse(body).tickets.map(({ number }) => number);
      return onTickets(numbers, () => check(store, numbers));
    }
    case "refundFlightTickets": {
      const numbers = ticketsSchema.parse(body).tickets.map(({ number }) => number);
      return onTickets(numbers, () => refund(store, numbers));
    }
    default:
      return undefined;
  }
}

function fulfill(store: Store, order: AirOrder, quotes: readonly string[]): SandboxReply {
  const isTicketed = order.documents.some(
    ({ fareReference, status }) => quotes.includes(fareReference) && status === "open",
  );
  if (isTicketed) return renderErrors("BOOKING_FULFILLED", "Booking is already fulfilled");
  const missing = quotes.find((quote) => !order.fares.some(({ reference }) => reference === quote));
  if (missing !== undefined || order.state === "cancelled") {
    return renderErrors("PRICE_QUOTE_NOT_FOUND", `Price quote ${missing ?? ""} not found`);
  }
  const before = order.documents.length;
  const ticketed = ticketOrder(store, order, new Date(), [...quotes]);
  const tickets = ticketed.documents.slice(before).map(({ number, issuedAt }) => ({
    number,
    date: issuedAt.slice(0, 10),
    ticketStatusName: "Issued",
    ticketStatusCode: "TE",
    isCommitted: true,
    ticketingPcc: defaultAccount.pseudoCityCode,
  }));
  return json(200, { tickets });
}

/** Each ticket for itself, on the day of its issue. */
function voidTickets(store: Store, numbers: readonly string[]): SandboxReply {
  const voidedTickets: string[] = [];
  const errors: object[] = [];
  const fail = (fieldValue: string, type: string): void => {
    errors.push({ category: "BAD_REQUEST", type, description: type, fieldValue });
  };
  for (const number of numbers) {
    const order = findByDocument(store, number);
    const document = order?.documents.find((one) => one.number === number);
    if (order === undefined || document === undefined) fail(number, "TICKET_NOT_FOUND");
    else if (document.status === "voided") fail(number, "TICKET_ALREADY_VOIDED");
    else if (document.status !== "open" || !isToday(document.issuedAt)) {
      fail(number, "UNABLE_TO_VOID_TICKET");
    } else {
      setDocumentStatus(store, order, [number], "voided");
      voidedTickets.push(number);
    }
  }
  const isDone = voidedTickets.length > 0;
  return { ...json(200, { voidedTickets, errors }), result: isDone ? "ok" : "UNABLE_TO_VOID" };
}

function check(store: Store, numbers: readonly string[]): SandboxReply {
  const tickets = numbers.map((number) => {
    const order = findByDocument(store, number);
    const document = order?.documents.find((one) => one.number === number);
    if (order === undefined || document === undefined) return undefined;
    return renderCheckedTicket(order, document, isToday(document.issuedAt));
  });
  return tickets.includes(undefined)
    ? renderErrors("TICKET_NOT_FOUND", "Ticket not found")
    : json(200, { tickets });
}

function refund(store: Store, numbers: readonly string[]): SandboxReply {
  for (const number of numbers) {
    const order = findByDocument(store, number);
    const document = order?.documents.find((one) => one.number === number);
    if (order === undefined || document?.status !== "open") {
      return renderErrors("UNABLE_TO_REFUND_TICKET", `Ticket ${number} is not refundable`);
    }
    setDocumentStatus(store, order, [number], "refunded");
  }
  return json(200, { refundedTickets: numbers });
}

function cancel(store: Store, order: AirOrder): SandboxReply {
  if (order.documents.some(({ status }) => status === "open")) {
    return renderErrors("BOOKING_TICKETED", "Void or refund the tickets first");
  }
  changeOrder(store, order, { state: "cancelled" });
  return json(200, { booking: { bookingId: order.id } });
}

/** With HTTP 200, as Sabre answers what it refuses. */
function renderErrors(type: string, description: string): SandboxReply {
  const errors = [{ category: "BAD_REQUEST", type, description }];
  return { ...json(200, { errors }), result: type };
}

function json(status: number, body: object): SandboxReply {
  const result = status < 400 ? "ok" : String(status);
  return { status, body: JSON.stringify(body), contentType: "application/json", result };
}
