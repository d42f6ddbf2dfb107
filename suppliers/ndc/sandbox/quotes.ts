import { randomUUID } from "node:crypto";

import { formatAmount } from "../../../domain/money";
import {
  type AirOrder,
  changeOrder,
  exchangeBalanceOf,
  exchangeDocuments,
} from "../../sandbox/air-order";
import { openCouponsOf, refundCoupons } from "../../sandbox/order-coupons";
import { exchangeKeepingResidual } from "../../sandbox/residual-emd";
import {
  findAt,
  findChild,
  listChildren,
  listDescendants,
  textAt,
  type XmlElement,
} from "../../xml/read-xml";
import { defaultAccount } from "./default-account";
import type { NdcQuote, NdcStore as Store, NdcWork } from "./records";
import { renderOrder, servicesOf } from "./render-ndc";
import { itemsOf, renderCancelQuote, renderExchangeQuotes, toQuotedId } from "./render-reshop";

const quoteMs = 30 * 60_000;

export function view(order: AirOrder): NdcWork {
  return { xml: renderOrder(order, defaultAccount.ownerCode) };
}

export function paidBy(request: XmlElement | undefined): string | undefined {
  return textAt(request, "PaymentFunctions", "PaymentProcessingDetails", "Amount");
}

/** Items in whose place flights are asked for are exchanged, others are given back. */
export function reshop(store: Store, order: AirOrder, request: XmlElement | undefined): NdcWork {
  const services = findAt(
    request,
    "UpdateOrder",
    "ReshopOrder",
    "ReshopOrderChoice",
    "ServiceOrder",
  );
  const items = listDescendants(services, "OrderItemRefID").map(({ text }) => text);
  const flights = findAt(services, "AddOfferItems", "FlightRequest");
  if (flights === undefined) {
    const retained = listDescendants(services, "RetainServiceID").map(({ text }) => text);
    return quoteCancellation(store, order, retained, items);
  }
  if (!areOnOrder(order, flights)) return { code: "NOT_EXCHANGEABLE" };
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

/** An offer of a reshop under an id of its own, by which it is taken up. */
export function requote(store: Store, order: AirOrder, request: XmlElement | undefined): NdcWork {
  const selected = findChild(request, "SelectedOffers");
  const offered = store.find("quote", textAt(selected, "OfferRefID") ?? "");
  if (offered?.kind !== "exchange" || offered.orderId !== order.id || selected === undefined) {
    return { code: "OFFER_EXPIRED" };
  }
  if (!areAllSelected(order, offered, selected)) return { code: "OFFER_EXPIRED" };
  const quote = keepQuote(store, { ...offered, isRequoted: true });
  return { xml: renderExchangeQuotes(order, [quote]) };
}

/** It sells no other flights than those that the order has by now: its control changes them. */
function areOnOrder({ flights }: AirOrder, request: XmlElement): boolean {
  const legs = listDescendants(request, "OriginDestCriteria").map((leg) => ({
    origin: textAt(leg, "OriginDepCriteria", "IATA_LocationCode"),
    departsOn: textAt(leg, "OriginDepCriteria", "Date"),
    destination: textAt(leg, "DestArrivalCriteria", "IATA_LocationCode"),
  }));
  return (
    legs.length > 0 &&
    legs.every(({ origin, departsOn, destination }) => {
      const first = flights.findIndex(
        (flight) =>
          flight.originAirport === origin && flight.departsLocal.startsWith(departsOn ?? "?"),
      );
      const rest = first === -1 ? [] : flights.slice(first);
      return rest.some(({ destinationAirport }) => destinationAirport === destination);
    })
  );
}

/** Of the items named, or of all. */
export function quoteCancellation(
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
export function accept(store: Store, order: AirOrder, request: XmlElement | undefined): NdcWork {
  const choice = findChild(request, "ChangeOrderChoice");
  const cancelled = textAt(choice, "AcceptCancelledOffer", "OfferID");
  const selected = findAt(choice, "AcceptSelectedQuotedOfferList", "SelectedPricedOffer");
  const made = store.find("quote", cancelled ?? textAt(selected, "OfferRefID") ?? "");
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
  if (selected !== undefined && !areAllSelected(order, made, selected)) {
    return { code: "OFFER_EXPIRED" };
  }
  if (made.kind === "exchange") return exchange(store, order, made, paidBy(request));
  const refunded = refundCoupons(store, order, made.coupons);
  const isOver = refunded.documents.every(({ status }) => status !== "open");
  return view(isOver ? changeOrder(store, refunded, { state: "cancelled" }) : refunded);
}

/** A quote is taken whole: each of its items, for each of the item's travellers. */
function areAllSelected(order: AirOrder, quote: NdcQuote, selected: XmlElement): boolean {
  const asked = listChildren(selected, "SelectedOfferItem").map((item) => [
    textAt(item, "OfferItemRefID"),
    listChildren(item, "PaxRefID").map(({ text }) => text),
  ]);
  const own = itemsOf(order, quote).map(([reference, documents]) => [
    toQuotedId(quote, reference),
    documents.map(({ passengerId }) => passengerId),
  ]);
  return JSON.stringify(asked) === JSON.stringify(own);
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
