import type { Money } from "../../../domain/money";
import type { AirOrder, OrderContent, OrderFare, OrderFlight } from "../../sandbox/air-order";
import { element, group, optional } from "../../xml/write-xml";
import { renderAmount } from "./render-amounts";

export interface Penalty {
  readonly id: string;
  readonly amount: Money;
  readonly typeCode: "Cancellation" | "Change";
}

interface ListsOf {
  readonly content: Pick<OrderContent, "flights" | "passengers" | "validatingCarrier">;
  readonly services?: readonly OrderFare[];
  readonly penalties?: readonly Penalty[];
}

/** What the rest of an answer refers to: the schema wants the lists by their names' order. */
export function renderLists({ content, services = [], penalties = [] }: ListsOf): string {
  const { flights, passengers, validatingCarrier } = content;
  return group(
    "DataLists",
    ...list("DatedMarketingSegmentList", flights.map(renderFlight)),
    ...list("DatedOperatingSegmentList", flights.map(renderOperated)),
    ...list(
      "PaxJourneyList",
      flights.map(({ id }) =>
        group("PaxJourney", element("PaxJourneyID", journeyOf(id)), element("PaxSegmentRefID", id)),
      ),
    ),
    ...list("PaxList", passengers.map(renderPax)),
    ...list("PaxSegmentList", flights.map(renderSegment)),
    ...list("PenaltyList", penalties.map(renderPenalty)),
    ...list(
      "ServiceDefinitionList",
      services.map((service) => renderDefinition(service, validatingCarrier)),
    ),
  );
}

/** Each flight is a journey of its own. */
export function renderJourneyRef(flights: readonly OrderFlight[]): string {
  const journeys = flights.map(({ id }) => element("PaxJourneyRefID", journeyOf(id)));
  return group("OfferServiceAssociation", group("PaxJourneyRef", ...journeys));
}

function list(name: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : [group(name, ...entries)];
}

function journeyOf(flightId: string): string {
  return `J-${flightId}`;
}

function renderPax({ id, type, ...names }: AirOrder["passengers"][number]): string {
  const { surname, givenNames, dateOfBirthOn } = names;
  const individual = group(
    "Individual",
    optional("Birthdate", dateOfBirthOn),
    element("GivenName", givenNames),
    element("Surname", surname),
  );
  return group("Pax", surname === "" ? "" : individual, element("PaxID", id), element("PTC", type));
}

/** A list of the flights, and which of them the travellers are on. */
function renderSegment({ id, bookingClass }: OrderFlight): string {
  return group(
    "PaxSegment",
    element("DatedMarketingSegmentRefId", `FLIGHT-${id}`),
    element("MarketingCarrierRBD_Code", bookingClass),
    element("PaxSegmentID", id),
  );
}

function renderFlight(flight: OrderFlight): string {
  return group(
    "DatedMarketingSegment",
    group(
      "Arrival",
      element("AircraftScheduledDateTime", `${flight.arrivesLocal}:00`),
      element("IATA_LocationCode", flight.destinationAirport),
    ),
    element("CarrierDesigCode", flight.carrierCode),
    element("DatedMarketingSegmentId", `FLIGHT-${flight.id}`),
    element("DatedOperatingSegmentRefId", `OPERATED-${flight.id}`),
    group(
      "Dep",
      element("AircraftScheduledDateTime", `${flight.departsLocal}:00`),
      element("IATA_LocationCode", flight.originAirport),
    ),
    element("MarketingCarrierFlightNumberText", flight.flightNumber),
  );
}

function renderOperated({ id, carrierCode, flightNumber }: OrderFlight): string {
  return group(
    "DatedOperatingSegment",
    element("CarrierDesigCode", carrierCode),
    element("DatedOperatingSegmentId", `OPERATED-${id}`),
    element("OperatingCarrierFlightNumberText", flightNumber),
  );
}

function renderPenalty({ id, amount, typeCode }: Penalty): string {
  return group(
    "Penalty",
    element("PenaltyID", id),
    group("Price", renderAmount("TotalAmount", amount)),
    element("TypeCode", typeCode),
  );
}

function renderDefinition({ fareBasis, service }: OrderFare, ownerCode: string): string {
  return group(
    "ServiceDefinition",
    element("Name", service?.name ?? fareBasis),
    element("OwnerCode", ownerCode),
    optional("RFIC", service?.rfic),
    optional("RFISC", service?.rfisc),
    element("ServiceDefinitionID", fareBasis),
  );
}
