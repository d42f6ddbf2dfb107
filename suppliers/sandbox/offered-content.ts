import { passengerTypes, type PassengerType } from "../../domain/reservation";
import { defaultContent, type OrderContent } from "./air-order";

interface OfferedLeg {
  readonly origin: string;
  readonly destination: string;
  readonly departsOn: string;
}

interface OfferedPerson {
  readonly id: string;
  readonly type: PassengerType;
}

/** Of one leg, in whole units. */
const baseOf: Readonly<Record<PassengerType, number>> = { ADT: 40_000, CHD: 30_000, INF: 4_000 };

/** A flight for each leg and a fare for each type of traveller, who have no names yet. */
export function offeredContent(
  legs: readonly OfferedLeg[],
  people: readonly OfferedPerson[],
): OrderContent {
  const base = defaultContent(legs[0]?.departsOn ?? "");
  return {
    ...base,
    passengers: people.map((person) => ({ ...person, surname: "", givenNames: "" })),
    flights: base.flights.flatMap((flight) =>
      legs.map(({ origin, destination, departsOn }, index) => ({
        ...flight,
        id: `SEG${index + 1}`,
        flightNumber: String(Number(flight.flightNumber) + index),
        originAirport: origin,
        destinationAirport: destination,
        departsLocal: `${departsOn}T19:30`,
        arrivesLocal: `${departsOn}T22:45`,
      })),
    ),
    fares: base.fares.flatMap((fare) =>
      passengerTypes
        .filter((type) => people.some((person) => person.type === type))
        .map((type, index) => ({
          ...fare,
          reference: String(index + 1),
          passengerIds: people.filter((person) => person.type === type).map(({ id }) => id),
          base: `${baseOf[type] * legs.length}.00`,
          // An infant has no seat, and airports ask nothing for it.
          taxes: type === "INF" ? [] : fare.taxes,
        })),
    ),
  };
}
