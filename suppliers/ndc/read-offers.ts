import { isSameMoney, type Money, subtract, sum } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import { type PassengerType, passengerTypes } from "../../domain/reservation";
import type { Offer, OfferedFlight } from "../air-operations";
import {
  findAt,
  findChild,
  listChildren,
  listDescendants,
  textAt,
  type XmlElement,
} from "../xml/read-xml";
import { type OfferReference, writeReference } from "./offer-reference";
import { passengerTypeOf } from "./offer-requests";
import { readSegments } from "./read-order";
import { combinedTaxes, need, needText, readMoney, readTaxes } from "./read-parts";

/** An offer, and how the airline calls it and its parts. */
export interface NdcOffer extends Offer {
  readonly named: OfferReference;
}

/** Offers that sell more than flights are left out: what else is in them is not described. */
export function readOffers(response: XmlElement): NdcOffer[] {
  const lists = findChild(response, "DataLists");
  return listChildren(findChild(response, "OffersGroup"), "CarrierOffers")
    .flatMap((offers) => listChildren(offers, "Offer"))
    .filter((offer) => listChildren(offer, "OfferItem").every(isFlown))
    .map((offer) => readOffer(offer, lists));
}

/** The one that was asked for; what the airline would sell besides is not read. */
export function readPricedOffer(response: XmlElement): NdcOffer {
  const offer = need(findChild(response, "PricedOffer"), "PricedOffer");
  return readOffer(offer, findChild(response, "DataLists"));
}

/** An item for flights has a service for its journeys; bags that come with them are others. */
function isFlown(item: XmlElement): boolean {
  return listDescendants(item, "PaxJourneyRef").length > 0;
}

function readOffer(offer: XmlElement, lists: XmlElement | undefined): NdcOffer {
  const items = listChildren(offer, "OfferItem").map(readItem);
  const total = readMoney(need(findAt(offer, "TotalPrice", "TotalAmount"), "TotalPrice"));
  const priced = items.flatMap(({ paxIds, fare }) => paxIds.map(() => fare.total));
  if (!isSameMoney(sum(total.currency, priced), total)) {
    throw new Refusal("FARE_UNBALANCED", "The items of an offer do not come to its total.");
  }
  const named = {
    offerId: needText(offer, "OfferID"),
    items: items.map(({ id, paxIds }) => ({ id, paxIds })),
  };
  const expiresAt = textAt(offer, "OfferExpirationTimeLimitDateTime");
  return {
    named,
    reference: writeReference(named),
    validatingCarrier: textAt(offer, "ValidatingCarrierCode") ?? needText(offer, "OwnerCode"),
    flights: readFlights(offer, lists),
    fares: items.map(({ paxIds, fare }) => ({
      passengerType: typeOf(paxIds[0] ?? ""),
      count: paxIds.length,
      fare,
    })),
    total,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** Its price is that of each of its travellers, who are of one type. */
function readItem(item: XmlElement) {
  const price = need(findChild(item, "Price"), "Price");
  const base = readMoney(need(findChild(price, "BaseAmount"), "BaseAmount"));
  const total = readMoney(need(findChild(price, "TotalAmount"), "TotalAmount"));
  const paxIds = listChildren(item, "Service")
    .flatMap((service) => listChildren(service, "PaxRefID"))
    .map(({ text }) => text);
  const taxes = readTaxes(findChild(price, "TaxSummary"));
  return {
    id: needText(item, "OfferItemID"),
    paxIds: [...new Set(paxIds)],
    fare: { base, taxes: taxes.length > 0 ? taxes : taxesAsOne(base, total), total },
  };
}

/** Airlines name taxes when they price an offer, and may show their sum alone when they search. */
function taxesAsOne(base: Money, total: Money) {
  const amount = subtract(total, base);
  return amount.minor === 0n ? [] : [{ code: combinedTaxes, amount }];
}

function typeOf(paxId: string): PassengerType {
  const code = passengerTypeOf(paxId);
  const type = passengerTypes.find((one) => one === code);
  if (type === undefined) {
    throw new Refusal("PASSENGERS_INVALID", `The offer prices ${paxId}, who was not asked for.`);
  }
  return type;
}

/** In the order in which the offer's services name their journeys. */
export function readFlights(offer: XmlElement, lists: XmlElement | undefined): OfferedFlight[] {
  const segments = readSegments(lists);
  const journeys = listChildren(findChild(lists, "PaxJourneyList"), "PaxJourney");
  const named = listDescendants(offer, "PaxJourneyRef").flatMap((reference) =>
    listChildren(reference, "PaxJourneyRefID").map(({ text }) => text),
  );
  return [...new Set(named)].flatMap((id) => {
    const journey = need(
      journeys.find((one) => textAt(one, "PaxJourneyID") === id),
      `PaxJourney ${id}`,
    );
    return listChildren(journey, "PaxSegmentRefID").map(({ text }) => {
      const segment = segments.find(({ reference }) => reference === text);
      if (segment === undefined) {
        throw new Refusal("PNR_INVALID", `The offer has no flight ${text}.`);
      }
      return segment;
    });
  });
}
