import { randomUUID } from "node:crypto";

import { z } from "zod";

import { formatAmount } from "../../../domain/money";
import { passengerTypes } from "../../../domain/reservation";
import { createOrder, totalOf } from "../../sandbox/air-order";
import { offeredContent } from "../../sandbox/offered-content";
import type { SandboxRequest } from "../../sandbox/rest-sandbox";
import {
  findAt,
  findChild,
  listChildren,
  listDescendants,
  textAt,
  type XmlElement,
} from "../../xml/read-xml";
import { defaultAccount } from "./default-account";
import type { NdcOfferRecord, NdcStore, NdcWork } from "./records";
import { renderOrder } from "./render-ndc";
import { renderPriced, renderShopping, toItemId, toShoppedId } from "./render-offers";

interface OfferTask {
  readonly operation: string;
  readonly subjects: readonly string[];
  perform(): NdcWork;
}

const { ownerCode } = defaultAccount;
const offerMs = 30 * 60_000;
/** It takes groups, as few airlines do. */
const seatsMax = 99;
/** IATA's code set 9321, as Virgin Atlantic publishes which of them it sends. */
const codes = { tooMany: "68", notFound: "913", incomplete: "912", noOrder: "129" } as const;

/** Messages about what is not ordered yet, and an order by the seller's reference; else undefined. */
export function readOfferTask(
  store: NdcStore,
  message: string,
  request: XmlElement | undefined,
): OfferTask | undefined {
  switch (message) {
    case "AirShopping":
      return search(store, request);
    case "OfferPrice":
      return price(store, findAt(request, "PricedOffer", "SelectedOfferList", "SelectedOffer"));
    case "OrderCreate":
      return create(store, request);
    case "OrderRetrieve": {
      const filter = ["OrderValidationFilterCriteria", "BookingRefFilterCriteria", "BookingID"];
      const reference = textAt(request, ...filter);
      return reference === undefined ? undefined : findByReference(store, reference);
    }
    default:
      return undefined;
  }
}

function search(store: NdcStore, request: XmlElement | undefined): OfferTask {
  const legs = listDescendants(request, "OriginDestCriteria").map((criteria) => ({
    origin: textAt(criteria, "OriginDepCriteria", "IATA_LocationCode") ?? "",
    destination: textAt(criteria, "DestArrivalCriteria", "IATA_LocationCode") ?? "",
    departsOn: textAt(criteria, "OriginDepCriteria", "Date") ?? "",
  }));
  const people = readPeople(findChild(request, "PaxList")).map(({ id, type }) => ({ id, type }));
  const subjects = legs.map(
    ({ origin, destination, departsOn }) => `${origin}-${destination}-${departsOn}`,
  );
  const perform = (): NdcWork => {
    if (people.filter(({ type }) => type !== "INF").length > seatsMax) {
      return { code: codes.tooMany };
    }
    const offer: NdcOfferRecord = {
      id: randomUUID(),
      content: offeredContent(legs, people),
      expiresAt: new Date(Date.now() + offerMs).toISOString(),
    };
    store.put("offer", offer.id, offer);
    return { xml: renderShopping(offer, ownerCode) };
  };
  return { operation: "AirShopping", subjects, perform };
}

function price(store: NdcStore, selected: XmlElement | undefined): OfferTask {
  const perform = (): NdcWork => {
    const offer = findOffer(store, selected);
    return offer === undefined ? { code: codes.notFound } : { xml: renderPriced(offer, ownerCode) };
  };
  return { operation: "OfferPrice", subjects: [idOf(selected)], perform };
}

