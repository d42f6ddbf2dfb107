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

/** `011126` of `2026-11-01…`. */
export function toShortDate(date: string): string {
  return `${date.slice(8, 10)}${date.slice(5, 7)}${date.slice(2, 4)}`;
}

/** `0930` of `…T09:30…`. */
export function toShortTime(time: string): string {
  return time.slice(11, 16).replace(":", "");
}
