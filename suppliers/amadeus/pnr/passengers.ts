import type { PassengerType, ReservedPassenger } from "../../../domain/reservation";
import { findAt, listChildren, textAt, type XmlElement } from "../../xml/read-xml";
import { parseBirthDate } from "./dates";
import { PnrUnreadableError, required } from "./unreadable";

export interface PnrPassenger extends ReservedPassenger {
  /** The number printed before the name; an infant shares its adult's. */
  readonly lineNumber: string | undefined;
}

const titlePattern = /\s(?:MR|MRS|MS|MISS|MSTR|DR)$/;

/** The reference of an infant that travels on the lap of the passenger of this reference. */
export function infantReference(adultReference: string): string {
  return `${adultReference}I`;
}

export function isInfantReference(reference: string): boolean {
  return reference.endsWith("I");
}

export function readPassengers(reply: XmlElement, now: Date): PnrPassenger[] {
  return listChildren(reply, "travellerInfo")
    .filter((traveller) => isPersonalName(traveller))
    .flatMap((traveller) => readTraveller(traveller, now));
}

/** `NG` is the name of a group, not of a person. */
function isPersonalName(traveller: XmlElement): boolean {
  return textAt(traveller, "elementManagementPassenger", "segmentName") !== "NG";
}

function readTraveller(traveller: XmlElement, now: Date): PnrPassenger[] {
  const management = findAt(traveller, "elementManagementPassenger");
  const tattoo = required(textAt(management, "reference", "number"), "travellerInfo", "reference");
  const reference = `PT${tattoo}`;
  const people = listChildren(traveller, "passengerData").flatMap((data) =>
    readPeople(data, `travellerInfo ${reference}`, now),
  );
  if (people.length === 0 || people.length > 2) {
    throw new PnrUnreadableError(`travellerInfo ${reference}`, `has ${people.length} names`);
  }
  const surname = people.find((person) => person.surname !== undefined)?.surname;
  return people.map((person, index) => ({
    reference: index === 0 ? reference : infantReference(reference),
    type: index === 0 ? person.type : "INF",
    surname: required(person.surname ?? surname, `travellerInfo ${reference}`, "surname"),
    givenNames: person.givenNames,
    ...(person.dateOfBirthOn === undefined ? {} : { dateOfBirthOn: person.dateOfBirthOn }),
    lineNumber: textAt(management, "lineNumber"),
  }));
}

interface Person {
  readonly type: PassengerType;
  readonly surname: string | undefined;
  readonly givenNames: string;
  readonly dateOfBirthOn: string | undefined;
}

/** One name, or an adult's and the given name of the infant on the lap: the birth date is the infant's. */
function readPeople(data: XmlElement, element: string, now: Date): Person[] {
  const surname = textAt(data, "travellerInformation", "traveller", "surname");
  const names = listChildren(findAt(data, "travellerInformation"), "passenger");
  const birthDate = readBirthDate(data, element, now);
  return names.map((name, index) => ({
    type: toPassengerType(textAt(name, "type")),
    surname,
    givenNames: required(textAt(name, "firstName"), element, "firstName").replace(titlePattern, ""),
    dateOfBirthOn: index === names.length - 1 ? birthDate : undefined,
  }));
}

function readBirthDate(data: XmlElement, element: string, now: Date): string | undefined {
  const text = textAt(data, "dateOfBirth", "dateAndTimeDetails", "date");
  if (text === undefined) return undefined;
  const date = parseBirthDate(text.toUpperCase(), now);
  return required(date, `${element} dateOfBirth`, `date of birth in "${text}"`);
}

/** Codes of discounts for adults (youth, senior, seaman …) are adults to us; none said is an adult. */
function toPassengerType(code: string | undefined): PassengerType {
  if (code === undefined) return "ADT";
  if (/^(?:CHD?|CNN|C\d\d)$/.test(code)) return "CHD";
  return /^(?:INF|IN|INS|ITF)$/.test(code) ? "INF" : "ADT";
}
