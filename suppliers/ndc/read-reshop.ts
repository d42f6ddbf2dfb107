import { add, type Money, negate, subtract, sum, zero } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import {
  findAt,
  findChild,
  listChildren,
  listDescendants,
  textAt,
  type XmlElement,
} from "../xml/read-xml";
import { writeReference } from "./offer-reference";
import { need, needText, readMoney } from "./read-parts";

/** What an airline would do with an order, and what that comes to. */
export interface ReshopOffer {
  readonly reference: string;
  readonly expiresAt: string | undefined;
  readonly items: readonly ReshopItem[];
}

/** An item of the order that goes (`orderItems` says which), or one that comes. */
export interface ReshopItem {
  readonly isAdded: boolean;
  readonly orderItems: readonly string[];
  readonly paxIds: readonly string[];
  /** IATA's code of what becomes of the difference: AddCol, Refund, Residual. */
  readonly type: string;
  /** None where the airline gives the item no price of its own. */
  readonly travellers: readonly ReshopTraveller[];
}

/** The item's price for one traveller, before and after. */
export interface ReshopTraveller {
  readonly paxId: string;
  /** New less old; undefined of an item that is simply bought. */
  readonly difference: XmlElement | undefined;
  /** Undefined where the airline does not say. */
  readonly oldTotal: Money | undefined;
  readonly newTotal: Money;
  /** What the airline keeps besides. */
  readonly penalty: Money;
  /** Penalty included; below zero where the airline owes it. */
  readonly due: Money;
}

type PaxOf = (orderItem: string) => readonly string[];

/** The offers of a reshop that are wanted; `paxOf` says who is on an item of the order. */
export function readReshopOffers(
  response: XmlElement,
  paxOf: PaxOf,
  isWanted: (offer: XmlElement) => boolean = () => true,
): ReshopOffer[] {
  const results = findAt(response, "ReshopResults", "ReshopOffers");
  const penalties = readPenalties(response);
  return ["Offer", "RequotedOffer"]
    .flatMap((name) => listChildren(results, name))
    .filter(isWanted)
    .map((offer) => readOffer(offer, penalties, paxOf));
}

/** The airline has nothing to offer: the order stays as it is. */
export function isUnchanged(response: XmlElement): boolean {
  return findAt(response, "ReshopResults", "NoChangeInd") !== undefined;
}

type Penalties = ReadonlyMap<string, Money>;

function readPenalties(response: XmlElement): Penalties {
  const list = findAt(response, "DataLists", "PenaltyList");
  return new Map(
    listChildren(list, "Penalty").map((penalty) => [
      needText(penalty, "PenaltyID"),
      readMoney(need(findAt(penalty, "Price", "TotalAmount"), "Penalty")),
    ]),
  );
}

function readOffer(offer: XmlElement, penalties: Penalties, paxOf: PaxOf): ReshopOffer {
  const read = offer.children
    .filter(({ name }) => name === "AddedOfferItem" || name === "DeleteOrderItem")
    .map((item) => ({
      id: needText(item, "OfferItemID"),
      item: readItem(item, penalties, paxOf),
    }));
  return {
    reference: writeReference({
      offerId: needText(offer, "OfferID"),
      items: read.map(({ id, item: { paxIds } }) => ({ id, paxIds })),
    }),
    expiresAt: textAt(offer, "OfferExpirationTimeLimitDateTime"),
    items: read.map(({ item }) => item),
  };
}

