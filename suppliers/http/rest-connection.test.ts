import { readRetryAfter, toLostOutcome, unusable } from "./rest-connection";

describe("readRetryAfter", () => {
  test("reads seconds and dates up to a bound, and nothing else", () => {
    expect(readRetryAfter("7")).toBe(7_000);
    expect(readRetryAfter("Thu, 01 Jan 1970 00:00:00 GMT")).toBe(0);
    expect(readRetryAfter("99999999")).toBe(900_000);
    expect(readRetryAfter("soon")).toBeUndefined();
    expect(readRetryAfter(undefined)).toBeUndefined();
  });
});

describe("toLostOutcome", () => {
  test("is unknown only where an act may have been read", () => {
    expect(toLostOutcome(unusable("half an answer"), true).kind).toBe("unknown");
    expect(toLostOutcome(unusable("half an answer"), false).kind).toBe("notDone");
    const unsent = { kind: "noAnswer", sent: false, message: "refused" } as const;
    expect(toLostOutcome(unsent, true).kind).toBe("notDone");
  });
});
