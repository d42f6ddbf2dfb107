import type { BookedSegment } from "../../domain/booking-record";
import type { PartnerDatabase } from "../partner-scope";

export interface AirportName {
  readonly name: string;
  readonly city: string | null;
}

/** Names of the airports and airlines of an itinerary. */
export async function listPlaceNames(
  { db }: PartnerDatabase,
  segments: readonly BookedSegment[],
): Promise<{
  readonly airports: ReadonlyMap<string, AirportName>;
  readonly airlines: ReadonlyMap<string, string>;
}> {
  const codes = segments.flatMap((segment) => [segment.originAirport, segment.destinationAirport]);
  const [airports, airlines] = await Promise.all([
    db
      .selectFrom("airport_codes")
      .select(["airport_code", "airport_name", "city_name"])
      .where("airport_code", "in", [...new Set(codes)])
      .execute(),
    db
      .selectFrom("airlines")
      .select(["airline_code", "airline_name"])
      .where("airline_code", "in", [...new Set(segments.map(({ carrierCode }) => carrierCode))])
      .execute(),
  ]);
  return {
    airports: new Map(
      airports.map((row) => [row.airport_code, { name: row.airport_name, city: row.city_name }]),
    ),
    airlines: new Map(airlines.map((row) => [row.airline_code, row.airline_name])),
  };
}