function readItem(item: XmlElement, penalties: Penalties, paxOf: PaxOf): ReshopItem {
  const isAdded = item.name === "AddedOfferItem";
  const price = isAdded ? findChild(item, "ReshopPrice") : item;
  const differential = findChild(price, "PriceDifferential");
  const next = findChild(differential, "NewPrice") ?? findChild(price, "PriceAndFareDetails");
  const orderItems = listChildren(item, "ExistingOrderItem").map((existing) =>
    needText(existing, "OrderItemRefID"),
  );
  const named = namedIn(item, differential);
  const paxIds = named.length > 0 ? named : [...new Set(orderItems.flatMap(paxOf))];
  const priced = next === undefined ? [] : paxIds;
  return {
    isAdded,
    orderItems,
    paxIds,
    type: textAt(differential, "DifferentialTypeCode") ?? "",
    travellers: priced.map((paxId, index) => {
      const keeping = [
        detailOf(findChild(differential, "DiffPrice"), paxId),
        detailOf(next, paxId),
        // What is kept of an item, and not of each of its travellers, is kept once.
        index === 0 ? item : undefined,
      ].flatMap((one) => listChildren(one, "PenaltyRefID").map(({ text }) => text));
      const kept = [...new Set(keeping)].map((id) => needPenalty(penalties, id));
      return readTraveller(paxId, { differential, next }, kept);
    }),
  };
}

/** The services of an item that is added name its travellers, the prices those of others. */
function namedIn(item: XmlElement, differential: XmlElement | undefined): string[] {
  const services = listChildren(item, "Service").flatMap((one) => listChildren(one, "PaxRefID"));
  const priced = listDescendants(differential, "PaxRefID");
  return [...new Set([...services, ...priced].map(({ text }) => text))];
}

interface Prices {
  readonly differential: XmlElement | undefined;
  readonly next: XmlElement | undefined;
}

function readTraveller(
  paxId: string,
  { differential, next }: Prices,
  kept: readonly Money[],
): ReshopTraveller {
  const newTotal = needMoney(totalOf(next, paxId), "NewPrice");
  const { currency } = newTotal;
  const penalty = sum(currency, [zero(currency), ...kept]);
  if (differential === undefined) {
    const due = add(newTotal, penalty);
    return { paxId, difference: undefined, oldTotal: zero(currency), newTotal, penalty, due };
  }
  const difference = need(priceOf(findChild(differential, "DiffPrice"), paxId), "DiffPrice");
  const oldTotal = totalOf(findChild(differential, "OldPrice"), paxId);
  const worked = oldTotal && add(subtract(newTotal, oldTotal), penalty);
  const due = needMoney(readDue(difference) ?? worked, "DueToAirlineAmount");
  return { paxId, difference, oldTotal, newTotal, penalty, due };
}

/** What the traveller owes the airline: below zero where the airline owes them. */
function readDue(difference: XmlElement): Money | undefined {
  const [owing, owed] = ["DueToAirlineAmount", "DueByAirlineAmount"]
    .map((name) => findChild(difference, name))
    .map((amount) => amount && readMoney(amount));
  if (owing === undefined) return owed && negate(owed);
  return owed === undefined ? owing : subtract(owing, owed);
}

/** Prices stand traveller by traveller, or once for each of them. */
function priceOf(prices: XmlElement | undefined, paxId: string): XmlElement | undefined {
  const detail = detailOf(prices, paxId);
  return (
    findChild(detail, "Price") ??
    findAt(detail, "DifferentialFarePriceType", "DifferentialPrice") ??
    findAt(detail, "FarePriceType", "Price") ??
    findChild(prices, "Price")
  );
}

function detailOf(prices: XmlElement | undefined, paxId: string): XmlElement | undefined {
  return listChildren(prices, "FareDetail").find((detail) =>
    listChildren(detail, "PaxRefID").some(({ text }) => text === paxId),
  );
}

function totalOf(prices: XmlElement | undefined, paxId: string): Money | undefined {
  const total = findChild(priceOf(prices, paxId), "TotalAmount");
  return total && readMoney(total);
}

function needPenalty(penalties: Penalties, id: string): Money {
  return needMoney(penalties.get(id), `Penalty ${id}`);
}

function needMoney(amount: Money | undefined, name: string): Money {
  if (amount === undefined) throw new Refusal("PNR_INVALID", `The answer has no ${name}.`);
  return amount;
}
