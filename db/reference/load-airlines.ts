import { airlineFacts } from "./airline-facts";
import type { AirlineFact } from "./airline-facts";
import { readPackageRecords, textOf } from "./read-package-file";
import type { AirlineRow } from "./reference-rows";

/** aircodes does not name the country. */
type Listed = AirlineFact | readonly [string, string | null, null, string, null, undefined?];

/** Our own facts first; aircodes supplies the airlines that they leave out. */
export function loadAirlines(): AirlineRow[] {
  const byCode = new Map(airlineFacts.map((fact) => [fact[0], toAirlineRow(fact)]));
  const icaoCodes = new Set([...byCode.values()].map((row) => row.icao_code));
  for (const listed of listDesignators()) {
    if (byCode.has(listed.code) || isSystemProvider(listed.code)) continue;
    const icaoCode = icaoCodes.has(listed.icaoCode) ? null : listed.icaoCode;
    icaoCodes.add(icaoCode);
    byCode.set(listed.code, toAirlineRow([listed.code, icaoCode, null, listed.name, null]));
  }
  return [...byCode.values()].toSorted((a, b) => (a.airline_code < b.airline_code ? -1 : 1));
}

interface Designator {
  code: string;
  icaoCode: string | null;
  name: string;
  /** IATA gives one code to two airlines whose networks do not meet, and marks the second. */
  isControlledDuplicate: boolean;
}

function listDesignators(): Designator[] {
  return readPackageRecords("aircodes", "data/airlines.json")
    .flatMap((record) => {
      const listedCode = textOf(record, "iata") ?? "";
      const code = listedCode.replace("*", "").trim();
      const name = toTradingName(textOf(record, "name") ?? "");
      const icaoCode = textOf(record, "icao");
      if (!/^[A-Z0-9]{2}$/.test(code) || name.length < 4) return [];
      return {
        code,
        icaoCode: icaoCode !== null && /^[A-Z]{3}$/.test(icaoCode) ? icaoCode : null,
        name,
        isControlledDuplicate: listedCode.includes("*"),
      };
    })
    .toSorted(
      (a, b) =>
        Number(a.isControlledDuplicate) - Number(b.isControlledDuplicate) ||
        Number(a.icaoCode === null) - Number(b.icaoCode === null) ||
        (a.name < b.name ? -1 : 1),
    );
}

function toTradingName(name: string): string {
  const [legalName = "", tradingName] = name.split(/ (?:d\/b\/a|t\/a|dba) /i);
  return (tradingName ?? legalName).trim();
}

/** Designators that start with 1 belong to reservation systems, which have a table of their own. */
function isSystemProvider(code: string): boolean {
  return code.startsWith("1");
}

function toAirlineRow(airline: Listed): AirlineRow {
  const [code, icaoCode, accountingCode, name, countryCode, status] = airline;
  return {
    airline_code: code,
    icao_code: icaoCode,
    accounting_code: accountingCode,
    airline_name: name,
    country_code: countryCode,
    is_active: status !== "closed",
  };
}
