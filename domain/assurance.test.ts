import { assuranceLevelOf, assuranceLevelReached } from "./assurance";

describe("assuranceLevelReached", () => {
  test.each([
    [["pwd"], 1],
    [["oidc"], 1],
    [["pwd", "otp"], 2],
    [["pwd", "recovery_code"], 2],
    [["oidc", "mfa"], 2],
    [["oidc", "passkey"], 2],
    [["passkey"], 2],
    [[], 1],
  ] as const)("of %j is %i", (methods, level) => {
    expect(assuranceLevelReached(methods)).toBe(level);
  });
});

describe("assuranceLevelOf", () => {
  test("wants two factors of whoever lets others in by an issuer, one of whoever looks", () => {
    expect(assuranceLevelOf("identity_provider.create.partner")).toBe(2);
    expect(assuranceLevelOf("identity_provider.update.partner")).toBe(2);
    expect(assuranceLevelOf("identity_provider.read.partner")).toBe(1);
  });

  test.each([
    "bank_details.create.partner",
    "bsp_exception.accept.partner",
    "credit_limit.update.partner",
    "memo.decide.partner",
    "privacy.erase.partner",
    "recognition.run.partner",
    "refund.pay_back.partner",
    "supplier.update.partner",
  ] as const)("wants two factors for %s: money, people's data or the books", (permission) => {
    expect(assuranceLevelOf(permission)).toBe(2);
  });

  test.each(["booking.issue.partner", "ticket.void.partner", "refund.quote.partner"] as const)(
    "wants one factor for %s: it sells",
    (permission) => {
      expect(assuranceLevelOf(permission)).toBe(1);
    },
  );
});