function create(store: NdcStore, request: XmlElement | undefined): OfferTask {
  const chosen = findAt(request, "CreateOrder", "AcceptSelectedQuotedOfferList");
  const selected = findChild(chosen, "SelectedPricedOffer");
  const reference = textAt(request, "BookingRef", "BookingID");
  const perform = (): NdcWork => {
    const offer = findOffer(store, selected);
    if (offer === undefined) return { code: codes.notFound };
    const { content } = offer;
    if (textAt(selected, "TotalOfferPriceAmount") !== formatAmount(totalOf(content))) {
      return { code: "PRICE_CHANGED" };
    }
    const people = readPeople(findAt(request, "DataLists", "PaxList"));
    const named = content.passengers.flatMap(({ id }) =>
      people.filter((person) => person.id === id && person.surname !== ""),
    );
    if (named.length !== content.passengers.length) return { code: codes.incomplete };
    const order = createOrder(store, { ...content, passengers: named }, new Date());
    store.put("offerOfOrder", order.id, offer.id);
    if (reference !== undefined) store.put("orderOfReference", reference, order.id);
    return { xml: renderOrder(order, ownerCode) };
  };
  const subjects = [idOf(selected), ...(reference === undefined ? [] : [reference])];
  return { operation: "OrderCreate", subjects, perform };
}

function findByReference(store: NdcStore, reference: string): OfferTask {
  const perform = (): NdcWork => {
    const order = store.find("order", store.find("orderOfReference", reference) ?? "");
    return order === undefined ? { code: codes.noOrder } : { xml: renderOrder(order, ownerCode) };
  };
  return { operation: "OrderRetrieve:BookingRef", subjects: [reference], perform };
}

function idOf(selected: XmlElement | undefined): string {
  return toShoppedId(textAt(selected, "OfferRefID") ?? "");
}

/** While it is good, and by the items that it has. */
function findOffer(store: NdcStore, selected: XmlElement | undefined): NdcOfferRecord | undefined {
  const offer = store.find("offer", idOf(selected));
  if (offer === undefined || Date.parse(offer.expiresAt) < Date.now()) return undefined;
  const asked = listChildren(selected, "SelectedOfferItem").map((item) =>
    textAt(item, "OfferItemRefID"),
  );
  const id = textAt(selected, "OfferRefID") ?? "";
  const own = offer.content.fares.map((fare) => toItemId(id, fare));
  return asked.length === own.length && own.every((item) => asked.includes(item))
    ? offer
    : undefined;
}

function readPeople(list: XmlElement | undefined) {
  return listChildren(list, "Pax").map((pax) => {
    const individual = findChild(pax, "Individual");
    const dateOfBirthOn = textAt(individual, "Birthdate");
    return {
      id: textAt(pax, "PaxID") ?? "",
      type: passengerTypes.find((type) => type === textAt(pax, "PTC")) ?? "ADT",
      surname: textAt(individual, "Surname") ?? "",
      givenNames: textAt(individual, "GivenName") ?? "",
      ...(dateOfBirthOn === undefined ? {} : { dateOfBirthOn }),
    };
  });
}

/** `base` of every fare: the price goes up; `expiresAt` in the past: the offer is over. */
const changeSchema = z.strictObject({
  base: z.string().optional(),
  expiresAt: z.iso.datetime().optional(),
});

/** What is remotely done to an offer, and what came of it. */
export function controlOffers(
  store: NdcStore,
  { method, body }: SandboxRequest,
  path: string,
): { readonly status: number; readonly body: unknown } | undefined {
  if (method === "GET" && path === "/offers") {
    return { status: 200, body: { offers: store.list("offer") } };
  }
  const [, id = "", orders] = /^\/offers\/([\w-]+?)(\/orders)?$/.exec(path) ?? [];
  const offer = store.find("offer", toShoppedId(id));
  if (offer === undefined) return undefined;
  if (method === "GET" && orders !== undefined) {
    const made = store
      .list("order")
      .filter((one) => store.find("offerOfOrder", one.id) === offer.id);
    return { status: 200, body: { orders: made } };
  }
  if (method !== "PATCH" || orders !== undefined) return undefined;
  const { base, expiresAt = offer.expiresAt } = changeSchema.parse(JSON.parse(body));
  const fares = offer.content.fares.map((fare) => (base === undefined ? fare : { ...fare, base }));
  const changed = { ...offer, expiresAt, content: { ...offer.content, fares } };
  store.put("offer", offer.id, changed);
  return { status: 200, body: changed };
}
