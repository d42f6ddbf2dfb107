import { randomInt } from "node:crypto";

import { z } from "zod";

import { add, type Money, parseMoney, subtract, sum } from "../../domain/money";
import { passengerTypes } from "../../domain/reservation";
import type { RecordStore } from "./record-store";

/** An airline's order as the sandboxes of REST and NDC keep it; each speaks of it in its own way. */

const passengerSchema = z.strictObject({
  id: z.string(),
  type: z.enum(passengerTypes),
  surname: z.string(),
  givenNames: z.string(),
  dateOfBirthOn: z.string().optional(),
});

const flightSchema = z.strictObject({
  id: z.string(),
  carrierCode: z.string(),
  flightNumber: z.string(),
  bookingClass: z.string(),
  originAirport: z.string(),
  destinationAirport: z.string(),
  departsLocal: z.string(),
  arrivesLocal: z.string(),
});

const fareSchema = z.strictObject({
  reference: z.string(),
  passengerIds: z.array(z.string()),
  base: z.string(),
  taxes: z.array(z.strictObject({ code: z.string(), amount: z.string() })),
  fareBasis: z.string(),
  /** A fare becomes a ticket; an ancillary service becomes an EMD. */
  documentType: z.enum(["ticket", "emd"]).default("ticket"),
  /** Of an ancillary service; where it is used with flights, its EMD is associated with them. */
  service: z
    .strictObject({
      name: z.string(),
      rfic: z.string().length(1),
      rfisc: z.string().length(3),
      flightIds: z.array(z.string()).default([]),
    })
    .optional(),
  /** Percentage of the base fare. */
  commissionPercent: z.string(),
});

export const orderContentSchema = z.strictObject({
  currency: z.string(),
  validatingCarrier: z.string(),
  passengers: z.array(passengerSchema).min(1),
  flights: z.array(flightSchema).min(1),
  fares: z.array(fareSchema).min(1),
  /** What the airline keeps of each document that is given back or exchanged. */
  penalty: z.string(),
  /** What it offers to do with a residual value: both where nothing is said. */
  residualAs: z.array(z.enum(["refund", "emd"])).optional(),
});
export type OrderContent = z.output<typeof orderContentSchema>;
export type OrderFare = OrderContent["fares"][number];
export type OrderFlight = OrderContent["flights"][number];

export interface OrderDocument {
  readonly number: string;
  readonly type: "ticket" | "emd";
  readonly passengerId: string;
  readonly fareReference: string;
  readonly status: "open" | "voided" | "refunded" | "exchanged";
  /** Counted from 1; the others are as the document is. */
  readonly refundedCoupons?: readonly number[];
  readonly issuedAt: string;
  /** As it was sold. */
  readonly fare: OrderFare;
}

export interface AirOrder extends OrderContent {
  readonly id: string;
  readonly version: number;
  readonly state: "held" | "pending" | "ticketed" | "cancelled";
  readonly createdAt: string;
  readonly documents: readonly OrderDocument[];
}

export interface OrderRecords {
  readonly order: AirOrder;
  readonly serial: number;
}

const idCharacters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
/** Biman's accounting code, as in the other sandboxes. */
const accountingCode = "997";
const firstSerial = 2_500_000_001;
/** Each sandbox its own: one partner's ticket numbers are unique, whoever issued them. */
const firstSerials: Readonly<Record<string, number>> = {
  "ndc-sandbox": 3_500_000_001,
  "lcc-sandbox": 4_500_000_001,
};
const localDay = 24 * 3_600_000;

/** One adult from Dhaka to Dubai; parts of it may be replaced. */
export function defaultContent(
  departsOn: string,
  change: Partial<OrderContent> = {},
): OrderContent {
  return orderContentSchema.parse({
    currency: "BDT",
    validatingCarrier: "BG",
    passengers: [{ id: "PAX1", type: "ADT", surname: "RAHMAN", givenNames: "ABDUL MR" }],
    flights: [
      {
        id: "SEG1",
        carrierCode: "BG",
        flightNumber: "147",
        bookingClass: "Y",
        originAirport: "DAC",
        destinationAirport: "DXB",
        departsLocal: `${departsOn}T19:30`,
        arrivesLocal: `${departsOn}T22:45`,
      },
    ],
    fares: [
      {
        reference: "1",
        passengerIds: ["PAX1"],
        base: "40000.00",
        taxes: [
          { code: "BD", amount: "500.00" },
          { code: "UT", amount: "4000.00" },
          { code: "YQ", amount: "2000.00" },
        ],
        fareBasis: "YOWBD",
        commissionPercent: "7",
      },
    ],
    penalty: "1500.00",
    ...change,
  });
}

export function defaultDepartsOn(now: Date): string {
  return new Date(now.getTime() + 45 * localDay).toISOString().slice(0, 10);
}

