import { element, group } from "../../xml/write-xml";
import { toShortDate, toShortTime } from "../pnr/dates";
import { messageNamespaces } from "../wsdl/namespaces";
import { listFarePassengers, listFareSegments } from "./issue-documents";
import type { SpecPassenger, SpecSegment } from "./pnr-spec";
import { renderDataElements } from "./render-data-elements";
import { passengerTattoo, reference, type RenderOptions } from "./render-xml";
import type { SandboxPnr } from "./state";

/** PNR_Reply as a whole element, ready to be put into a SOAP body. */
export function renderPnrReply(pnr: SandboxPnr, { officeId, now }: RenderOptions): string {
  const isCancelled = pnr.cancelled;
  const segments = isCancelled ? [] : pnr.segments;
  return (
    `<PNR_Reply xmlns="${messageNamespaces.pnrReply}">` +
    renderHeader(pnr, officeId) +
    pnr.passengers.map(renderTraveller).join("") +
    renderItinerary(pnr, segments) +
    renderDataElements(pnr, { officeId, now }) +
    (isCancelled ? "" : pnr.fares.map((_, index) => renderStoredFare(pnr, index)).join("")) +
    "</PNR_Reply>"
  );
}

function renderHeader(pnr: SandboxPnr, officeId: string): string {
  const created = toShortDate(pnr.createdAt);
  const time = toShortTime(pnr.createdAt);
  return (
    group(
      "pnrHeader",
      group(
        "reservationInfo",
        group(
          "reservation",
          element("companyId", "1A"),
          element("controlNumber", pnr.recordLocator),
          element("date", created),
          element("time", time),
        ),
      ),
    ) +
    group(
      "securityInformation",
      group(
        "responsibilityInformation",
        element("typeOfPnrElement", "RP"),
        element("agentId", "WSSU"),
        element("officeId", officeId),
      ),
      group(
        "secondRpInformation",
        element("creationOfficeId", officeId),
        element("agentSignature", "0001AA"),
        element("creationDate", created),
        element("creationTime", time),
      ),
    )
  );
}

function renderTraveller(passenger: SpecPassenger, index: number): string {
  const { infant } = passenger;
  const sharesName = infant !== undefined && infant.surname === undefined;
  const quantity = infant === undefined ? "1" : "2";
  const adult = group(
    "passengerData",
    group(
      "travellerInformation",
      group("traveller", element("surname", passenger.surname), element("quantity", quantity)),
      group(
        "passenger",
        element("firstName", passenger.givenNames),
        element("type", passenger.type),
        infant === undefined ? "" : element("infantIndicator", sharesName ? "2" : "3"),
      ),
      sharesName ? renderInfantName(infant.givenNames) : "",
    ),
    renderBirthDate(sharesName ? infant.dateOfBirthOn : passenger.dateOfBirthOn),
  );
  return group(
    "travellerInfo",
    group(
      "elementManagementPassenger",
      reference("PT", passengerTattoo(index + 1)),
      element("segmentName", "NM"),
      element("lineNumber", String(index + 1)),
    ),
    adult,
    infant === undefined || sharesName ? "" : renderInfant(infant),
  );
}

function renderInfantName(givenNames: string): string {
  return group("passenger", element("firstName", givenNames), element("type", "INF"));
}

function renderInfant(infant: NonNullable<SpecPassenger["infant"]>): string {
  return group(
    "passengerData",
    group(
      "travellerInformation",
      group("traveller", element("surname", infant.surname ?? "")),
      renderInfantName(infant.givenNames),
    ),
    renderBirthDate(infant.dateOfBirthOn),
  );
}

function renderBirthDate(date: string | undefined): string {
  if (date === undefined) return "";
  const [year = "", month = "", day = ""] = date.split("-");
  const text = `${day}${month}${year}`;
  return group(
    "dateOfBirth",
    group("dateAndTimeDetails", element("qualifier", "706"), element("date", text)),
  );
}

