import type { ReservedSegment } from "../../../domain/reservation";
import { findAt, listChildren, textAt, type XmlElement } from "../../xml/read-xml";
import { parseDayMonthYear, toLocalTime } from "./dates";
import { required } from "./unreadable";

export interface PnrSegment extends ReservedSegment {
  readonly lineNumber: string | undefined;
}

/** AIRIMP and Amadeus codes of a segment that was cancelled by either side. */
const cancelledStatuses = new Set(["HX", "XX", "XK", "XL", "XR"]);

/** Flights in the order of the itinerary; hotels, cars, surface stretches and remarks are not ours. */
export function readSegments(reply: XmlElement): PnrSegment[] {
  return listChildren(reply, "originDestinationDetails")
    .flatMap((details) => listChildren(details, "itineraryInfo"))
    .filter((itinerary) => isFlight(itinerary))
    .map((itinerary) => readSegment(itinerary));
}

/** A PNR without a flight that is still held is a cancelled one. */
export function isCancelled(segments: readonly ReservedSegment[]): boolean {
  return segments.every(({ statusCode }) => cancelledStatuses.has(statusCode));
}

function isFlight(itinerary: XmlElement): boolean {
  return (
    textAt(itinerary, "elementManagementItinerary", "segmentName") === "AIR" &&
    textAt(itinerary, "travelProduct", "productDetails", "identification") !== "ARNK"
  );
}

function readSegment(itinerary: XmlElement): PnrSegment {
  const management = findAt(itinerary, "elementManagementItinerary");
  const tattoo = required(textAt(management, "reference", "number"), "itineraryInfo", "reference");
  const reference = `ST${tattoo}`;
  const read = (...path: string[]): string =>
    required(textAt(itinerary, ...path), `itineraryInfo ${reference}`, path.at(-1) ?? "");
  return {
    reference,
    carrierCode: read("travelProduct", "companyDetail", "identification"),
    flightNumber: read("travelProduct", "productDetails", "identification"),
    bookingClass: read("travelProduct", "productDetails", "classOfService"),
    originAirport: read("travelProduct", "boardpointDetail", "cityCode"),
    destinationAirport: read("travelProduct", "offpointDetail", "cityCode"),
    departsLocal: readTime(itinerary, reference, "dep"),
    arrivesLocal: readTime(itinerary, reference, "arr"),
    statusCode: read("relatedProduct", "status"),
    lineNumber: textAt(management, "lineNumber"),
  };
}

function readTime(itinerary: XmlElement, reference: string, side: "dep" | "arr"): string {
  const product = findAt(itinerary, "travelProduct", "product");
  const date = textAt(product, `${side}Date`) ?? "";
  const time = textAt(product, `${side}Time`) ?? "";
  const local = toLocalTime(parseDayMonthYear(date), time);
  const element = `itineraryInfo ${reference}`;
  return required(local, element, `${side}Date and ${side}Time: "${date}" "${time}"`);
}
