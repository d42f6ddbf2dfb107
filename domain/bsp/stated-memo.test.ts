import { statedMemoOf } from "./stated-memo";

describe("statedMemoOf", () => {
  /** DISH p.120-125, in whole units. */
  test.each([
    ["ADM", "ADMA", 911n, -90n, { kind: "adm", amount: 911n, commission: 0n }],
    [
      "ADM that recalls commission",
      "ADMA",
      1109n,
      90n,
      { kind: "adm", amount: 1109n, commission: 90n },
    ],
    ["commission-only ADM", "ADMA", 10n, 10n, { kind: "adm", amount: 10n, commission: 10n }],
    ["ACM", "ACMA", -178n, 20n, { kind: "acm", amount: 178n, commission: 0n }],
    [
      "ACM that grants commission",
      "ACMA",
      -222n,
      -20n,
      { kind: "acm", amount: 222n, commission: 20n },
    ],
    ["supplementary ACM", "SPCR", -10n, -10n, { kind: "acm", amount: 10n, commission: 10n }],
    ["ADM that pays us", "ADMD", -1n, 0n, undefined],
    ["memo of nothing", "ACMD", 0n, 0n, undefined],
    ["commission beyond the whole", "ADMA", 5n, 6n, undefined],
  ])("%s", (_, code, remittance, commission, expected) => {
    expect(statedMemoOf({ code, remittance, commission })).toEqual(expected);
  });
});
