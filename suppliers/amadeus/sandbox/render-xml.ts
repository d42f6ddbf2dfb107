import { element, group } from "../../xml/write-xml";

export function reference(qualifier: "PT" | "ST" | "OT", number: number): string {
  return group("reference", element("qualifier", qualifier), element("number", String(number)));
}

export interface RenderOptions {
  readonly officeId: string;
  readonly now: Date;
}

/** Passengers' tattoos start at 2, as they often do at Amadeus: a tattoo is not a position. */
const firstPassengerTattoo = 2;

export function passengerTattoo(position: number): number {
  return position + firstPassengerTattoo - 1;
}
