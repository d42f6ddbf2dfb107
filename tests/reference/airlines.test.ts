import { airlineFacts } from "../../db/reference/airline-facts";
import { loadAirlines } from "../../db/reference/load-airlines";
import { loadCountries } from "../../db/reference/load-countries";
import { loadGdsProviderCodes } from "../../db/reference/load-gds-provider-codes";

const rows = loadAirlines();
const airlines = new Map(rows.map((row) => [row.airline_code, row]));

describe("loadAirlines", () => {
  test.each([
    ["AA", "001"],
    ["DL", "006"],
    ["UA", "016"],
    ["AF", "057"],
    ["KL", "074"],
    ["AI", "098"],
    ["BA", "125"],
    ["QR", "157"],
    ["CX", "160"],
    ["EK", "176"],
    ["TG", "217"],
    ["LH", "220"],
    ["MH", "232"],
    ["TK", "235"],
    ["6E", "312"],
    ["EY", "607"],
    ["SQ", "618"],
    ["BS", "779"],
    ["VQ", "855"],
    ["BG", "997"],
  ])("knows that documents of %s start with %s", (code, accountingCode) => {
    expect(airlines.get(code)).toMatchObject({ accounting_code: accountingCode, is_active: true });
  });

  test("describes Biman in full", () => {
    expect(airlines.get("BG")).toEqual({
      airline_code: "BG",
      icao_code: "BBC",
      accounting_code: "997",
      airline_name: "Biman Bangladesh Airlines",
      country_code: "BD",
      is_active: true,
    });
  });

  test("has more than 1,000 airlines, 400 of them with an accounting code", () => {
    expect(rows.length).toBeGreaterThan(1000);
    expect(rows.filter((row) => row.accounting_code !== null).length).toBeGreaterThan(400);
  });

  test("names one airline for an airline code, an ICAO code or an accounting code", () => {
    expect(airlines.size).toBe(rows.length);
    expect(airlineFacts).toHaveLength(new Set(airlineFacts.map(([code]) => code)).size);
    for (const column of ["icao_code", "accounting_code"] as const) {
      const codes = rows.map((row) => row[column]).filter((code) => code !== null);
      expect(codes).toHaveLength(new Set(codes).size);
    }
  });

  test("has well-formed codes and countries that exist", () => {
    const countries = new Set(loadCountries().map((row) => row.country_code));
    for (const row of rows) {
      expect(row.airline_code).toMatch(/^[A-Z0-9]{2}$/);
      expect(row.icao_code ?? "AAA").toMatch(/^[A-Z]{3}$/);
      expect(row.accounting_code ?? "001").toMatch(/^\d{3}$/);
      expect(row.country_code === null || countries.has(row.country_code)).toBe(true);
      expect(row.airline_name.length).toBeLessThanOrEqual(100);
    }
  });

  test("leaves reservation systems to their own table", () => {
    for (const { provider_code } of loadGdsProviderCodes()) {
      expect(airlines.has(provider_code)).toBe(false);
    }
  });

  test("is sorted by code", () => {
    expect([...airlines.keys()]).toEqual([...airlines.keys()].toSorted());
  });
});

describe("loadGdsProviderCodes", () => {
  test.each([
    ["1A", "Amadeus", "SOAP"],
    ["1S", "Sabre", "REST"],
    ["1G", "Travelport Galileo", "SOAP"],
    ["HBD", "Hotelbeds", "REST"],
  ])("knows %s as %s", (code, name, protocol) => {
    expect(loadGdsProviderCodes()).toContainEqual({
      provider_code: code,
      provider_name: name,
      protocol,
      is_active: true,
    });
  });
});