function renderItinerary(pnr: SandboxPnr, segments: readonly SpecSegment[]): string {
  if (segments.length === 0) return "";
  const rendered = segments.map((segment, index) => renderSegment(pnr, segment, index));
  return group("originDestinationDetails", "<originDestination/>", ...rendered);
}

function renderSegment(pnr: SandboxPnr, segment: SpecSegment, index: number): string {
  const quantity = String(pnr.passengers.length);
  return group(
    "itineraryInfo",
    group(
      "elementManagementItinerary",
      reference("ST", index + 1),
      element("segmentName", "AIR"),
      element("lineNumber", String(pnr.passengers.length + index + 1)),
    ),
    group(
      "travelProduct",
      group(
        "product",
        element("depDate", toShortDate(segment.departsLocal)),
        element("depTime", toShortTime(segment.departsLocal)),
        element("arrDate", toShortDate(segment.arrivesLocal)),
        element("arrTime", toShortTime(segment.arrivesLocal)),
      ),
      group("boardpointDetail", element("cityCode", segment.originAirport)),
      group("offpointDetail", element("cityCode", segment.destinationAirport)),
      group("companyDetail", element("identification", segment.carrierCode)),
      group(
        "productDetails",
        element("identification", segment.flightNumber),
        element("classOfService", segment.bookingClass),
      ),
      group("typeDetail", element("detail", "ET")),
    ),
    group("itineraryMessageAction", group("business", element("function", "1"))),
    group(
      "itineraryReservationInfo",
      group(
        "reservation",
        element("companyId", segment.carrierCode),
        element("controlNumber", pnr.recordLocator),
      ),
    ),
    group("relatedProduct", element("quantity", quantity), element("status", segment.statusCode)),
  );
}

function renderStoredFare(pnr: SandboxPnr, index: number): string {
  const fare = pnr.fares[index];
  if (fare === undefined) return "";
  const isInfantFare = fare.forType === "INF";
  const amounts = [
    ["F", fare.base],
    ...(fare.equivalent === undefined ? [] : [["E", fare.equivalent] as const]),
    ["T", fare.total],
  ] as const;
  return group(
    "tstData",
    group(
      "tstGeneralInformation",
      group(
        "generalInformation",
        element("tstReferenceNumber", String(index + 1)),
        element("tstCreationDate", toShortDate(pnr.createdAt)),
      ),
    ),
    group(
      "tstFreetext",
      group("freetextDetail", element("subjectQualifier", "3"), element("type", "41")),
      element("longFreetext", isInfantFare ? "INF" : "PAX"),
    ),
    group("fareBasisInfo", ...fare.fareBases.map(renderFareElement)),
    group(
      "fareData",
      element("issueIdentifier", "F"),
      ...amounts.map(([qualifier, { amount, currency }]) =>
        group(
          "monetaryInfo",
          element("qualifier", qualifier),
          element("amount", amount),
          element("currencyCode", currency),
        ),
      ),
      ...fare.taxes.map(({ code, amount, currency, natureCode }) =>
        group(
          "taxFields",
          element("taxIndicator", "X"),
          element("taxCurrency", currency ?? fare.total.currency),
          element("taxAmount", amount),
          element("taxCountryCode", code),
          element("taxNatureCode", natureCode),
        ),
      ),
    ),
    group(
      "referenceForTstData",
      ...listFarePassengers(pnr, fare).map((position) =>
        reference("PT", passengerTattoo(position)),
      ),
      ...listFareSegments(pnr, fare).map((position) => reference("ST", position)),
    ),
  );
}

/** The first three letters of a fare basis stand apart from the rest. */
function renderFareElement(fareBasis: string): string {
  const [code = "", designator] = fareBasis.split("/");
  return group(
    "fareElement",
    element("primaryCode", code.slice(0, 3)),
    element("baggageAllowance", "30K"),
    code.length > 3 ? element("fareBasis", code.slice(3)) : "",
    designator === undefined ? "" : element("ticketDesignator", designator),
  );
}
