import * as fc from "fast-check";

import { billingPeriodTo } from "../billing-period";
import { compareTransaction } from "./compare-transaction";
import type { StatedTransaction } from "./transactions";

const period = { startsOn: "2026-03-01", endsOn: "2026-03-15" };

function sale(over: Partial<StatedTransaction> = {}): StatedTransaction {
  return {
    code: "TKTT",
    currency: "BDT",
    agent: "42300010",
    fare: 4_000_000n,
    tax: 850_000n,
    penalty: 0n,
    gross: 4_850_000n,
    commission: -280_000n,
    remittance: 4_570_000n,
    taxes: new Map([
      ["BD", 50_000n],
      ["YQ", 800_000n],
    ]),
    ...over,
  };
}

const ours = { ...sale(), issuedOn: "2026-03-02" };

function differ(stated: StatedTransaction, tolerance = 0n) {
  return compareTransaction(stated, ours, { period, tolerance }).map(
    ({ kind, field, minor, action }) => [kind, field, minor, action],
  );
}

describe("compareTransaction", () => {
  test("finds nothing where nothing differs by more than the tolerance", () => {
    expect(differ(sale())).toEqual([]);
    fc.assert(
      fc.property(fc.bigInt(-100n, 100n), (off) => {
        const found = differ(sale({ fare: 4_000_000n + off }), 50n);
        expect(found.length).toBe(off > 50n || off < -50n ? 1 : 0);
      }),
    );
  });

  test("suggests to dispute what they want more, to claim what they owe us, to take what favours us", () => {
    expect(differ(sale({ fare: 4_000_100n }))).toEqual([["amount", "fare", 100n, "dispute"]]);
    expect(differ(sale({ fare: 3_999_900n }))).toEqual([["amount", "fare", -100n, "accept"]]);
    expect(differ(sale({ commission: -270_000n }))).toEqual([
      ["commission", "commission", 10_000n, "claim"],
    ]);
    expect(differ(sale({ penalty: 500n }))).toEqual([["amount", "penalty", 500n, "dispute"]]);
  });

  test("names the one tax that differs, and tells of taxes that only come to the same", () => {
    const dearer = new Map([
      ["BD", 50_000n],
      ["YQ", 900_000n],
    ]);
    expect(differ(sale({ tax: 950_000n, taxes: dearer }))).toEqual([
      ["tax", "YQ", 100_000n, "dispute"],
    ]);
    const otherwise = new Map([
      ["BD", 60_000n],
      ["YQ", 790_000n],
    ]);
    expect(differ(sale({ taxes: otherwise }))).toEqual([["tax", "taxes", 0n, "dispute"]]);
  });

  test("tells of gross and remittance only where no other figure explains them", () => {
    expect(differ(sale({ gross: 4_850_001n, remittance: 4_570_001n }))).toEqual([
      ["amount", "gross", 1n, "dispute"],
    ]);
    expect(differ(sale({ remittance: 1n }))).toEqual([
      ["amount", "remittance", -4_569_999n, "accept"],
    ]);
  });

  test("compares no amounts of different currencies, and facts all the same", () => {
    expect(differ(sale({ currency: "USD", agent: "42300021", fare: 1n }))).toEqual([
      ["wrong_agency", "agent", 0n, "dispute"],
      ["amount", "currency", 0n, "dispute"],
    ]);
    const late = compareTransaction(
      sale(),
      { ...ours, issuedOn: "2026-03-16" },
      { period, tolerance: 0n },
    );
    expect(late).toMatchObject([{ kind: "wrong_period", expected: "2026-03-16" }]);
  });

  test("tells an EMD from a ticket, and an associated one from one that stands alone", () => {
    for (const code of ["EMDA", "EMDS"]) {
      expect(differ(sale({ code, fare: 4_000_100n }))).toEqual([
        ["amount", "document_type", 0n, "dispute"],
        ["amount", "fare", 100n, "dispute"],
      ]);
    }
  });

  test("compares only what our books know", () => {
    const known = { currency: "BDT", agent: "", issuedOn: "2026-03-02", fare: 1n };
    const found = compareTransaction(sale(), known, { period, tolerance: 0n });
    expect(found.map(({ field }) => field)).toEqual(["fare"]);
  });
});

describe("billingPeriodTo", () => {
  test("begins a week, the half of a month or a month before its end", () => {
    expect(billingPeriodTo("2026-03-15", "semi_monthly").startsOn).toBe("2026-03-01");
    expect(billingPeriodTo("2026-02-28", "semi_monthly").startsOn).toBe("2026-02-16");
    expect(billingPeriodTo("2026-03-04", "weekly").startsOn).toBe("2026-02-26");
    expect(billingPeriodTo("2026-02-28", "monthly").startsOn).toBe("2026-02-01");
  });
});
