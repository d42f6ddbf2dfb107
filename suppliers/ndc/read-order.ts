import { withoutCardNumbers } from "../../domain/card-number";
import type { Fare } from "../../domain/fare";
import type { Money } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type {
  AncillaryService,
  DocumentType,
  IssuedDocument,
  PassengerType,
  Reservation,
  ReservedPassenger,
  ReservedSegment,
  StoredFare,
} from "../../domain/reservation";
import { parseTicketNumber } from "../../domain/ticket-number";
import type { DocumentStatus } from "../air-operations";
import { couponStatusOf } from "../coupon-status";
import {
  findAt,
  findChild,
  listChildren,
  listDescendants,
  textAt,
  type XmlElement,
} from "../xml/read-xml";
import { need, needText, readMoney, readTaxes } from "./read-parts";

/** An order as the airline keeps it: fares and ancillaries are its items. */
export interface NdcOrder {
  readonly orderId: string;
  readonly versionNumber: string;
  readonly isCancelled: boolean;
  readonly passengers: readonly ReservedPassenger[];
  readonly segments: readonly ReservedSegment[];
  readonly items: readonly NdcItem[];
  readonly documents: readonly NdcDocument[];
  readonly definitions: ReadonlyMap<string, AncillaryService>;
  readonly total: Money;
  readonly ownerCode: string;
  readonly deadlineAt: string | undefined;
}

export interface NdcItem {
  readonly reference: string;
  readonly passengerReferences: readonly string[];
  /** Of one passenger. */
  readonly fare: Fare;
  readonly fareBases: readonly string[];
  readonly isAncillary: boolean;
  /** Flights that an ancillary is used with, where the airline names them. */
  readonly serviceSegments: readonly string[];
  readonly serviceDefinition: string | undefined;
  /** Passenger by passenger and flight by flight. */
  readonly services: readonly { readonly id: string; readonly passengerReference: string }[];
}

export interface NdcDocument extends DocumentStatus {
  readonly documentType: DocumentType;
  readonly passengerReference: string;
  readonly issuedOn: string;
}

const passengerTypes: Readonly<Record<string, PassengerType>> = {
  ADT: "ADT",
  CHD: "CHD",
  INF: "INF",
};

export function readOrder(response: XmlElement): NdcOrder {
  const order = need(findChild(response, "Order"), "Order");
  const lists = findChild(response, "DataLists");
  const items = listChildren(order, "OrderItem").filter(isStanding);
  const isCancelled = textAt(order, "StatusCode") === "CLOSED";
  return withoutCardNumbers({
    orderId: needText(order, "OrderID"),
    versionNumber: textAt(order, "OrderVersionNumber") ?? "",
    ownerCode: needText(order, "OwnerCode"),
    isCancelled,
    passengers: listChildren(findChild(lists, "PaxList"), "Pax").map(readPassenger),
    segments: isCancelled ? [] : readSegments(lists),
    items: items.map(readItem),
    documents: listChildren(response, "TicketDocInfo").flatMap(readDocuments),
    definitions: new Map(
      listDescendants(lists, "ServiceDefinition").map((definition) => [
        needText(definition, "ServiceDefinitionID"),
        readDefinition(definition),
      ]),
    ),
    total: readMoney(need(findAt(order, "TotalPrice", "TotalAmount"), "TotalAmount")),
    deadlineAt: readDeadline(order, items),
  });
}

