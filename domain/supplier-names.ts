/** Suppliers by the names that the API uses, with their provider codes. */
export const supplierProviders = {
  amadeus: "1A",
  sabre: "1S",
  ndc: "NDC",
  lcc: "LCC",
  hotelbeds: "HBD",
} as const;

export type SupplierName = keyof typeof supplierProviders;

/** Those of flights, which hold reservations. */
export const airSupplierNames = ["amadeus", "sabre", "ndc", "lcc"] as const;
export type AirSupplierName = (typeof airSupplierNames)[number];

export const supplierNames = [...airSupplierNames, "hotelbeds"] as const;

export function supplierNameOf(providerCode: string): SupplierName | undefined {
  return supplierNames.find((name) => supplierProviders[name] === providerCode);
}

/** A PNR of a GDS has six characters; an order of an airline or an aggregator is named freely. */
const locators: Readonly<Record<AirSupplierName, RegExp>> = {
  amadeus: /^[A-Z0-9]{6}$/,
  sabre: /^[A-Z0-9]{6}$/,
  ndc: /^[A-Za-z0-9_-]{4,64}$/,
  lcc: /^[A-Za-z0-9_-]{4,64}$/,
};

export function isRecordLocator(supplier: AirSupplierName, text: string): boolean {
  return locators[supplier].test(text);
}
