import { assertServiceNotBefore } from "./service-before-issue";

const departing = (...days: string[]) => days.map((departsOn) => ({ departsOn }));

describe("assertServiceNotBefore", () => {
  test("takes what departs from the day before on, wherever in the world that is", () => {
    for (const days of [[], ["2026-11-21"], ["2026-11-22"], ["2026-12-24", "2026-12-30"]]) {
      expect(() => assertServiceNotBefore("2026-11-22", departing(...days))).not.toThrow();
    }
  });

  test("refuses what had departed, if only one flight of several", () => {
    for (const days of [["2026-11-20"], ["2026-12-24", "2026-11-20"]]) {
      expect(() => assertServiceNotBefore("2026-11-22", departing(...days))).toThrow(
        expect.objectContaining({
          code: "SERVICE_BEFORE_ISSUE",
          details: { departsOn: "2026-11-20", issuedOn: "2026-11-22" },
        }),
      );
    }
  });
});
