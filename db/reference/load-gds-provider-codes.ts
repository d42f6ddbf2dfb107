import type { GdsProviderCodeRow } from "./reference-rows";

/**
 * The reservation systems that sell travel, an airline's by their IATA system code. EDIFACT stands
 * for a system reached only host to host, without a public web service.
 */
const providers: readonly (readonly [
  code: string,
  name: string,
  protocol: GdsProviderCodeRow["protocol"],
])[] = [
  ["1A", "Amadeus", "SOAP"],
  ["1B", "Sabre Asia Pacific (Abacus)", "REST"],
  ["1E", "TravelSky", "EDIFACT"],
  ["1F", "INFINI Travel Information", "EDIFACT"],
  ["1G", "Travelport Galileo", "SOAP"],
  ["1H", "Sirena-Travel", "EDIFACT"],
  ["1J", "AXESS International Network", "EDIFACT"],
  ["1P", "Travelport Worldspan", "SOAP"],
  ["1S", "Sabre", "REST"],
  ["1V", "Travelport Apollo", "SOAP"],
  // No systems with an IATA code: airlines by NDC, low-cost carriers and hotels by their aggregators.
  ["HBD", "Hotelbeds", "REST"],
  ["LCC", "Low-cost carrier aggregator", "REST"],
  ["NDC", "Airline by NDC", "NDC"],
];

export function loadGdsProviderCodes(): GdsProviderCodeRow[] {
  return providers.map(([code, name, protocol]) => ({
    provider_code: code,
    provider_name: name,
    protocol,
    is_active: true,
  }));
}
