import {
  isRecordLocator,
  supplierNameOf,
  supplierNames,
  supplierProviders,
} from "./supplier-names";

describe("supplierNameOf", () => {
  test("finds each supplier by its provider code, and no other", () => {
    for (const name of supplierNames) expect(supplierNameOf(supplierProviders[name])).toBe(name);
    expect(supplierNameOf("1G")).toBeUndefined();
  });
});

describe("isRecordLocator", () => {
  test("takes six characters of a GDS, and the order ids of an airline or an aggregator", () => {
    expect(isRecordLocator("sabre", "YMUQL9")).toBe(true);
    expect(isRecordLocator("amadeus", "ord_0000ABCdef")).toBe(false);
    expect(isRecordLocator("lcc", "ord_0000ABCdef")).toBe(true);
    expect(isRecordLocator("ndc", "a b")).toBe(false);
  });
});
