import { randomUUID } from "node:crypto";

import type { AirSupplierName } from "../../../domain/supplier-names";
import { toHoldReference } from "../../../suppliers/amadeus/hold/hold-reference";
import { readOfferReference } from "../../../suppliers/amadeus/shopping/offer-reference";
import { parseReference } from "../../../suppliers/ndc/offer-reference";
import type { FaultStack } from "../support/fault-stack";
import { holdStatementReply } from "../support/holds";
import { until } from "../support/observe";
import type { Arrived, Facts, MatrixAct, Seller, Subject } from "./act";
import { enter, held } from "./act";
import type { MatrixSupplier } from "./suppliers";

const holdKind = "booking.create";

/** How a supplier's sandbox tells the requests of one hold from those of others. */
interface Holding {
  readonly supplier: AirSupplierName;
  /** Asks for an order of ours where an answer was lost. */
  readonly looksBy: string;
  /** What that request names. */
  looksFor(bookingId: string, offer: string): string;
  /** What all others name, of an offer's reference. */
  subjectOf(offer: string): string;
  /** How each order stands that was made of it. */
  listStates(
    control: MatrixSupplier["control"],
    bookingId: string,
    offer: string,
  ): Promise<readonly string[]>;
}

/** Suppliers that keep offers, and with each order our key. */
function byKey(
  supplier: AirSupplierName,
  looksBy: string,
  subjectOf: Holding["subjectOf"],
): Holding {
  return {
    supplier,
    looksBy,
    looksFor: (bookingId) => `hold:${bookingId}`,
    subjectOf,
    listStates: async (control, _bookingId, offer) => {
      const { orders } = await control<{ readonly orders: readonly { state: string }[] }>(
        "GET",
        `/offers/${subjectOf(offer)}/orders`,
      );
      return orders.map(({ state }) => state);
    },
  };
}

const atLcc = byKey("lcc", "list_orders", (offer) => offer);

/** We ask for an airline's offer by its items too; it tells calls by the offer's id. */
const atNdc = byKey(
  "ndc",
  "OrderRetrieve:BookingRef",
  (offer) => parseReference(offer)?.offerId ?? offer,
);

/** Each cell flies on a day of its own: until there is a PNR, Amadeus knows the journey alone. */
const atAmadeus: Holding = {
  supplier: "amadeus",
  looksBy: "PNR_Retrieve:Name",
  looksFor: (_bookingId, offer) => `${traveller.surname}-${departureOf(offer)}`,
  subjectOf: (offer) => `DAC-DXB-${departureOf(offer)}`,
  listStates: async (control, bookingId) => {
    const reference = encodeURIComponent(toHoldReference(`hold:${bookingId}`));
    const { pnrs } = await control<{ readonly pnrs: readonly { cancelled: boolean }[] }>(
      "GET",
      `/references/${reference}`,
    );
    return pnrs.map(({ cancelled }) => (cancelled ? "cancelled" : "held"));
  },
};

const traveller = { type: "ADT", surname: "RAHMAN", given_names: "AYESHA" };

function departureOf(offer: string): string {
  const departsLocal = readOfferReference(offer)?.legs[0]?.[0]?.departsLocal;
  if (departsLocal === undefined) throw new Error(`${offer} is no offer of Amadeus`);
  return departsLocal.slice(0, 10);
}

/** An offer that is held at the supplier and booked: nothing is in the books before it. */
export const holdOffers: readonly MatrixAct[] = [atLcc, atNdc, atAmadeus].map((holding) => ({
  name: "hold",
  suppliers: [holding.supplier],
  passengers: 1,
  kind: holdKind,
  posts: false,
  reads: "of each kind",
  asksAfterChange: true,
  looksBy: holding.looksBy,
  sell: async (seller, supplier) => ({
    seller,
    supplier,
    bookingId: "",
    locator: "",
    prepared: "",
    ...(await enter(seller, randomUUID().slice(0, 18))),
  }),
  prepare: ({ seller, supplier }) => findOffer(seller, supplier),
  begin: async (subject, environment) => (await arriveAtHold(holding, subject, environment)).go(),
  arrive: (subject, environment) => arriveAtHold(holding, subject, environment),
  commitBegins: ({ customerId }) => readsCustomer(customerId),
  expected: (end) => (end === "done" ? { ...held, atSupplier: "1 held" } : nothing),
}));

