import { groupBy } from "../../domain/group-by";
import { loadAirportCodes } from "./load-airport-codes";
import { readGeoNamesPlaces } from "./read-geonames-places";
import type { GeoNamesPlace } from "./read-geonames-places";
import type { AirportCodeRow, LocationCodeRow } from "./reference-rows";

/** Farther apart than this, two places of one name and country are not the same city. */
const sameCityKmMax = 75;

/** UN/LOCODE's digit for a place that has an airport. */
const airportFunction = "4";

/**
 * IATA city codes and GeoNames places. A city code is tied to its place, so that a search by name
 * finds the code. UN/LOCODE has no npm package and is read from a file, see parseUnLocode.
 */
export async function loadLocationCodes(): Promise<LocationCodeRow[]> {
  const places = readGeoNamesPlaces();
  const placesByName = groupBy(places, (place) => nameKey(place.countryCode, place.name));
  const cityCodeByPlace = new Map<GeoNamesPlace, string>();
  const cities = toCities(await loadAirportCodes()).map((city) => {
    const place = findPlace(city, placesByName);
    if (place === undefined || cityCodeByPlace.has(place)) return city;
    cityCodeByPlace.set(place, city.location_code);
    return atPlace(city, place);
  });
  const rows = [
    ...cities,
    ...places.map((place) => toPlaceRow(place, cityCodeByPlace.get(place) ?? null)),
  ];
  return rows.toSorted((a, b) => (a.location_code < b.location_code ? -1 : 1));
}

function toCities(airports: readonly AirportCodeRow[]): LocationCodeRow[] {
  const airportsByCity = groupBy(airports, (airport) => airport.city_code);
  return [...airportsByCity]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([cityCode, inCity]) => toCityRow(cityCode, inCity) ?? []);
}

function toCityRow(
  cityCode: string,
  airports: readonly AirportCodeRow[],
): LocationCodeRow | undefined {
  const airport =
    airports.find(({ airport_code }) => airport_code === cityCode) ??
    airports.find(({ has_scheduled_service }) => has_scheduled_service) ??
    airports[0];
  if (airport === undefined) return undefined;
  return {
    location_code: cityCode,
    location_name: airport.city_name ?? airport.airport_name,
    country_code: airport.country_code,
    subdivision_code: null,
    function_codes: airportFunction,
    latitude: airport.latitude,
    longitude: airport.longitude,
    iata_code: cityCode,
    source: "IATA",
    is_active: true,
  };
}

function findPlace(
  city: LocationCodeRow,
  placesByName: ReadonlyMap<string, readonly GeoNamesPlace[]>,
): GeoNamesPlace | undefined {
  const namesakes = placesByName.get(nameKey(city.country_code, city.location_name)) ?? [];
  return namesakes
    .filter((place) => distanceKm(city, place) <= sameCityKmMax)
    .toSorted((a, b) => b.population - a.population)[0];
}

function atPlace(city: LocationCodeRow, place: GeoNamesPlace): LocationCodeRow {
  const { subdivisionCode, latitude, longitude } = place;
  return { ...city, subdivision_code: subdivisionCode, latitude, longitude };
}

function toPlaceRow(place: GeoNamesPlace, cityCode: string | null): LocationCodeRow {
  return {
    location_code: `G${place.geonameId}`,
    location_name: place.name,
    country_code: place.countryCode,
    subdivision_code: place.subdivisionCode,
    function_codes: place.featureCode,
    latitude: place.latitude,
    longitude: place.longitude,
    iata_code: cityCode,
    source: "GEONAMES",
    is_active: true,
  };
}

function nameKey(countryCode: string, name: string): string {
  const letters = name
    .normalize("NFD")
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]/gu, "");
  return `${countryCode}:${letters}`;
}

/** Flat-earth distance: exact enough below a hundred kilometres. */
function distanceKm(city: LocationCodeRow, place: GeoNamesPlace): number {
  if (city.latitude === null || city.longitude === null) return Number.POSITIVE_INFINITY;
  const kmPerDegree = 111.2;
  const toRadians = Math.PI / 180;
  const northKm = (place.latitude - city.latitude) * kmPerDegree;
  const eastKm =
    (place.longitude - city.longitude) * kmPerDegree * Math.cos(city.latitude * toRadians);
  return Math.hypot(northKm, eastKm);
}
