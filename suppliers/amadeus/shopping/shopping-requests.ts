import type { PassengerType } from "../../../domain/reservation";
import type { OfferedFlight, OfferSearch } from "../../air-operations";
import { toShortDate, toShortTime } from "../pnr/dates";
import type { RequestBody } from "../soap-request";
import { countSeats, type OfferedJourney } from "./offer-reference";

/** In a search a child is `CH`; in a PNR it is `CHD`. */
const searchTypes: Readonly<Record<PassengerType, string>> = { ADT: "ADT", CHD: "CH", INF: "INF" };
/** Published and negotiated fares, which can be ticketed as they are shown. */
const priceTypes = ["TAC", "RP", "RU"];

export function searchBody(
  { legs, passengers, currency }: OfferSearch,
  offersMax: number,
): RequestBody {
  return {
    numberOfUnit: {
      unitNumberDetail: [
        { numberOfUnits: String(countSeats(passengers)), typeOfUnit: "PX" },
        { numberOfUnits: String(offersMax), typeOfUnit: "RC" },
      ],
    },
    paxReference: toSearchedPassengers(passengers),
    fareOptions: {
      pricingTickInfo: {
        pricingTicketing: {
          priceType: [...priceTypes, ...(currency === undefined ? [] : ["CUC"])],
        },
      },
      ...(currency === undefined ? {} : { conversionRate: { conversionRateDetail: { currency } } }),
    },
    itinerary: legs.map(({ origin, destination, departsOn }, index) => ({
      requestedSegmentRef: { segRef: String(index + 1) },
      departureLocalization: { departurePoint: { locationId: origin } },
      arrivalLocalization: { arrivalPointDetails: { locationId: destination } },
      timeDetails: { firstDateTimeDetail: { date: toShortDate(departsOn) } },
    })),
  };
}

/** Infants are numbered by themselves: each has the number of the adult whose lap it is on. */
function toSearchedPassengers(passengers: OfferSearch["passengers"]): object[] {
  let seats = 0;
  let infants = 0;
  return passengers.map(({ type, count }) => ({
    ptc: searchTypes[type],
    traveller: Array.from({ length: count }, () => {
      if (type !== "INF") return { ref: String((seats += 1)) };
      return { ref: String((infants += 1)), infantIndicator: "1" };
    }),
  }));
}

export function priceOfferBody(journey: OfferedJourney): RequestBody {
  const { passengers, legs, validatingCarrier } = journey;
  let seats = 0;
  return {
    passengersGroup: passengers.map(({ type, count }, index) => {
      const first = type === "INF" ? 1 : seats + 1;
      if (type !== "INF") seats += count;
      return {
        segmentRepetitionControl: {
          segmentControlDetails: { quantity: String(index + 1), numberOfUnits: String(count) },
        },
        travellersID: {
          travellerDetails: Array.from({ length: count }, (_, offset) => ({
            measurementValue: String(first + offset),
          })),
        },
        discountPtc: {
          valueQualifier: searchTypes[type],
          ...(type === "INF" ? { fareDetails: { qualifier: infantWithoutSeat } } : {}),
        },
      };
    }),
    segmentGroup: legs
      .flatMap((flights, leg) => flights.map((flight) => ({ flight, leg })))
      .map(({ flight, leg }, index) => ({
        segmentInformation: {
          flightDate: toFlightDate(flight),
          boardPointDetails: { trueLocationId: flight.originAirport },
          offpointDetails: { trueLocationId: flight.destinationAirport },
          companyDetails: { marketingCompany: flight.carrierCode },
          flightIdentification: {
            flightNumber: flight.flightNumber,
            bookingClass: flight.bookingClass,
          },
          flightTypeDetails: { flightIndicator: String(leg + 1) },
          itemNumber: String(index + 1),
        },
      })),
    pricingOptionGroup: pricingOptions(validatingCarrier),
  };
}

const infantWithoutSeat = "766";

/** The fares that a search finds, of the carrier that the offer names. */
export function pricingOptions(validatingCarrier: string): object[] {
  return [
    { pricingOptionKey: { pricingOptionKey: "RP" } },
    { pricingOptionKey: { pricingOptionKey: "RU" } },
    {
      pricingOptionKey: { pricingOptionKey: "VC" },
      carrierInformation: { companyIdentification: { otherCompany: validatingCarrier } },
    },
  ];
}

export function toFlightDate({ departsLocal, arrivesLocal }: OfferedFlight): object {
  return {
    departureDate: toShortDate(departsLocal),
    departureTime: toShortTime(departsLocal),
    arrivalDate: toShortDate(arrivesLocal),
    arrivalTime: toShortTime(arrivesLocal),
  };
}