/** Fares and ancillary services, the tickets and EMDs that stand. */
export function toReservation(order: NdcOrder): Reservation {
  const segmentReferences = order.segments.map(({ reference }) => reference);
  const { deadlineAt } = order;
  return {
    recordLocator: order.orderId,
    status: order.isCancelled ? "cancelled" : "active",
    passengers: order.passengers,
    segments: order.segments,
    fares: order.items.map((item): StoredFare => ({
      reference: item.reference,
      passengerReferences: item.passengerReferences,
      segmentReferences: segmentsOf(order, item),
      validatingCarrier: order.ownerCode,
      fare: item.fare,
      formOfPayment: { kind: "cash" },
      fareBases: item.isAncillary ? [] : item.fareBases,
      ...(item.isAncillary
        ? { service: order.definitions.get(item.serviceDefinition ?? "") ?? {} }
        : {}),
    })),
    documents: order.documents.filter(isOpen).map((document): IssuedDocument => ({
      ...(document.documentType === "ETKT" ? {} : { type: document.documentType }),
      number: document.number,
      conjunction: [document.number],
      passengerReference: document.passengerReference,
      segmentReferences: document.documentType === "ETKT" ? segmentReferences : [],
      issuedOn: document.issuedOn,
      issuingOffice: "",
      validatingCarrier: order.ownerCode,
    })),
    ...(deadlineAt === undefined ? {} : { ticketingDeadlineAt: deadlineAt }),
  };
}

/** An ancillary that is used with no flight in particular counts to the first: it is earned then. */
function segmentsOf(order: NdcOrder, item: NdcItem): readonly string[] {
  const all = order.segments.map(({ reference }) => reference);
  if (!item.isAncillary) return all;
  return item.serviceSegments.length > 0 ? item.serviceSegments : all.slice(0, 1);
}

function readDefinition(definition: XmlElement): AncillaryService {
  const name = textAt(definition, "Name");
  const rfic = textAt(definition, "RFIC");
  const rfisc = textAt(definition, "RFISC");
  return {
    ...(name === undefined ? {} : { name }),
    ...(rfic !== undefined && /^[A-Z]$/.test(rfic) ? { rfic } : {}),
    ...(rfisc !== undefined && /^[A-Z0-9]{3}$/.test(rfisc) ? { rfisc } : {}),
  };
}

export function isOpen({ coupons }: DocumentStatus): boolean {
  return coupons.some(({ status }) => status === "open");
}

/** Who is on an item. */
export function paxOfItem({ items }: NdcOrder, reference: string): readonly string[] {
  return items.find((item) => item.reference === reference)?.passengerReferences ?? [];
}

function readPassenger(pax: XmlElement): ReservedPassenger {
  const code = needText(pax, "PTC");
  const type = passengerTypes[code];
  if (type === undefined) throw new Refusal("PASSENGERS_INVALID", `The type ${code} is unknown.`);
  const individual = need(findChild(pax, "Individual"), "Individual");
  const dateOfBirthOn = textAt(individual, "Birthdate");
  return {
    reference: needText(pax, "PaxID"),
    type,
    surname: needText(individual, "Surname"),
    givenNames: listChildren(individual, "GivenName")
      .map(({ text }) => text)
      .join(" "),
    ...(dateOfBirthOn === undefined ? {} : { dateOfBirthOn }),
  };
}

/** The first of the items to be due: an order is paid whole. */
function readDeadline(order: XmlElement, items: readonly XmlElement[]): string | undefined {
  const [first] = items
    .flatMap((item) => listChildren(item, "PaymentTimeLimitDateTime"))
    .map(({ text }) => text)
    .toSorted((left, right) => Date.parse(left) - Date.parse(right));
  return first ?? textAt(order, "PaymentTimeLimitDateTime");
}

/** In 21.3 a traveller's flight names one of a list; airlines that came from before write it out. */
export function readSegments(lists: XmlElement | undefined): ReservedSegment[] {
  const flights = listChildren(
    findChild(lists, "DatedMarketingSegmentList"),
    "DatedMarketingSegment",
  );
  return listChildren(findChild(lists, "PaxSegmentList"), "PaxSegment").map((segment) => {
    const named = textAt(segment, "DatedMarketingSegmentRefId");
    const flight = flights.find((one) => textAt(one, "DatedMarketingSegmentId") === named);
    return readSegment(segment, flight ?? segment);
  });
}

