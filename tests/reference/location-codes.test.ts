import { loadAirportCodes } from "../../db/reference/load-airport-codes";
import { loadCountries } from "../../db/reference/load-countries";
import { loadLocationCodes } from "../../db/reference/load-location-codes";
import type { LocationCodeRow } from "../../db/reference/reference-rows";

let rows: LocationCodeRow[];
let locations: Map<string, LocationCodeRow>;

beforeAll(async () => {
  rows = await loadLocationCodes();
  locations = new Map(rows.map((row) => [row.location_code, row]));
});

describe("loadLocationCodes", () => {
  test.each([
    ["LON", "London", "GB"],
    ["NYC", "New York City", "US"],
    ["PAR", "Paris", "FR"],
    ["TYO", "Tokyo", "JP"],
    ["DAC", "Dhaka", "BD"],
    ["STO", "Stockholm", "SE"],
  ])("knows the city code %s", (code, name, countryCode) => {
    expect(locations.get(code)).toMatchObject({
      location_name: name,
      country_code: countryCode,
      iata_code: code,
      source: "IATA",
    });
  });

  test("ties a place to the city code that serves it", () => {
    expect(locations.get("G2643743")).toEqual({
      location_code: "G2643743",
      location_name: "London",
      country_code: "GB",
      subdivision_code: "ENG",
      function_codes: "PPLC",
      latitude: 51.50853,
      longitude: -0.12574,
      iata_code: "LON",
      source: "GEONAMES",
      is_active: true,
    });
  });

  test("has more than 81,000 locations, 9,000 of them city codes", () => {
    expect(rows.length).toBeGreaterThan(81_000);
    expect(rows.filter((row) => row.source === "IATA").length).toBeGreaterThan(9000);
  });

  test("has the city code of every airport", async () => {
    const airports = await loadAirportCodes();
    const homeless = airports.filter((airport) => !locations.has(airport.city_code));
    expect(homeless).toEqual([]);
  });

  test("fits its columns, in countries that exist", () => {
    const countries = new Set(loadCountries().map((row) => row.country_code));
    const odd = rows.filter(
      (row) =>
        !/^(?:[A-Z]{3}|G\d+)$/.test(row.location_code) ||
        !countries.has(row.country_code) ||
        row.location_name === "" ||
        row.location_name.length > 160 ||
        (row.subdivision_code ?? "").length > 8 ||
        (row.function_codes ?? "").length > 16,
    );
    expect(odd).toEqual([]);
  });

  test("is unique and sorted by code", () => {
    expect(rows.map((row) => row.location_code)).toEqual([...locations.keys()].toSorted());
  });
});
