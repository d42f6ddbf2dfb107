import type { PassengerType } from "../../../domain/reservation";
import type { OfferedFlight } from "../../air-operations";

interface PassengerCount {
  readonly type: PassengerType;
  readonly count: number;
}

/** What Amadeus is asked for to price or sell an offer: it keeps none under a name of its own. */
export interface OfferedJourney {
  readonly validatingCarrier: string;
  readonly passengers: readonly PassengerCount[];
  /** The flights of each leg that was asked for. */
  readonly legs: readonly (readonly OfferedFlight[])[];
}

const passengerPattern = /^(ADT|CHD|INF)([1-9]\d?)$/;
const flightPattern =
  /^([A-Z\d]{2})\.(\d{1,4}[A-Z]?)\.([A-Z])\.([A-Z]{3})\.([A-Z]{3})\.(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})\.(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})$/;

/** `BG|ADT1.INF1|BG.147.Y.DAC.DXB.2027-02-03T10:10.2027-02-03T13:35`: legs by `+`, their flights by `~`. */
export function writeOfferReference({
  validatingCarrier,
  passengers,
  legs,
}: OfferedJourney): string {
  return [
    validatingCarrier,
    passengers.map(({ type, count }) => `${type}${count}`).join("."),
    legs.map((flights) => flights.map(writeFlight).join("~")).join("+"),
  ].join("|");
}

/** Undefined where it is not one of ours. */
export function readOfferReference(reference: string): OfferedJourney | undefined {
  const [validatingCarrier = "", people = "", journey = ""] = reference.split("|");
  const passengers = people.split(".").map(readPassengers);
  const legs = journey.split("+").map((leg) => leg.split("~").map(readFlight));
  const known = passengers.filter((one) => one !== undefined);
  const flown = legs.map((flights) => flights.filter((flight) => flight !== undefined));
  const isWhole =
    /^[A-Z\d]{2}$/.test(validatingCarrier) &&
    known.length === passengers.length &&
    flown.every((flights, index) => flights.length === legs[index]?.length);
  return isWhole ? { validatingCarrier, passengers: known, legs: flown } : undefined;
}

/** Passengers with a seat; an infant sits on a lap. */
export function countSeats(passengers: readonly PassengerCount[]): number {
  return passengers.reduce((sum, { type, count }) => (type === "INF" ? sum : sum + count), 0);
}

function writeFlight(flight: OfferedFlight): string {
  return [
    flight.carrierCode,
    flight.flightNumber,
    flight.bookingClass,
    flight.originAirport,
    flight.destinationAirport,
    flight.departsLocal,
    flight.arrivesLocal,
  ].join(".");
}

function readPassengers(text: string): PassengerCount | undefined {
  const [, type, count] = passengerPattern.exec(text) ?? [];
  if (type !== "ADT" && type !== "CHD" && type !== "INF") return undefined;
  return { type, count: Number(count) };
}

function readFlight(text: string): OfferedFlight | undefined {
  const match = flightPattern.exec(text);
  if (match === null) return undefined;
  const [, carrierCode = "", flightNumber = "", bookingClass = "", ...rest] = match;
  const [originAirport = "", destinationAirport = "", departsLocal = "", arrivesLocal = ""] = rest;
  return {
    carrierCode,
    flightNumber,
    bookingClass,
    originAirport,
    destinationAirport,
    departsLocal,
    arrivesLocal,
  };
}