function readSegment(segment: XmlElement, flight: XmlElement): ReservedSegment {
  const departure = need(findChild(flight, "Dep"), "Dep");
  const arrival = need(findChild(flight, "Arrival"), "Arrival");
  const carrier = findChild(flight, "MarketingCarrierInfo") ?? flight;
  return {
    reference: needText(segment, "PaxSegmentID"),
    carrierCode: needText(carrier, "CarrierDesigCode"),
    flightNumber: needText(carrier, "MarketingCarrierFlightNumberText"),
    bookingClass: textAt(segment, "MarketingCarrierRBD_Code") ?? textAt(carrier, "RBD_Code") ?? "",
    originAirport: needText(departure, "IATA_LocationCode"),
    destinationAirport: needText(arrival, "IATA_LocationCode"),
    departsLocal: needText(departure, "AircraftScheduledDateTime").slice(0, 16),
    arrivesLocal: needText(arrival, "AircraftScheduledDateTime").slice(0, 16),
    statusCode: "HK",
  };
}

/** An airline may go on showing what was given back: items as closed, services as cancelled. */
function isStanding(element: XmlElement): boolean {
  return !overStatuses.has(textAt(element, "StatusCode") ?? "");
}

const overStatuses: ReadonlySet<string> = new Set(["CANCELLED", "CLOSED"]);

function readItem(item: XmlElement): NdcItem {
  const price = need(
    findAt(item, "FareDetail", "FarePriceType", "Price") ?? findChild(item, "Price"),
    "Price",
  );
  const all = listChildren(item, "Service").filter(isStanding);
  // Bags that come with a fare are services of its item, beside its flights.
  const flown = all.filter((one) => listDescendants(one, "ServiceDefinitionRef").length === 0);
  const services = flown.length > 0 ? flown : all;
  return {
    reference: needText(item, "OrderItemID"),
    passengerReferences: [...new Set(services.map((service) => needText(service, "PaxRefID")))],
    fare: {
      base: readMoney(need(findChild(price, "BaseAmount"), "BaseAmount")),
      taxes: readTaxes(findChild(price, "TaxSummary")),
      total: readMoney(need(findChild(price, "TotalAmount"), "TotalAmount")),
    },
    fareBases: listChildren(findChild(item, "FareDetail"), "FareComponent").map(
      (component) => textAt(component, "FareBasisCode") ?? "",
    ),
    isAncillary: all.length > 0 && flown.length === 0,
    serviceSegments: [
      ...new Set(
        services.flatMap((service) =>
          listDescendants(service, "PaxSegmentRefID").map(({ text }) => text),
        ),
      ),
    ],
    serviceDefinition: services.flatMap((service) =>
      listDescendants(service, "ServiceDefinitionRefID"),
    )[0]?.text,
    services: services.map((service) => ({
      id: textAt(service, "ServiceID") ?? "",
      passengerReference: needText(service, "PaxRefID"),
    })),
  };
}

/** Code set of ticket document types: J and Y are EMDs, associated and standing alone. */
const documentTypes: Readonly<Record<string, DocumentType>> = { T: "ETKT", J: "EMDA", Y: "EMDS" };

function readDocuments(info: XmlElement): NdcDocument[] {
  const passengerReference = needText(info, "PaxRefID");
  const issuedOn = (
    textAt(info, "IssueInfo", "IssueDate") ??
    textAt(info, "IssueInfo", "TicketIssueDate") ??
    ""
  ).slice(0, 10);
  return listChildren(info, "Ticket").map((ticket) => ({
    number: parseTicketNumber(needText(ticket, "TicketNumber")).number,
    type: needText(ticket, "TicketDocTypeCode") === "T" ? "ticket" : "emd",
    documentType: documentTypes[needText(ticket, "TicketDocTypeCode")] ?? "EMDS",
    passengerReference,
    issuedOn,
    coupons: listChildren(ticket, "Coupon").map((coupon) => {
      const supplierStatus = needText(coupon, "CouponStatusCode");
      return {
        coupon: Number(needText(coupon, "CouponNumber")),
        status: couponStatusOf(supplierStatus),
        supplierStatus,
      };
    }),
  }));
}
