import type { Fare, Tax } from "../../../domain/fare";
import { type Money, parseMoney } from "../../../domain/money";
import type { StoredFare } from "../../../domain/reservation";
import { findAt, listChildren, textAt, type XmlElement } from "../../xml/read-xml";
import { type DataElement, listDataElements, type PnrIndex } from "./data-elements";
import {
  pickForFare,
  readCommission,
  readFormOfPayment,
  readValidatingCarrier,
} from "./fare-elements";
import { infantReference } from "./passengers";
import { PnrUnreadableError, readWith, required } from "./unreadable";

interface FareElements {
  readonly commissions: readonly DataElement[];
  readonly formsOfPayment: readonly DataElement[];
  readonly validatingCarriers: readonly DataElement[];
}

/** TST free text of this type says PAX or INF: whether the fare is the adult's or the infant's. */
const passengerTypeFreetext = "41";

export function readStoredFares(reply: XmlElement, index: PnrIndex): StoredFare[] {
  const elements = {
    commissions: listDataElements(reply, "FM", index),
    formsOfPayment: listDataElements(reply, "FP", index),
    validatingCarriers: listDataElements(reply, "FV", index),
  };
  return listChildren(reply, "tstData").map((tst) => readStoredFare(tst, index, elements));
}

function readStoredFare(tst: XmlElement, index: PnrIndex, elements: FareElements): StoredFare {
  const reference = required(
    textAt(tst, "tstGeneralInformation", "generalInformation", "tstReferenceNumber"),
    "tstData",
    "tstReferenceNumber",
  );
  const label = `tstData ${reference}`;
  const coupons = readCoupons(tst, index, label);
  const scope = {
    label,
    passengerReferences: readPassengerReferences(tst, index, label),
    segmentReferences: coupons.map(({ segmentReference }) => segmentReference),
  };
  const fare = readFare(tst, label);
  const { currency } = fare.base;
  const commission = pickForFare(elements.commissions, scope, (element) =>
    readCommission(element, currency),
  );
  const carrier = pickForFare(elements.validatingCarriers, scope, readValidatingCarrier);
  const formOfPayment = pickForFare(elements.formsOfPayment, scope, readFormOfPayment);
  return {
    reference,
    passengerReferences: scope.passengerReferences,
    segmentReferences: scope.segmentReferences,
    validatingCarrier: required(carrier, label, "validating carrier (FV)"),
    fare,
    ...(commission === undefined ? {} : { commission }),
    formOfPayment: required(formOfPayment, label, "form of payment (FP)"),
    fareBases: coupons.flatMap(({ fareBasis }) => (fareBasis === undefined ? [] : [fareBasis])),
  };
}

function listReferences(tst: XmlElement, qualifiers: readonly string[]): string[] {
  return listChildren(findAt(tst, "referenceForTstData"), "reference")
    .filter((reference) => qualifiers.includes(textAt(reference, "qualifier") ?? ""))
    .map((reference) => textAt(reference, "number") ?? "");
}

function readPassengerReferences(
  tst: XmlElement,
  { passengers }: PnrIndex,
  label: string,
): string[] {
  const isInfantFare = listChildren(tst, "tstFreetext").some(
    (freetext) =>
      textAt(freetext, "freetextDetail", "type") === passengerTypeFreetext &&
      textAt(freetext, "longFreetext") === "INF",
  );
  const adults = listReferences(tst, ["PT", "PA"]).map((number) => `PT${number}`);
  const infants = listReferences(tst, ["PI"]).map((number) => infantReference(`PT${number}`));
  const references = [...(isInfantFare ? adults.map(infantReference) : adults), ...infants];
  const unknown = references.find(
    (reference) => !passengers.some((passenger) => passenger.reference === reference),
  );
  if (unknown !== undefined)
    throw new PnrUnreadableError(label, `is for ${unknown}, who is not there`);
  if (references.length === 0) throw new PnrUnreadableError(label, "is for no passenger");
  return references;
}

interface Coupon {
  readonly segmentReference: string;
  readonly fareBasis: string | undefined;
}

/** Flights of the fare in the itinerary's order, each with its fare basis. */
function readCoupons(tst: XmlElement, { segments }: PnrIndex, label: string): Coupon[] {
  const named = listReferences(tst, ["ST"]).map((number) => `ST${number}`);
  const references = named.length > 0 ? named : segments.map(({ reference }) => reference);
  const fareElements = listChildren(findAt(tst, "fareBasisInfo"), "fareElement");
  if (fareElements.length > 0 && fareElements.length !== references.length) {
    const counts = `${fareElements.length} fare elements for ${references.length} segments`;
    throw new PnrUnreadableError(`${label} fareBasisInfo`, `has ${counts}`);
  }
  const fareBases = new Map(
    references.map((reference, position) => [reference, toFareBasis(fareElements[position])]),
  );
  return segments
    .filter(({ reference }) => fareBases.has(reference))
    .map(({ reference }) => ({
      segmentReference: reference,
      fareBasis: fareBases.get(reference),
    }));
}

/** Amadeus keeps the first letters of the fare basis apart, and the ticket designator. */
function toFareBasis(element: XmlElement | undefined): string | undefined {
  if (element === undefined) return undefined;
  const code = (textAt(element, "primaryCode") ?? "") + (textAt(element, "fareBasis") ?? "");
  const designator = textAt(element, "ticketDesignator");
  return designator === undefined ? code : `${code}/${designator}`;
}

/** Base fare (or its equivalent in the currency of sale), taxes and total, all of one passenger. */
function readFare(tst: XmlElement, label: string): Fare {
  const data = findAt(tst, "fareData");
  const amounts = listChildren(data, "monetaryInfo");
  const total = required(readAmount(amounts, "T", label), label, "total (T)");
  const base = readAmount(amounts, "E", label) ?? readAmount(amounts, "F", label);
  const taxes = listChildren(data, "taxFields").map((tax) => readTax(tax, label));
  const fare = { base: required(base, label, "base fare (F or E)"), taxes, total };
  const currencies = new Set([base?.currency, total.currency, ...taxes.map(currencyOf)]);
  if (currencies.size > 1) {
    throw new PnrUnreadableError(label, `mixes the currencies ${[...currencies].join(", ")}`);
  }
  return fare;
}

function currencyOf({ amount }: Tax): string {
  return amount.currency;
}

function readAmount(
  amounts: readonly XmlElement[],
  qualifier: "F" | "E" | "T",
  label: string,
): Money | undefined {
  const info = amounts.find((amount) => textAt(amount, "qualifier") === qualifier);
  if (info === undefined) return undefined;
  const amount = textAt(info, "amount") ?? "";
  const currency = textAt(info, "currencyCode") ?? "";
  return readWith(`${label} monetaryInfo ${qualifier}`, () => parseMoney({ amount, currency }));
}

function readTax(tax: XmlElement, label: string): Tax {
  const code = required(textAt(tax, "taxCountryCode"), `${label} taxFields`, "taxCountryCode");
  const amount = textAt(tax, "taxAmount") ?? "";
  const currency = textAt(tax, "taxCurrency") ?? "";
  return {
    code,
    amount: readWith(`${label} tax ${code}`, () => parseMoney({ amount, currency })),
  };
}
