import tzLookup from "@photostructure/tz-lookup";

import { cityCodeCorrections, reassignedAirportCodes } from "./airport-corrections";
import { readAirportDataJs, readAirportUtils, readCityCodes } from "./airport-sources";
import type { AirportsByCode, CityCode, SourceAirport } from "./airport-sources";
import { chooseTimeZone, isTimeZone, toTimetableZone } from "./choose-time-zone";
import type { AirportCodeRow } from "./reference-rows";

interface AirportSources {
  airportDataJs: AirportsByCode;
  airportUtils: AirportsByCode;
  cityCodes: ReadonlyMap<string, CityCode>;
  countryByIcaoPrefix: ReadonlyMap<string, string>;
  zonesByCountry: ReadonlyMap<string, ReadonlySet<string>>;
}

export async function loadAirportCodes(): Promise<AirportCodeRow[]> {
  const airportDataJs = await readAirportDataJs();
  const airportUtils = readAirportUtils();
  const sources: AirportSources = {
    airportDataJs,
    airportUtils,
    cityCodes: readCityCodes(),
    countryByIcaoPrefix: learnIcaoPrefixes(airportDataJs, airportUtils),
    zonesByCountry: learnCountryZones(airportUtils),
  };
  const codes = [...new Set([...airportDataJs.keys(), ...airportUtils.keys()])].toSorted();
  const rows = codes.flatMap((code) => toAirportRow(code, sources) ?? []);
  return nameCities(rows);
}

function toAirportRow(code: string, sources: AirportSources): AirportCodeRow | undefined {
  const broad = sources.airportDataJs.get(code);
  const careful = reassignedAirportCodes.has(code) ? undefined : sources.airportUtils.get(code);
  const chosen = careful ?? broad;
  if (chosen === undefined) return undefined;
  const isSameAirport = broad?.countryCode === chosen.countryCode;
  return {
    airport_code: code,
    icao_code: findIcaoCode(code, chosen, sources),
    airport_name: chosen.name,
    city_code: findCityCode(code, chosen, sources),
    city_name: chosen.cityName,
    country_code: chosen.countryCode,
    time_zone: findTimeZone(chosen, sources, careful),
    latitude: roundDegrees(chosen.latitude),
    longitude: roundDegrees(chosen.longitude),
    has_scheduled_service: isSameAirport ? broad.hasScheduledService : null,
    is_active: true,
  };
}

function findTimeZone(
  chosen: SourceAirport,
  { zonesByCountry }: AirportSources,
  careful: SourceAirport | undefined,
): string {
  if (careful !== undefined && isTimeZone(toTimetableZone(careful.timeZone))) {
    return toTimetableZone(careful.timeZone);
  }
  return chooseTimeZone({
    claimed: chosen.timeZone,
    atPosition: tzLookup(chosen.latitude, chosen.longitude),
    countryZones: zonesByCountry.get(chosen.countryCode) ?? new Set(),
  });
}

/**
 * airport-data-js sometimes has the ICAO code of the new holder of a reassigned code and the old
 * holder's name, so a code counts only if its country prefix fits the airport that was chosen.
 */
function findIcaoCode(code: string, chosen: SourceAirport, sources: AirportSources): string | null {
  const candidates = [
    sources.airportDataJs.get(code)?.icaoCode,
    sources.cityCodes.get(code)?.icaoCode,
  ];
  const fitting = candidates.find(
    (icaoCode) =>
      icaoCode != null &&
      sources.countryByIcaoPrefix.get(icaoCode.slice(0, 2)) === chosen.countryCode,
  );
  return fitting ?? null;
}

function findCityCode(code: string, chosen: SourceAirport, sources: AirportSources): string {
  const corrected = cityCodeCorrections.get(code);
  if (corrected !== undefined) return corrected;
  const listed = sources.cityCodes.get(code);
  return listed?.countryCode === chosen.countryCode ? listed.cityCode : code;
}

function learnIcaoPrefixes(
  airportDataJs: AirportsByCode,
  airportUtils: AirportsByCode,
): ReadonlyMap<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const [code, { icaoCode, countryCode }] of airportDataJs) {
    const other = airportUtils.get(code);
    if (icaoCode === null || (other && other.countryCode !== countryCode)) continue;
    const prefix = icaoCode.slice(0, 2);
    const countries = counts.get(prefix) ?? new Map<string, number>();
    counts.set(prefix, countries.set(countryCode, (countries.get(countryCode) ?? 0) + 1));
  }
  return new Map([...counts].map(([prefix, countries]) => [prefix, mostFrequent(countries)]));
}

function learnCountryZones(airports: AirportsByCode): ReadonlyMap<string, ReadonlySet<string>> {
  const zonesByCountry = new Map<string, Set<string>>();
  for (const { countryCode, timeZone } of airports.values()) {
    const zones = zonesByCountry.get(countryCode) ?? new Set<string>();
    zonesByCountry.set(countryCode, zones.add(toTimetableZone(timeZone)));
  }
  return zonesByCountry;
}

function mostFrequent(counts: ReadonlyMap<string, number>): string {
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** Airports that no source puts in a city take the name of the city whose code they have. */
function nameCities(rows: readonly AirportCodeRow[]): AirportCodeRow[] {
  const nameByCityCode = new Map<string, string>();
  for (const row of rows) {
    if (row.city_name === null) continue;
    const isCityItself = row.airport_code === row.city_code;
    if (isCityItself || !nameByCityCode.has(row.city_code)) {
      nameByCityCode.set(row.city_code, row.city_name);
    }
  }
  return rows.map((row) => ({
    ...row,
    city_name: row.city_name ?? nameByCityCode.get(row.city_code) ?? null,
  }));
}

function roundDegrees(degrees: number): number {
  return Number(degrees.toFixed(6));
}
