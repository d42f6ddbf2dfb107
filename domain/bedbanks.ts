/** Whom a partner owes the stays that it buys through a provider. */
export interface Bedbank {
  readonly providerCode: string;
  readonly supplierCode: string;
  readonly name: string;
}

/** Suppliers of stays by the names that the API uses. */
export const staySupplierNames = ["hotelbeds"] as const;

export const bedbanks: Readonly<Record<(typeof staySupplierNames)[number], Bedbank>> = {
  hotelbeds: { providerCode: "HBD", supplierCode: "HOTELBEDS", name: "Hotelbeds" },
};

export function findBedbank(providerCode: string): Bedbank | undefined {
  return Object.values(bedbanks).find((bedbank) => bedbank.providerCode === providerCode);
}
