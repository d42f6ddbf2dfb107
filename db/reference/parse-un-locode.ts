import type { LocationCodeRow } from "./reference-rows";

/**
 * Rows of a UN/LOCODE code list as UNECE publishes it (CSV parts without a header; columns change,
 * country, location, name, ASCII name, subdivision, status, function, date, IATA, coordinates,
 * remarks). Country headings, removed entries and cross-references are left out.
 */
export function parseUnLocode(csv: string): LocationCodeRow[] {
  return parseCsv(csv).flatMap((fields) => toLocation(fields) ?? []);
}

const removedOrReference: ReadonlySet<string> = new Set(["X", "="]);

function toLocation(fields: readonly string[]): LocationCodeRow | undefined {
  const [change = "", country = "", location = "", name = "", , subdivision = ""] = fields;
  const [functions = "", , iataCode = "", position = ""] = fields.slice(7);
  if (!/^[A-Z]{2}$/.test(country) || !/^[A-Z2-9]{3}$/.test(location)) return undefined;
  if (removedOrReference.has(change.trim())) return undefined;
  const functionCodes = functions.replaceAll(/[^0-9B]/g, "");
  const coordinates = parseCoordinates(position);
  return {
    location_code: `${country}${location}`,
    location_name: name.trim(),
    country_code: country,
    subdivision_code: subdivision === "" ? null : subdivision,
    function_codes: functionCodes === "" ? null : functionCodes,
    latitude: coordinates?.latitude ?? null,
    longitude: coordinates?.longitude ?? null,
    iata_code: toIataCode(iataCode, location, functionCodes),
    source: "UNLOCODE",
    is_active: true,
  };
}

/** The list names the IATA code only where it differs from the location's own three letters. */
function toIataCode(iataCode: string, location: string, functionCodes: string): string | null {
  if (/^[A-Z]{3}$/.test(iataCode)) return iataCode;
  return functionCodes.includes("4") && /^[A-Z]{3}$/.test(location) ? location : null;
}

/** `5130N 00007W` is 51°30′ north, 0°07′ west. */
function parseCoordinates(position: string): { latitude: number; longitude: number } | undefined {
  const match = /^(\d{2})(\d{2})([NS]) (\d{3})(\d{2})([EW])$/.exec(position.trim());
  if (!match) return undefined;
  const [, latDegrees, latMinutes, northSouth, lonDegrees, lonMinutes, eastWest] = match;
  return {
    latitude: toDegrees(latDegrees, latMinutes, northSouth === "S"),
    longitude: toDegrees(lonDegrees, lonMinutes, eastWest === "W"),
  };
}

function toDegrees(degrees: string | undefined, minutes: string | undefined, isNegative: boolean) {
  const value = Number((Number(degrees) + Number(minutes) / 60).toFixed(6));
  return isNegative ? -value : value;
}

function parseCsv(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    const [matched, quoted, plain = "", separator] = match;
    if (matched === "") break;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (separator !== ",") {
      rows.push(row);
      row = [];
    }
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
