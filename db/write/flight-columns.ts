import type { BookedSegment } from "../../domain/booking-record";

type Flight = Pick<
  BookedSegment,
  | "carrierCode"
  | "flightNumber"
  | "bookingClass"
  | "originAirport"
  | "destinationAirport"
  | "departsLocal"
  | "arrivesLocal"
  | "statusCode"
>;

/** A flight as the row of a booking's segment has it. */
export function toFlightColumns(flight: Flight) {
  return {
    carrier_code: flight.carrierCode,
    flight_number: flight.flightNumber,
    booking_class: flight.bookingClass,
    origin_airport: flight.originAirport,
    destination_airport: flight.destinationAirport,
    departs_local: flight.departsLocal.replace("T", " "),
    arrives_local: flight.arrivesLocal.replace("T", " "),
    status_code: flight.statusCode,
  };
}
