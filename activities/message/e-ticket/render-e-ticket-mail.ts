import type { RenderedMail } from "../send-once";
import type { ETicket, ETicketAirport, ETicketSegment } from "./e-ticket";
import { renderMailHtml } from "./e-ticket-mail-html";
import {
  formatDayShift,
  formatDocumentNumber,
  formatMoney,
  formatNamed,
  parseLocal,
} from "./formatting";
import { describeJourney, listFlights } from "./journey";
import { toPrintable } from "./printable-text";

/** What both forms of the mail say, made printable once. */
export interface ETicketMailContent {
  /** `#RRGGBB` */
  readonly color: string;
  readonly journey: string;
  /** The airline's only where it is known. */
  readonly references: readonly (readonly [label: string, value: string])[];
  readonly flights: readonly MailFlight[];
  readonly passengers: readonly MailPassenger[];
  readonly agencyLines: readonly string[];
}

export interface MailFlight {
  readonly date: string;
  readonly flight: string;
  readonly carrier: string;
  readonly departs: string;
  readonly arrives: string;
}

export interface MailPassenger {
  readonly name: string;
  readonly ticketNumber: string;
  readonly total: string;
}

/** The mail that carries the PDF: short, without pictures, readable without its HTML. */
export function renderETicketMail(input: ETicket): RenderedMail {
  const flights = listFlights(input);
  const content = toContent(input, flights);
  const firstOn = flights[0] ? `, ${parseLocal(flights[0].departsLocal).date}` : "";
  return {
    subject: toPrintable(`E-ticket ${input.bookingReference}: ${content.journey}${firstOn}`),
    text: renderText(content),
    html: renderMailHtml(content),
  };
}

function toContent(input: ETicket, flights: readonly ETicketSegment[]): ETicketMailContent {
  const { name, color, phone, email, iataNumber } = input.agency;
  return {
    color,
    journey: toPrintable(describeJourney(flights)),
    references: [
      ["Booking reference", toPrintable(input.bookingReference)] as const,
      ["Airline reference", toPrintable(input.airlineRecordLocator)] as const,
    ].filter(([, value]) => value !== ""),
    flights: flights.map(toMailFlight),
    passengers: input.tickets.map(({ passengerName, number, conjunction, fare }) => ({
      name: toPrintable(passengerName),
      ticketNumber: formatDocumentNumber(number, conjunction),
      total: formatMoney(fare.total),
    })),
    agencyLines: [name, phone, email, iataNumber && `IATA ${iataNumber}`]
      .filter((line) => line !== undefined)
      .filter((line) => line !== "")
      .map(toPrintable),
  };
}

function toMailFlight(segment: ETicketSegment): MailFlight {
  const { carrier, flightNumber, origin, destination } = segment;
  const departs = parseLocal(segment.departsLocal);
  const arrives = parseLocal(segment.arrivesLocal);
  const shift = formatDayShift(departs, arrives);
  return {
    date: `${departs.weekday} ${departs.date}`,
    flight: toPrintable(`${carrier.code} ${flightNumber}`),
    carrier: toPrintable(carrier.name),
    departs: toPrintable(`${departs.time} ${nameAirport(origin)}`),
    arrives: toPrintable(`${arrives.time} ${nameAirport(destination)}${shift && ` ${shift}`}`),
  };
}

function nameAirport({ code, city }: ETicketAirport): string {
  return formatNamed({ code, name: city });
}

function renderText(content: ETicketMailContent): string {
  const flights = content.flights.map(
    ({ date, flight, carrier, departs, arrives }) =>
      `${date}  ${flight} ${carrier}\n  leaves   ${departs}\n  arrives  ${arrives}`,
  );
  const passengers = content.passengers.map(
    ({ name, ticketNumber, total }) => `${name}  ticket ${ticketNumber}  ${total}`,
  );
  return [
    `Your e-ticket: ${content.journey}`,
    content.references.map(([label, value]) => `${label}  ${value}`).join("\n"),
    ...flights,
    passengers.join("\n"),
    "The itinerary and receipt is attached as a PDF. All times are local to the airport.",
    `-- \n${content.agencyLines.join("\n")}`,
  ].join("\n\n");
}
