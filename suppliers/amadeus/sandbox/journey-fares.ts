import type { PassengerType } from "../../../domain/reservation";
import { createFare } from "./pnr-from-template";
import type { SpecFare, SpecPassenger, SpecSegment } from "./pnr-spec";
import { dhakaDubai } from "./template-legs";
import { type Template, templates } from "./templates";

/** The carriers that fly between any two places, once a day. */
const carriers: readonly {
  readonly carrier: string;
  readonly flight: number;
  readonly bookingClass: string;
  readonly template: Template;
}[] = [
  { carrier: "BG", flight: 147, bookingClass: "Y", template: templates["one-way"] },
  { carrier: "EK", flight: 583, bookingClass: "U", template: templates["filed-in-usd"] },
];
const times = { departs: "10:10", arrives: "13:35" };

export interface AskedLeg {
  readonly origin: string;
  readonly destination: string;
  readonly departsOn: string;
}

/** What is offered for a journey: one flight a leg, by one carrier. */
export function offerJourneys(legs: readonly AskedLeg[]): readonly (readonly SpecSegment[])[] {
  return carriers.map(({ carrier, flight, bookingClass }) =>
    legs.map(({ origin, destination, departsOn }, index) => ({
      carrierCode: carrier,
      flightNumber: String(flight + index),
      bookingClass,
      originAirport: origin,
      destinationAirport: destination,
      departsLocal: `${departsOn}T${times.departs}`,
      arrivesLocal: `${departsOn}T${times.arrives}`,
      statusCode: "HK",
    })),
  );
}

/** Travellers of this surname pay more than was offered. */
const dearerSurname = "DEARER";

/** The fare of a type of passenger; another carrier's flights cost what the first one's do. */
export function priceJourney(
  segments: readonly SpecSegment[],
  type: PassengerType,
  passengers: readonly SpecPassenger[] = [],
): SpecFare {
  const [first] = segments;
  const { template } =
    carriers.find(({ carrier }) => carrier === first?.carrierCode) ?? carriers[0] ?? missing();
  const { commission: _commission, filedBase: _filedBase, ...rest } = template;
  const isDearer = passengers.some(({ surname }) => surname.startsWith(dearerSurname));
  const baseMinor = template.baseMinor * BigInt(segments.length);
  const fare = createFare(
    {
      ...rest,
      legs: segments.map(() => dhakaDubai),
      baseMinor: isDearer ? (baseMinor * 11n) / 10n : baseMinor,
      validatingCarrier: first?.carrierCode ?? template.validatingCarrier,
    },
    type,
  );
  return fare;
}

function missing(): never {
  throw new Error("no carrier flies");
}

/** `DAC-DXB-2027-02-03`: by which the requests about a journey are told apart. */
export function journeyOf(legs: readonly AskedLeg[]): string[] {
  return legs.map(({ origin, destination, departsOn }) => `${origin}-${destination}-${departsOn}`);
}

export function legsOf(segments: readonly SpecSegment[]): AskedLeg[] {
  return segments.map(({ originAirport, destinationAirport, departsLocal }) => ({
    origin: originAirport,
    destination: destinationAirport,
    departsOn: departsLocal.slice(0, 10),
  }));
}
