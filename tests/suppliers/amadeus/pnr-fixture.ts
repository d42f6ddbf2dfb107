import type { Reservation } from "../../../domain/reservation";
import { readPnr } from "../../../suppliers/amadeus/pnr/read-pnr";
import { readXml } from "../../../suppliers/xml/read-xml";

export const context = { now: new Date("2026-11-21T08:00:00Z"), officeTimeZone: "Asia/Dhaka" };

export const header = wrap(
  "pnrHeader",
  "<reservationInfo><reservation><companyId>QR</companyId><controlNumber>AIR001</controlNumber></reservation></reservationInfo>",
).concat(
  wrap(
    "pnrHeader",
    "<reservationInfo><reservation><companyId>1A</companyId><controlNumber>ABC123</controlNumber></reservation></reservationInfo>",
  ),
);

export const adult = name(
  2,
  1,
  "RAHMAN",
  "<passenger><firstName>TANVIR MR</firstName><type>ADT</type></passenger>",
);
export const flight = segment(1, 2);
export const fareLines =
  element(5, "FM", "*M*7") + element(6, "FP", "CASH") + element(7, "FV", "BG");
export const oneFare = storedFare(1, [
  ["PT", 2],
  ["ST", 1],
]);

export function wrap(tag: string, content: string): string {
  return `<${tag}>${content}</${tag}>`;
}

export function reference(qualifier: string, number: number): string {
  return `<reference><qualifier>${qualifier}</qualifier><number>${number}</number></reference>`;
}

export function name(
  tattoo: number,
  line: number,
  surname: string,
  passengers: string,
  more = "",
): string {
  return wrap(
    "travellerInfo",
    `<elementManagementPassenger>${reference("PT", tattoo)}<segmentName>NM</segmentName><lineNumber>${line}</lineNumber></elementManagementPassenger>` +
      `<passengerData><travellerInformation><traveller><surname>${surname}</surname><quantity>1</quantity></traveller>${passengers}</travellerInformation>${more}</passengerData>`,
  );
}

export function birth(date: string): string {
  return `<dateOfBirth><dateAndTimeDetails><qualifier>706</qualifier><date>${date}</date></dateAndTimeDetails></dateOfBirth>`;
}

export function segment(tattoo: number, line: number, status = "HK", extra = ""): string {
  return (
    `<itineraryInfo><elementManagementItinerary>${reference("ST", tattoo)}<segmentName>AIR</segmentName><lineNumber>${line}</lineNumber></elementManagementItinerary>` +
    `<travelProduct><product><depDate>05012${tattoo}</depDate><depTime>1010</depTime><arrDate>05012${tattoo}</arrDate><arrTime>1335</arrTime></product>` +
    "<boardpointDetail><cityCode>DAC</cityCode></boardpointDetail><offpointDetail><cityCode>DXB</cityCode></offpointDetail>" +
    "<companyDetail><identification>BG</identification></companyDetail><productDetails><identification>147</identification><classOfService>Y</classOfService></productDetails></travelProduct>" +
    `<relatedProduct><quantity>1</quantity><status>${status}</status>${extra}</relatedProduct></itineraryInfo>`
  );
}

export function element(tattoo: number, code: string, text: string, references = ""): string {
  return (
    `<dataElementsIndiv><elementManagementData>${reference("OT", tattoo)}<segmentName>${code}</segmentName><lineNumber>${tattoo}</lineNumber></elementManagementData>` +
    `<otherDataFreetext><freetextDetail><subjectQualifier>3</subjectQualifier></freetextDetail><longFreetext>${text}</longFreetext></otherDataFreetext>` +
    (references === "" ? "" : `<referenceForDataElement>${references}</referenceForDataElement>`) +
    "</dataElementsIndiv>"
  );
}

export function storedFare(
  number: number,
  references: readonly (readonly [string, number])[],
  {
    amounts = money("F", "100.00", "USD") + money("T", "120.00", "USD"),
    taxes = tax("YQ", "20.00"),
    bases = "",
    type = "PAX",
  } = {},
): string {
  return (
    `<tstData><tstGeneralInformation><generalInformation><tstReferenceNumber>${number}</tstReferenceNumber><tstCreationDate>211126</tstCreationDate></generalInformation></tstGeneralInformation>` +
    `<tstFreetext><freetextDetail><subjectQualifier>3</subjectQualifier><type>41</type></freetextDetail><longFreetext>${type}</longFreetext></tstFreetext>` +
    (bases === "" ? "" : wrap("fareBasisInfo", bases)) +
    `<fareData><issueIdentifier>F</issueIdentifier>${amounts}${taxes}</fareData>` +
    `<referenceForTstData>${references.map(([qualifier, value]) => reference(qualifier, value)).join("")}</referenceForTstData></tstData>`
  );
}

export function money(qualifier: string, amount: string, currency: string): string {
  return `<monetaryInfo><qualifier>${qualifier}</qualifier><amount>${amount}</amount><currencyCode>${currency}</currencyCode></monetaryInfo>`;
}

export function tax(code: string, amount: string, currency = "USD"): string {
  return `<taxFields><taxIndicator>X</taxIndicator><taxCurrency>${currency}</taxCurrency><taxAmount>${amount}</taxAmount><taxCountryCode>${code}</taxCountryCode><taxNatureCode>AC</taxNatureCode></taxFields>`;
}

export interface Parts {
  readonly names?: string;
  readonly flights?: string;
  readonly lines?: string;
  readonly fares?: string;
}

export function pnr({
  names = adult,
  flights = flight,
  lines = fareLines,
  fares = oneFare,
}: Parts = {}) {
  const itinerary = wrap("originDestinationDetails", `<originDestination/>${flights}`);
  const master = wrap("dataElementsMaster", `<marker2/>${lines}`);
  return readPnr(
    readXml(`<PNR_Reply>${header}${names}${itinerary}${master}${fares}</PNR_Reply>`),
    context,
  );
}

export function read(parts?: Parts): Reservation {
  const reading = pnr(parts);
  if (reading.kind !== "reservation") throw new Error(JSON.stringify(reading));
  return reading.reservation;
}

export function complaint(parts: Parts): string {
  const reading = pnr(parts);
  return reading.kind === "unreadable" ? `${reading.element}: ${reading.detail}` : reading.kind;
}

export function fa(text: string, references = "") {
  return read({ lines: fareLines + element(9, "FA", text, references) }).documents;
}

export function tk(tattoo: number, indicator: string, date: string, time: string): string {
  return `<dataElementsIndiv><elementManagementData>${reference("OT", tattoo)}<segmentName>TK</segmentName></elementManagementData><ticketElement><passengerType>PAX</passengerType><ticket><indicator>${indicator}</indicator><date>${date}</date>${time}<officeId>DACTB2100</officeId></ticket></ticketElement></dataElementsIndiv>`;
}
