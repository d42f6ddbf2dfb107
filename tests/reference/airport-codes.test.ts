import { isTimeZone } from "../../db/reference/choose-time-zone";
import { loadAirportCodes } from "../../db/reference/load-airport-codes";
import { loadCountries } from "../../db/reference/load-countries";
import type { AirportCodeRow } from "../../db/reference/reference-rows";

let rows: AirportCodeRow[];
let airports: Map<string, AirportCodeRow>;

beforeAll(async () => {
  rows = await loadAirportCodes();
  airports = new Map(rows.map((row) => [row.airport_code, row]));
});

describe("loadAirportCodes", () => {
  test("describes Dhaka in full", () => {
    expect(airports.get("DAC")).toEqual({
      airport_code: "DAC",
      icao_code: "VGHS",
      airport_name: "Shahjalal International Airport",
      city_code: "DAC",
      city_name: "Dhaka",
      country_code: "BD",
      time_zone: "Asia/Dhaka",
      latitude: expect.closeTo(23.84, 1),
      longitude: expect.closeTo(90.4, 1),
      has_scheduled_service: true,
      is_active: true,
    });
  });

  test.each([
    ["LHR", "EGLL", "LON", "GB", "Europe/London"],
    ["JFK", "KJFK", "NYC", "US", "America/New_York"],
    ["NRT", "RJAA", "TYO", "JP", "Asia/Tokyo"],
    ["CDG", "LFPG", "PAR", "FR", "Europe/Paris"],
    ["DXB", "OMDB", "DXB", "AE", "Asia/Dubai"],
    ["KTM", "VNKT", "KTM", "NP", "Asia/Kathmandu"],
    ["PHX", "KPHX", "PHX", "US", "America/Phoenix"],
    ["CGP", "VGEG", "CGP", "BD", "Asia/Dhaka"],
  ])("knows %s", (code, icaoCode, cityCode, countryCode, timeZone) => {
    expect(airports.get(code)).toMatchObject({
      icao_code: icaoCode,
      city_code: cityCode,
      country_code: countryCode,
      time_zone: timeZone,
      has_scheduled_service: true,
    });
  });

  test.each([
    ["BER", "EDDB", "BER"],
    ["PKX", "ZBAD", "BJS"],
    ["TFU", "ZUTF", "CTU"],
    ["GOX", "VOGA", "GOI"],
    ["NMI", "VANM", "BOM"],
    ["DXN", "VIND", "DXN"],
    ["KTI", "VDTI", "KTI"],
    ["NYO", "ESKN", "STO"],
  ])("has the recent airport %s", (code, icaoCode, cityCode) => {
    expect(airports.get(code)).toMatchObject({ icao_code: icaoCode, city_code: cityCode });
  });

  test("describes the new holder of a code that IATA gave away again", () => {
    expect(airports.get("BSZ")).toMatchObject({
      icao_code: "UCFM",
      city_code: "FRU",
      country_code: "KG",
      time_zone: "Asia/Bishkek",
    });
    expect(airports.get("JIO")).toMatchObject({ icao_code: "WAPM", country_code: "ID" });
  });

  test("keeps Xinjiang on the time of its timetables", () => {
    expect(airports.get("URC")?.time_zone).toBe("Asia/Shanghai");
  });

  test("has more than 10,000 airports, 4,000 of them with scheduled service", () => {
    expect(rows.length).toBeGreaterThan(10_000);
    expect(rows.filter((row) => row.has_scheduled_service).length).toBeGreaterThan(4000);
  });

  test("gives every airport a time zone that can be used", () => {
    const unusable = rows.filter((row) => !isTimeZone(row.time_zone));
    expect(unusable.map((row) => row.airport_code)).toEqual([]);
  });

  test("has well-formed codes, countries that exist and positions on Earth", () => {
    const countries = new Set(loadCountries().map((row) => row.country_code));
    const odd = rows.filter(
      (row) =>
        !/^[A-Z]{3}$/.test(row.airport_code) ||
        !/^[A-Z]{3}$/.test(row.city_code) ||
        !/^[A-Z][A-Z0-9]{3}$/.test(row.icao_code ?? "AAAA") ||
        !countries.has(row.country_code) ||
        Math.abs(row.latitude) > 90 ||
        Math.abs(row.longitude) > 180 ||
        row.airport_name === "" ||
        row.airport_name.length > 160,
    );
    expect(odd).toEqual([]);
  });

  test("is unique and sorted by code", () => {
    expect(rows.map((row) => row.airport_code)).toEqual([...airports.keys()].toSorted());
  });
});
