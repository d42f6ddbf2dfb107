import { formatAmount, type Money } from "../../domain/money";
import type { PassengerType } from "../../domain/reservation";
import type { HoldRequest, OfferSearch } from "../air-operations";
import { element, group, optional } from "../xml/write-xml";
import type { NdcClientConfig } from "./config";
import { renderSelection, request, seller } from "./ndc-requests";
import type { OfferReference } from "./offer-reference";

/** Offers are asked for by airline: each leg as it is wished for, each traveller by an id of ours. */
export function airShoppingRequest(
  config: NdcClientConfig,
  { legs, passengers, currency }: OfferSearch,
): string {
  const ids = passengers.flatMap(({ type, count }) =>
    Array.from({ length: count }, (_, index) => toPaxId(type, index)),
  );
  return request(
    config,
    "AirShopping",
    renderFlightRequest(legs),
    renderPaxList(ids),
    currency === undefined
      ? ""
      : group("ResponseParameters", group("CurParameter", element("CurCode", currency))),
  );
}

/** Where to and when, leg by leg. */
export function renderFlightRequest(legs: OfferSearch["legs"]): string {
  const criteria = legs.map(({ origin, destination, departsOn }) =>
    group(
      "OriginDestCriteria",
      group("DestArrivalCriteria", element("IATA_LocationCode", destination)),
      group("OriginDepCriteria", element("Date", departsOn), element("IATA_LocationCode", origin)),
    ),
  );
  return group("FlightRequest", group("FlightRequestOriginDestinationsCriteria", ...criteria));
}

export function offerPriceRequest(config: NdcClientConfig, offer: OfferReference): string {
  const selected = group("SelectedOffer", ...renderSelection(config, offer));
  return request(
    config,
    "OfferPrice",
    group("DataLists", renderPaxList(paxIdsOf(offer))),
    group("PricedOffer", group("SelectedOfferList", selected)),
  );
}

/**
 * An order that is not paid for, and so is held for as long as the airline says: at the price that
 * was accepted, under our own reference where the airline keeps one.
 */
export function orderCreateRequest(
  config: NdcClientConfig,
  { offer, total }: { readonly offer: OfferReference; readonly total: Money },
  { passengers, contact, idempotencyKey }: HoldRequest,
): string {
  const selected = group(
    "SelectedPricedOffer",
    ...renderSelection(config, offer),
    element("TotalOfferPriceAmount", formatAmount(total), { CurCode: total.currency }),
  );
  const people = nameThem(paxIdsOf(offer), passengers);
  const infants = people.filter(({ type }) => type === "INF").map(({ id }) => id);
  const adults = people.filter(({ type }) => type === "ADT");
  const reference =
    config.findsOrdersBy === "BookingRef"
      ? group(
          "BookingRef",
          group("BookingEntity", seller(config)),
          element("BookingID", idempotencyKey),
        )
      : "";
  return request(
    config,
    "OrderCreate",
    reference,
    group("CreateOrder", group("AcceptSelectedQuotedOfferList", selected)),
    group(
      "DataLists",
      group(
        "ContactInfoList",
        group(
          "ContactInfo",
          element("ContactInfoID", contactId),
          group("EmailAddress", element("EmailAddressText", contact.email)),
          contact.phone === undefined
            ? ""
            : group("Phone", element("PhoneNumber", contact.phone.replaceAll(/\D/g, ""))),
        ),
      ),
      group(
        "PaxList",
        ...people.map((person) =>
          // On an adult's lap: theirs is the first that is left.
          renderPassenger(person, infants[adults.indexOf(person)]),
        ),
      ),
    ),
  );
}

const contactId = "CONTACT1";

type Person = HoldRequest["passengers"][number] & { readonly id: string };

/** The offer has a place for each traveller by type: ours take those places in their order. */
function nameThem(ids: readonly string[], passengers: HoldRequest["passengers"]): Person[] {
  const free = [...ids];
  return passengers.map((passenger) => {
    const index = free.findIndex((id) => passengerTypeOf(id) === passenger.type);
    const [id = ""] = free.splice(Math.max(0, index), 1);
    return { ...passenger, id };
  });
}

function renderPassenger(
  { id, type, surname, givenNames, dateOfBirthOn }: Person,
  infant: string | undefined,
): string {
  return group(
    "Pax",
    element("ContactInfoRefID", contactId),
    group(
      "Individual",
      optional("Birthdate", dateOfBirthOn),
      element("GivenName", givenNames),
      element("Surname", surname),
    ),
    element("PaxID", id),
    optional("PaxRefID", infant),
    element("PTC", type),
  );
}

function renderPaxList(ids: readonly string[]): string {
  return group(
    "PaxList",
    ...ids.map((id) => group("Pax", element("PaxID", id), element("PTC", passengerTypeOf(id)))),
  );
}

function paxIdsOf({ items }: OfferReference): string[] {
  return [...new Set(items.flatMap(({ paxIds }) => paxIds))];
}

/** We name travellers by their type, so that the type is known wherever the airline names them. */
function toPaxId(type: PassengerType, index: number): string {
  return `${type}${index + 1}`;
}

export function passengerTypeOf(paxId: string): string {
  return paxId.slice(0, 3);
}