const nothing: Facts = { ...held, booking: "", events: "" };
let days = 0;

async function findOffer({ caller }: Seller, { name }: MatrixSupplier): Promise<string> {
  days += 1;
  const departsOn = new Date(Date.UTC(2027, 1, days)).toISOString().slice(0, 10);
  const path = `/v1/offers?supplier=${name}&legs=DAC-DXB-${departsOn}&adults=1`;
  return until("an offer", async () => {
    const { body } = await caller.get(path);
    const [offer] = body["data"] as { readonly id: string }[];
    return offer?.id;
  });
}

/**
 * Its booking has an id once it is asked for: it is kept from its supplier until that is read, so
 * that each of its calls can be told from those of others.
 */
async function arriveAtHold(
  holding: Holding,
  { seller, customerId, prepared, supplier, ...subject }: Subject,
  { proxies, books }: FaultStack,
): Promise<Arrived> {
  const gate = holdStatementReply(proxies.workerToDatabase, readsCustomer(customerId));
  const call = seller.caller.insist("/v1/bookings", randomUUID(), {
    offer_id: prepared,
    customer_id: customerId,
    passengers: [traveller],
    contact: { email: subject.email },
    charges: [],
  });
  const tooSoon = call.then(({ final }) => {
    throw new Error(`it was not checked: ${JSON.stringify(final.body)}`);
  });
  await Promise.race([gate.reached, tooSoon]);
  const [row] = await books.rows(
    `SELECT resource_public_id, request_payload FROM operations
      WHERE operation_kind = ? AND request_payload LIKE ?`,
    [holdKind, `%${customerId}%`],
  );
  const bookingId = String(row?.["resource_public_id"]);
  const { offerReference } = JSON.parse(String(row?.["request_payload"])) as {
    readonly offerReference: string;
  };
  return {
    subject: {
      ...subject,
      seller,
      customerId,
      prepared,
      bookingId,
      locator: holding.subjectOf(offerReference),
      supplier: holdingAt(holding, supplier, { bookingId, offer: offerReference }),
    },
    go: () => {
      gate.release();
      // Refused or not, that it was checked is known by now.
      tooSoon.catch(() => undefined);
      return call;
    },
  };
}

/** The worker reads it where it checks, and again where it commits. */
function readsCustomer(customerId: string): RegExp {
  return new RegExp(`from \`customers\` where .*'${customerId}'`);
}

/** Before it has an order, the supplier is asked for one by what we look for; all else is its subject's. */
function holdingAt(
  { looksBy, looksFor, subjectOf, listStates }: Holding,
  supplier: MatrixSupplier,
  { bookingId, offer }: { readonly bookingId: string; readonly offer: string },
): MatrixSupplier {
  const [sought, subject] = [looksFor(bookingId, offer), subjectOf(offer)];
  return {
    ...supplier,
    harm: (_subject, call, behaviour) =>
      supplier.harm(call.operation === looksBy ? sought : subject, call, behaviour),
    calls: async () => [
      ...(await supplier.calls(sought)).filter(({ operation }) => operation === looksBy),
      ...(await supplier.calls(subject)).filter(({ operation }) => !searches.has(operation)),
    ],
    documents: async () =>
      (await listStates(supplier.control, bookingId, offer)).map((status) => ({
        numbers: [],
        status,
      })),
  };
}

/** Before the act. */
const searches = new Set(["Fare_MasterPricerTravelBoardSearch"]);
