import { readSupplierLimits, toWorkerLimits } from "./supplier-limits";

describe("readSupplierLimits", () => {
  test("gives each supplier its own, and the others 50 at once without a rate", () => {
    const limits = readSupplierLimits("sabre=20/7.5, lcc=3");
    expect(toWorkerLimits(limits, "supplier-sabre")).toEqual({
      maxConcurrentActivityTaskExecutions: 20,
      maxTaskQueueActivitiesPerSecond: 7.5,
    });
    expect(toWorkerLimits(limits, "supplier-lcc")).toEqual({
      maxConcurrentActivityTaskExecutions: 3,
    });
    expect(toWorkerLimits(limits, "supplier-amadeus")).toEqual({
      maxConcurrentActivityTaskExecutions: 50,
    });
  });

  test.each(["galileo=1", "sabre", "sabre=0", "sabre=5/0", "sabre=5/x"])("refuses %s", (text) => {
    expect(() => readSupplierLimits(text)).toThrow("SUPPLIER_LIMITS");
  });
});
