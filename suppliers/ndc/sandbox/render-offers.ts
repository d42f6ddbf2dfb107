import { amountsOf, type OrderFare, totalOf } from "../../sandbox/air-order";
import { element, group } from "../../xml/write-xml";
import type { NdcOfferRecord } from "./records";
import { renderAmount, renderPrice } from "./render-amounts";
import { renderJourneyRef, renderLists } from "./render-lists";

const holdMs = 24 * 3_600_000;

/** What is on offer: of its taxes only their sum. */
export function renderShopping(offer: NdcOfferRecord, ownerCode: string): string {
  const carrier = group("Offer", ...renderOffer(offer, ownerCode, { areTaxesNamed: false }));
  return group(
    "Response",
    renderLists(offer),
    group("OffersGroup", group("CarrierOffers", carrier)),
  );
}

/** Under an id of its own, by which it is ordered. */
export function renderPriced(offer: NdcOfferRecord, ownerCode: string): string {
  const priced = { ...offer, id: toPricedId(offer.id) };
  return group(
    "Response",
    renderLists(offer),
    group("PricedOffer", ...renderOffer(priced, ownerCode, { areTaxesNamed: true })),
  );
}

const pricedSuffix = "-P";

export function toPricedId(id: string): string {
  return id + pricedSuffix;
}

/** The offer as it was found, by either of its ids. */
export function toShoppedId(id: string): string {
  return id.endsWith(pricedSuffix) ? id.slice(0, -pricedSuffix.length) : id;
}

export function toItemId(offerId: string, { reference }: OrderFare): string {
  return `${offerId}-${reference}`;
}

function renderOffer(
  { id, content, expiresAt }: NdcOfferRecord,
  ownerCode: string,
  { areTaxesNamed }: { readonly areTaxesNamed: boolean },
): string[] {
  const payBy = new Date(Date.now() + holdMs).toISOString();
  return [
    element("OfferExpirationTimeLimitDateTime", expiresAt),
    element("OfferID", id),
    ...content.fares.map((fare, index) => {
      const people = fare.passengerIds.map((passenger) => element("PaxRefID", passenger));
      return group(
        "OfferItem",
        group(
          "FareDetail",
          ...content.flights.map(() =>
            group("FareComponent", element("FareBasisCode", fare.fareBasis)),
          ),
          ...people,
        ),
        element("OfferItemID", toItemId(id, fare)),
        group(
          "PaymentTimeLimit",
          group("PaymentTimeLimitDate", element("PaymentTimeLimitDateTime", payBy)),
        ),
        renderPrice(amountsOf(content, fare), { areTaxesNamed }),
        group(
          "Service",
          renderJourneyRef(content.flights),
          ...people,
          element("ServiceID", `SV${index + 1}`),
        ),
      );
    }),
    element("OwnerCode", ownerCode),
    group("TotalPrice", renderAmount("TotalAmount", totalOf(content))),
  ];
}
