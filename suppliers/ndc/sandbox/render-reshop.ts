import { add, type Money, negate, sum } from "../../../domain/money";
import {
  type AirOrder,
  amountsOf,
  exchangeBalance,
  type FareAmounts,
  type OrderDocument,
  penaltyOf,
} from "../../sandbox/air-order";
import { amountsOfCoupons, openCouponsOf } from "../../sandbox/order-coupons";
import { element, group } from "../../xml/write-xml";
import { defaultAccount } from "./default-account";
import type { NdcQuote } from "./records";
import { renderPrice, subtractAmounts } from "./render-amounts";
import { type Penalty, renderJourneyRef, renderLists } from "./render-lists";
import { servicesOf } from "./render-ndc";

/** What each item would pay back, traveller by traveller. */
export function renderCancelQuote(order: AirOrder, quote: NdcQuote): string {
  const items = itemsOf(order, quote).map(([reference, documents]) => {
    const changes = documents.map((document) => cancellationOf(order, document, quote));
    const given = documents.flatMap((document) =>
      servicesOf(order, document.fare)
        .filter(({ passengerId }) => passengerId === document.passengerId)
        .filter(({ coupon }) => quote.coupons[document.number]?.includes(coupon)),
    );
    return group(
      "DeleteOrderItem",
      group(
        "ExistingOrderItem",
        ...given.map(({ id }) =>
          group(
            "ExistingService",
            element("FutureStatusCode", "CANCELLED"),
            element("ServiceRefID", id),
          ),
        ),
        element("OrderItemRefID", reference),
      ),
      element("OfferItemID", toQuotedId(quote, reference)),
      renderDifferential(order, changes, quote),
    );
  });
  return renderAnswer(order, [quote], [renderOffer(quote, items)]);
}

/** The same price for each: they differ in what becomes of a residual value. */
export function renderExchangeQuotes(order: AirOrder, quotes: readonly NdcQuote[]): string {
  const offers = quotes.map((quote) => {
    const items = itemsOf(order, quote).map(([reference, documents]) => {
      const changes = documents.map((document) => exchangeOf(order, document));
      return group(
        "AddedOfferItem",
        element("OfferItemID", toQuotedId(quote, reference)),
        group("ReshopPrice", renderDifferential(order, changes, quote)),
        group(
          "Service",
          renderJourneyRef(order.flights),
          ...documents.map(({ passengerId }) => element("PaxRefID", passengerId)),
          element("ServiceID", `SV-${reference}`),
        ),
      );
    });
    return renderOffer(quote, items);
  });
  return renderAnswer(order, quotes, offers);
}

/** By this an item of a quote is taken up. */
export function toQuotedId({ id }: NdcQuote, reference: string): string {
  return `${id}-${reference}`;
}

/** The items of the order that the quote is about, each with its documents of the quote. */
export function itemsOf(order: AirOrder, { numbers }: NdcQuote): [string, OrderDocument[]][] {
  const documents = order.documents.filter(({ number }) => numbers.includes(number));
  const references = new Set(documents.map(({ fareReference }) => fareReference));
  return [...references].map((reference) => [
    reference,
    documents.filter(({ fareReference }) => fareReference === reference),
  ]);
}

/** What becomes of the price of one traveller's document. */
interface Change {
  readonly document: OrderDocument;
  readonly before: FareAmounts;
  readonly after: FareAmounts;
  readonly due: Money;
}

function cancellationOf(order: AirOrder, document: OrderDocument, { coupons }: NdcQuote): Change {
  const before = amountsOfCoupons(order, document, openCouponsOf(order, document));
  const given = amountsOfCoupons(order, document, coupons[document.number] ?? []);
  const due = add(negate(given.total), penaltyOf(order));
  return { document, before, after: subtractAmounts(before, given), due };
}

function exchangeOf(order: AirOrder, document: OrderDocument): Change {
  const fare = order.fares.find(({ reference }) => reference === document.fareReference);
  return {
    document,
    before: amountsOf(order, document.fare),
    after: amountsOf(order, fare ?? document.fare),
    due: exchangeBalance(order, document).due,
  };
}

function renderDifferential(order: AirOrder, changes: readonly Change[], quote: NdcQuote): string {
  const prices = (name: string, content: (change: Change) => readonly string[]) =>
    group(name, ...changes.map((change) => group("FareDetail", ...content(change))));
  const paxOf = ({ document }: Change) => element("PaxRefID", document.passengerId);
  const isPenal = penaltyOf(order).minor > 0n;
  return group(
    "PriceDifferential",
    element("DifferentialTypeCode", typeOf(order.currency, changes, quote)),
    prices("DiffPrice", (change) => [
      paxOf(change),
      isPenal ? element("PenaltyRefID", toPenaltyId(change.document)) : "",
      renderPrice(subtractAmounts(change.after, change.before), { due: change.due }),
    ]),
    prices("NewPrice", (change) => [paxOf(change), renderPrice(change.after)]),
    prices("OldPrice", (change) => [paxOf(change), renderPrice(change.before)]),
  );
}

function typeOf(currency: string, changes: readonly Change[], { kind, residual }: NdcQuote) {
  const { minor } = sum(
    currency,
    changes.map(({ due }) => due),
  );
  if (minor > 0n) return "AddCol";
  if (minor === 0n && kind === "exchange") return "EvenExchange";
  return residual === "emd" ? "Residual" : "Refund";
}

function renderOffer({ id, expiresAt, isRequoted }: NdcQuote, items: readonly string[]): string {
  return group(
    isRequoted === true ? "RequotedOffer" : "Offer",
    ...items,
    element("OfferExpirationTimeLimitDateTime", expiresAt),
    element("OfferID", id),
    element("OwnerCode", defaultAccount.ownerCode),
  );
}

function renderAnswer(
  order: AirOrder,
  quotes: readonly NdcQuote[],
  offers: readonly string[],
): string {
  const numbers = new Set(quotes.flatMap((quote) => quote.numbers));
  const amount = penaltyOf(order);
  const typeCode = quotes[0]?.kind === "exchange" ? "Change" : "Cancellation";
  const penalties = order.documents
    .filter(({ number }) => amount.minor > 0n && numbers.has(number))
    .map((document): Penalty => ({ id: toPenaltyId(document), amount, typeCode }));
  return group(
    "Response",
    renderLists({ content: order, penalties }),
    group("Order", element("OrderID", order.id), element("OwnerCode", defaultAccount.ownerCode)),
    group("ReshopResults", group("ReshopOffers", ...offers)),
  );
}

function toPenaltyId({ number }: OrderDocument): string {
  return `PEN-${number}`;
}
