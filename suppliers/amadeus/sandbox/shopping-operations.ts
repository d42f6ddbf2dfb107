import { formatAmount, parseMoney, subtract } from "../../../domain/money";
import type { PassengerType } from "../../../domain/reservation";
import { element, group } from "../../xml/write-xml";
import { toShortDate, toShortTime } from "../pnr/dates";
import { messageNamespaces } from "../wsdl/namespaces";
import { type AskedLeg, offerJourneys, priceJourney } from "./journey-fares";
import type { Work } from "./operations";
import type { SpecFare, SpecSegment } from "./pnr-spec";

export interface AskedPassengers {
  readonly type: PassengerType;
  readonly count: number;
}

/** Each carrier's flights as one recommendation, cheapest first. */
export function searchFares(
  legs: readonly AskedLeg[],
  passengers: readonly AskedPassengers[],
): Work {
  const journeys = offerJourneys(legs);
  const currency = priceJourney(journeys[0] ?? [], "ADT").total.currency;
  const xml =
    `<Fare_MasterPricerTravelBoardSearchReply xmlns="${messageNamespaces.searchReply}">` +
    group("replyStatus", group("status", element("advisoryTypeInfo", "FQX"))) +
    group("conversionRate", group("conversionRateDetail", element("currency", currency))) +
    legs.map((_, leg) => renderFlightIndex(journeys, leg)).join("") +
    journeys.map((segments, index) => renderRecommendation(segments, index, passengers)).join("") +
    "</Fare_MasterPricerTravelBoardSearchReply>";
  return { kind: "body", xml, result: "ok" };
}

function renderFlightIndex(journeys: readonly (readonly SpecSegment[])[], leg: number): string {
  return group(
    "flightIndex",
    group("requestedSegmentRef", element("segRef", String(leg + 1))),
    ...journeys.map((segments, index) =>
      group(
        "groupOfFlights",
        group("propFlightGrDetail", group("flightProposal", element("ref", String(index + 1)))),
        renderFlight(segments[leg]),
      ),
    ),
  );
}

function renderFlight(segment: SpecSegment | undefined): string {
  if (segment === undefined) return "";
  return group(
    "flightDetails",
    group(
      "flightInformation",
      group(
        "productDateTime",
        element("dateOfDeparture", toShortDate(segment.departsLocal)),
        element("timeOfDeparture", toShortTime(segment.departsLocal)),
        element("dateOfArrival", toShortDate(segment.arrivesLocal)),
        element("timeOfArrival", toShortTime(segment.arrivesLocal)),
      ),
      group("location", element("locationId", segment.originAirport)),
      group("location", element("locationId", segment.destinationAirport)),
      group("companyId", element("marketingCarrier", segment.carrierCode)),
      element("flightOrtrainNumber", segment.flightNumber),
    ),
  );
}

function renderRecommendation(
  segments: readonly SpecSegment[],
  index: number,
  passengers: readonly AskedPassengers[],
): string {
  const reference = group(
    "referencingDetail",
    element("refQualifier", "S"),
    element("refNumber", String(index + 1)),
  );
  return group(
    "recommendation",
    group("itemNumber", group("itemNumberId", element("number", String(index + 1)))),
    group("segmentFlightRef", ...segments.map(() => reference)),
    ...passengers.map((asked, position) => renderProduct(segments, asked, position)),
  );
}

function renderProduct(
  segments: readonly SpecSegment[],
  { type, count }: AskedPassengers,
  position: number,
): string {
  const fare = priceJourney(segments, type);
  const taxes = subtract(parseMoney(fare.total), parseMoney(fare.base));
  return group(
    "paxFareProduct",
    group(
      "paxFareDetail",
      element("paxFareNum", String(position + 1)),
      element("totalFareAmount", fare.total.amount),
      element("totalTaxAmount", formatAmount(taxes)),
      group(
        "codeShareDetails",
        element("transportStageQualifier", "V"),
        element("company", fare.validatingCarrier),
      ),
    ),
    group(
      "paxReference",
      element("ptc", type === "CHD" ? "CH" : type),
      ...Array.from({ length: count }, (_, index) =>
        group("traveller", element("ref", String(index + 1))),
      ),
    ),
    ...segments.map(({ bookingClass }, leg) =>
      group(
        "fareDetails",
        group("segmentRef", element("segRef", String(leg + 1))),
        group(
          "groupOfFares",
          group(
            "productInformation",
            group("cabinProduct", element("rbd", bookingClass), element("cabin", "Y")),
            group("fareProductDetail", element("fareBasis", fare.fareBases[leg] ?? "")),
          ),
        ),
      ),
    ),
  );
}

/** What flights cost without a PNR, tax by tax. */
export function priceWithoutPnr(
  segments: readonly SpecSegment[],
  passengers: readonly AskedPassengers[],
): Work {
  const groups = passengers.map(({ type, count }, index) =>
    group(
      "pricingGroupLevelGroup",
      group(
        "numberOfPax",
        group(
          "segmentControlDetails",
          element("quantity", String(index + 1)),
          element("numberOfUnits", String(count)),
        ),
      ),
      renderFareInfo(priceJourney(segments, type)),
    ),
  );
  const xml =
    `<Fare_InformativePricingWithoutPNRReply xmlns="${messageNamespaces.priceOfferReply}">` +
    group("mainGroup", "<dummySegment/>", ...groups) +
    "</Fare_InformativePricingWithoutPNRReply>";
  return { kind: "body", xml, result: "ok" };
}

function renderFareInfo({ base, taxes, total }: SpecFare): string {
  return group(
    "fareInfoGroup",
    "<emptySegment/>",
    group(
      "fareAmount",
      renderAmount("monetaryDetails", "B", base),
      renderAmount("otherMonetaryDetails", "712", total),
    ),
    group(
      "surchargesGroup",
      group(
        "taxesAmount",
        ...taxes.map(({ code, amount }) =>
          group(
            "taxDetails",
            element("rate", amount),
            element("countryCode", code),
            element("currencyCode", total.currency),
          ),
        ),
      ),
    ),
  );
}

function renderAmount(
  name: string,
  qualifier: string,
  { amount, currency }: SpecFare["total"],
): string {
  return group(
    name,
    element("typeQualifier", qualifier),
    element("amount", amount),
    element("currency", currency),
  );
}

export function renderSearchError(code: string, text: string): Work {
  const xml =
    `<Fare_MasterPricerTravelBoardSearchReply xmlns="${messageNamespaces.searchReply}">` +
    group(
      "errorMessage",
      group("applicationError", group("applicationErrorDetail", element("error", code))),
      group("errorMessageText", element("description", text)),
    ) +
    "</Fare_MasterPricerTravelBoardSearchReply>";
  return { kind: "body", xml, result: `${code} ${text}` };
}

export function renderPriceError(code: string, text: string): Work {
  const xml =
    `<Fare_InformativePricingWithoutPNRReply xmlns="${messageNamespaces.priceOfferReply}">` +
    group(
      "errorGroup",
      group("errorOrWarningCodeDetails", group("errorDetails", element("errorCode", code))),
      group("errorWarningDescription", element("freeText", text)),
    ) +
    "</Fare_InformativePricingWithoutPNRReply>";
  return { kind: "body", xml, result: `${code} ${text}` };
}