export function createOrder(
  store: RecordStore<OrderRecords>,
  content: OrderContent,
  now: Date,
  id = drawId(store),
): AirOrder {
  const order: AirOrder = {
    ...content,
    id,
    version: 1,
    state: "held",
    createdAt: now.toISOString(),
    documents: [],
  };
  store.put("order", id, order);
  return order;
}

export function changeOrder(
  store: RecordStore<OrderRecords>,
  order: AirOrder,
  change: Partial<AirOrder>,
): AirOrder {
  const changed = { ...order, ...change, version: order.version + 1 };
  store.put("order", order.id, changed);
  return changed;
}

/** A document for each passenger of the fares that has none. */
export function ticketOrder(
  store: RecordStore<OrderRecords>,
  order: AirOrder,
  now: Date,
  fareReferences = order.fares.map(({ reference }) => reference),
): AirOrder {
  const issued = order.fares
    .filter((fare) => fareReferences.includes(fare.reference))
    .flatMap((fare) =>
      fare.passengerIds.map((passengerId): OrderDocument => ({
        number: takeNumber(store),
        type: fare.documentType,
        passengerId,
        fareReference: fare.reference,
        status: "open",
        issuedAt: now.toISOString(),
        fare,
      })),
    );
  return changeOrder(store, order, {
    state: "ticketed",
    documents: [...order.documents, ...issued],
  });
}

export function setDocumentStatus(
  store: RecordStore<OrderRecords>,
  order: AirOrder,
  numbers: readonly string[],
  status: OrderDocument["status"],
): AirOrder {
  return changeOrder(store, order, {
    documents: order.documents.map((document) =>
      numbers.includes(document.number) ? { ...document, status } : document,
    ),
  });
}

export function findByDocument(
  store: RecordStore<OrderRecords>,
  number: string,
): AirOrder | undefined {
  return store
    .list("order")
    .find(({ documents }) => documents.some((document) => document.number === number));
}

/** While it is, what was issued then can be voided. */
export function isToday(instant: string): boolean {
  return instant.slice(0, 10) === new Date().toISOString().slice(0, 10);
}

export interface FareAmounts {
  readonly base: Money;
  readonly taxes: readonly { readonly code: string; readonly amount: Money }[];
  readonly taxTotal: Money;
  readonly total: Money;
}

/** Of one passenger. */
export function amountsOf({ currency }: AirOrder | OrderContent, fare: OrderFare): FareAmounts {
  const taxes = fare.taxes.map(({ code, amount }) => ({
    code,
    amount: parseMoney({ amount, currency }),
  }));
  const base = parseMoney({ amount: fare.base, currency });
  const taxTotal = sum(
    currency,
    taxes.map(({ amount }) => amount),
  );
  return { base, taxes, taxTotal, total: add(base, taxTotal) };
}

export function totalOf(order: AirOrder | OrderContent): Money {
  return sum(
    order.currency,
    order.fares.flatMap((fare) => fare.passengerIds.map(() => amountsOf(order, fare).total)),
  );
}

export function penaltyOf({ penalty: amount, currency }: AirOrder): Money {
  return parseMoney({ amount, currency });
}

/** Old tickets for new ones of the same fares, as those are by now. */
export function exchangeDocuments(
  store: RecordStore<OrderRecords>,
  order: AirOrder,
  numbers: readonly string[],
  now: Date,
): AirOrder {
  const references = order.documents
    .filter(({ number }) => numbers.includes(number))
    .map(({ fareReference }) => fareReference);
  return ticketOrder(store, setDocumentStatus(store, order, numbers, "exchanged"), now, references);
}

/** To be paid for the order's fare in place of what was paid, the penalty included. */
export function exchangeBalance(order: AirOrder, document: OrderDocument) {
  const fare = order.fares.find(({ reference }) => reference === document.fareReference);
  const newTotal = amountsOf(order, fare ?? document.fare).total;
  const difference = subtract(newTotal, amountsOf(order, document.fare).total);
  return { newTotal, penalty: penaltyOf(order), due: add(difference, penaltyOf(order)) };
}

/** The same for all of these documents together. */
export function exchangeBalanceOf(order: AirOrder, numbers: readonly string[]) {
  const balances = order.documents
    .filter(({ number }) => numbers.includes(number))
    .map((document) => exchangeBalance(order, document));
  const sumOf = (part: "newTotal" | "penalty" | "due") =>
    sum(
      order.currency,
      balances.map((balance) => balance[part]),
    );
  return { newTotal: sumOf("newTotal"), penalty: sumOf("penalty"), due: sumOf("due") };
}

function takeNumber(store: RecordStore<OrderRecords>): string {
  const next = store.find("serial", accountingCode) ?? firstSerials[store.name] ?? firstSerial;
  store.put("serial", accountingCode, next + 1);
  return accountingCode + String(next).padStart(10, "0");
}

function drawId(store: RecordStore<OrderRecords>): string {
  for (;;) {
    const id = Array.from({ length: 6 }, () =>
      idCharacters.charAt(randomInt(idCharacters.length)),
    ).join("");
    if (store.find("order", id) === undefined) return id;
  }
}
