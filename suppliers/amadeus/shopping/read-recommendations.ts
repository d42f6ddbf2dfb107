import { type Money, money, parseMoney, subtract, sum } from "../../../domain/money";
import type { PassengerType } from "../../../domain/reservation";
import type { Offer, OfferedFlight } from "../../air-operations";
import { findAt, listChildren, textAt, type XmlElement } from "../../xml/read-xml";
import { parseDayMonthYear, toLocalTime } from "../pnr/dates";
import { readWith, required } from "../pnr/unreadable";
import { writeOfferReference } from "./offer-reference";

type Fares = Offer["fares"];

/** What a search does not say of taxes: their sum, under the code that stands for several. */
const combinedTaxes = "XT";

/** Every combination of flights of every recommendation; throws `PnrUnreadableError`. */
export function readRecommendations(reply: XmlElement): Offer[] {
  const currency = required(
    textAt(reply, "conversionRate", "conversionRateDetail", "currency"),
    "conversionRate",
    "currency",
  );
  const flightsOf = indexFlights(reply);
  return listChildren(reply, "recommendation").flatMap((recommendation) => {
    const products = listChildren(recommendation, "paxFareProduct");
    const fares = products.map((product) => readFare(product, currency));
    const classes = readClasses(products[0]);
    const validatingCarrier = readValidatingCarrier(products[0]);
    return listChildren(recommendation, "segmentFlightRef").map((combination) => {
      const legs = listFlightReferences(combination).map((reference, leg) =>
        flightsOf(leg, reference).map((flight, index) => ({
          ...flight,
          bookingClass: required(classes[leg]?.[index], "groupOfFares", `class of leg ${leg + 1}`),
        })),
      );
      return toOffer({ validatingCarrier, legs, fares });
    });
  });
}

export function toOffer({
  validatingCarrier,
  legs,
  fares,
}: {
  readonly validatingCarrier: string;
  readonly legs: readonly (readonly OfferedFlight[])[];
  readonly fares: Fares;
}): Offer {
  const passengers = fares.map(({ passengerType: type, count }) => ({ type, count }));
  const [first] = fares;
  const { currency } = required(first?.fare.total, "offer", "fare");
  return {
    reference: writeOfferReference({ validatingCarrier, passengers, legs }),
    validatingCarrier,
    flights: legs.flat(),
    fares,
    total: sum(
      currency,
      fares.map(({ fare, count }) => money(currency, fare.total.minor * BigInt(count))),
    ),
  };
}

/** A flight without its class, by leg and number of the proposal. */
function indexFlights(
  reply: XmlElement,
): (leg: number, reference: string) => readonly Omit<OfferedFlight, "bookingClass">[] {
  const legs = listChildren(reply, "flightIndex").map(
    (index) =>
      new Map(
        listChildren(index, "groupOfFlights").map((group) => [
          textAt(group, "propFlightGrDetail", "flightProposal", "ref") ?? "",
          listChildren(group, "flightDetails").map((details) =>
            readFlight(findAt(details, "flightInformation")),
          ),
        ]),
      ),
  );
  return (leg, reference) =>
    required(legs[leg]?.get(reference), "segmentFlightRef", `flights ${leg + 1}/${reference}`);
}

function readFlight(flight: XmlElement | undefined): Omit<OfferedFlight, "bookingClass"> {
  const [from, to] = listChildren(flight, "location");
  const read = (...path: string[]): string =>
    required(textAt(flight, ...path), "flightInformation", path.at(-1) ?? "");
  const readTime = (side: "Departure" | "Arrival"): string => {
    const date = read("productDateTime", `dateOf${side}`);
    const time = read("productDateTime", `timeOf${side}`).padStart(4, "0");
    const local = toLocalTime(parseDayMonthYear(date), time);
    return required(local, "flightInformation", `time of ${side}: ${date} ${time}`);
  };
  return {
    carrierCode: read("companyId", "marketingCarrier"),
    flightNumber: read("flightOrtrainNumber"),
    originAirport: required(textAt(from, "locationId"), "flightInformation", "origin"),
    destinationAirport: required(textAt(to, "locationId"), "flightInformation", "destination"),
    departsLocal: readTime("Departure"),
    arrivesLocal: readTime("Arrival"),
  };
}

/** `S` names a proposal of each leg in turn; baggage and others stand beside. */
function listFlightReferences(combination: XmlElement): string[] {
  return listChildren(combination, "referencingDetail")
    .filter((detail) => textAt(detail, "refQualifier") === "S")
    .map((detail) => textAt(detail, "refNumber") ?? "");
}

function readClasses(product: XmlElement | undefined): (string | undefined)[][] {
  return listChildren(product, "fareDetails").map((details) =>
    listChildren(details, "groupOfFares").map((fares) =>
      textAt(fares, "productInformation", "cabinProduct", "rbd"),
    ),
  );
}

/** `V` is the carrier that validates; the others fly. */
function readValidatingCarrier(product: XmlElement | undefined): string {
  const company = listChildren(findAt(product, "paxFareDetail"), "codeShareDetails").find(
    (one) => textAt(one, "transportStageQualifier") === "V",
  );
  return required(textAt(company, "company"), "paxFareDetail", "validating carrier (V)");
}

function readFare(product: XmlElement, currency: string): Fares[number] {
  const detail = findAt(product, "paxFareDetail");
  const read = (name: string): Money =>
    readWith(`paxFareDetail ${name}`, () =>
      parseMoney({ amount: textAt(detail, name) ?? "", currency }),
    );
  const total = read("totalFareAmount");
  const taxes =
    textAt(detail, "totalTaxAmount") === undefined ? money(currency, 0n) : read("totalTaxAmount");
  const references = listChildren(product, "paxReference");
  return {
    passengerType: toPassengerType(textAt(references[0], "ptc")),
    count: references.reduce((count, one) => count + listChildren(one, "traveller").length, 0),
    fare: {
      base: subtract(total, taxes),
      taxes: taxes.minor === 0n ? [] : [{ code: combinedTaxes, amount: taxes }],
      total,
    },
  };
}

function toPassengerType(code: string | undefined): PassengerType {
  if (code === "INF") return "INF";
  return code === "CH" || code === "CNN" || code === "CHD" ? "CHD" : "ADT";
}
