import type { Reservation } from "../../../domain/reservation";
import { findAt, listChildren, textAt, type XmlElement } from "../../xml/read-xml";
import { readDocuments } from "./documents";
import { readPassengers } from "./passengers";
import { isCancelled, readSegments } from "./segments";
import { readSplitLocators } from "./split-locators";
import { readStoredFares } from "./stored-fares";
import { readTicketingDeadline } from "./ticketing-deadline";
import { PnrUnreadableError, required } from "./unreadable";

export interface PnrContext {
  readonly now: Date;
  readonly officeTimeZone: string;
}

export type PnrReading =
  | { readonly kind: "reservation"; readonly reservation: Reservation }
  /** Amadeus answered with an error instead of a PNR. */
  | { readonly kind: "error"; readonly code: string; readonly text: string }
  /** It says something that is not understood; `element` says where. */
  | { readonly kind: "unreadable"; readonly element: string; readonly detail: string };

/** PNR_Reply in our terms. What it does not say is left out; what is not understood is named. */
export function readPnr(reply: XmlElement, context: PnrContext): PnrReading {
  const error = readGeneralError(reply);
  if (error !== undefined) return error;
  try {
    return { kind: "reservation", reservation: readReservation(reply, context) };
  } catch (problem) {
    if (!(problem instanceof PnrUnreadableError)) throw problem;
    return { kind: "unreadable", element: problem.element, detail: problem.message };
  }
}

function readReservation(reply: XmlElement, { now, officeTimeZone }: PnrContext): Reservation {
  const passengers = readPassengers(reply, now);
  const segments = readSegments(reply);
  const index = { passengers, segments };
  const ticketingDeadlineAt = readTicketingDeadline(reply, officeTimeZone);
  const splitLocators = readSplitLocators(reply);
  return {
    recordLocator: readRecordLocator(reply),
    status: isCancelled(segments) ? "cancelled" : "active",
    passengers: passengers.map(withoutLine),
    segments: segments.map(withoutLine),
    fares: readStoredFares(reply, index),
    documents: readDocuments(reply, index, now),
    ...(ticketingDeadlineAt === undefined ? {} : { ticketingDeadlineAt }),
    ...(splitLocators.length === 0 ? {} : { splitLocators }),
  };
}

function withoutLine<T extends { readonly lineNumber: string | undefined }>(
  line: T,
): Omit<T, "lineNumber"> {
  const { lineNumber: _lineNumber, ...rest } = line;
  return rest;
}

/** The airline's own locator may stand beside Amadeus's, which is the one of company 1A. */
function readRecordLocator(reply: XmlElement): string {
  const reservations = listChildren(reply, "pnrHeader").flatMap((header) =>
    listChildren(findAt(header, "reservationInfo"), "reservation"),
  );
  const own =
    reservations.find((reservation) => textAt(reservation, "companyId") === "1A") ??
    reservations.at(0);
  return required(textAt(own, "controlNumber"), "pnrHeader", "controlNumber");
}

/** Up to version 12 the group is named otherwise than since. */
function readGeneralError(reply: XmlElement): PnrReading | undefined {
  const group = findAt(reply, "generalErrorInfo");
  if (group === undefined) return undefined;
  const code =
    textAt(group, "errorOrWarningCodeDetails", "errorDetails", "errorCode") ??
    textAt(group, "messageErrorInformation", "errorDetail", "errorCode");
  const text =
    textAt(group, "errorWarningDescription", "freeText") ??
    textAt(group, "errorFreeText") ??
    textAt(group, "messageErrorText", "text");
  return { kind: "error", code: code ?? "", text: text ?? "" };
}
