import { Refusal, refusalCodes } from "./refusal";

describe("refusalCodes", () => {
  test("are unique", () => {
    expect(new Set(refusalCodes).size).toBe(refusalCodes.length);
  });

  test("are sorted, word by word", () => {
    const byWord = refusalCodes.toSorted((left, right) =>
      left.replaceAll("_", " ") < right.replaceAll("_", " ") ? -1 : 1,
    );
    expect([...refusalCodes]).toEqual(byWord);
  });

  test.each(refusalCodes)("%s is written in capitals", (code) => {
    expect(code).toMatch(/^[A-Z]+(?:_[A-Z]+)*$/);
  });

  test.each([
    "ACCOUNT_NOT_POSTABLE",
    "AMOUNT_INVALID",
    "AMOUNT_PRECISION",
    "DIMENSION_REQUIRED",
    "FX_RATE_MISSING",
    "JE_UNBALANCED",
    "PERIOD_CLOSED",
    "TENANT_MISMATCH",
  ])("have %s, which the journal refuses with (accounting.md 1 and 2)", (code) => {
    expect(refusalCodes).toContain(code);
  });
});

describe("Refusal", () => {
  test("carries its code, its words and its details", () => {
    const refusal = new Refusal("NOT_FOUND", "No such booking.", { id: "bk_1" });
    expect(refusal).toBeInstanceOf(Error);
    expect(refusal).toMatchObject({
      name: "Refusal",
      code: "NOT_FOUND",
      message: "No such booking.",
      details: { id: "bk_1" },
    });
  });

  test("has no details where none are given", () => {
    expect(new Refusal("NOT_FOUND", "No such booking.").details).toEqual({});
  });
});
