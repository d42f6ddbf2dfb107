import type { HoldRequest } from "../../air-operations";

type Passenger = HoldRequest["passengers"][number];

export interface Traveller {
  readonly traveller: Passenger;
  /** On the lap. */
  readonly infant: Passenger | undefined;
}

/** In capitals, adults before children, each infant with an adult of its own as far as there are any. */
export function placeTravellers(passengers: HoldRequest["passengers"]): Traveller[] {
  const named = passengers.map((passenger) => ({
    ...passenger,
    surname: passenger.surname.toUpperCase(),
    givenNames: passenger.givenNames.toUpperCase(),
  }));
  const infants = named.filter(({ type }) => type === "INF");
  const adults = named.filter(({ type }) => type === "ADT");
  return [
    ...adults.map((traveller, index) => ({ traveller, infant: infants[index] })),
    ...named
      .filter(({ type }) => type === "CHD")
      .map((traveller) => ({ traveller, infant: undefined })),
  ];
}

/** Whether every infant has a lap. */
export function hasLaps(passengers: HoldRequest["passengers"]): boolean {
  const count = (wanted: Passenger["type"]) =>
    passengers.filter(({ type }) => type === wanted).length;
  return count("INF") <= count("ADT");
}
