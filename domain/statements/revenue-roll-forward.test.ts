import type { Money } from "../money";
import { formatAmount, money } from "../money";
import type { ScheduledAmount, ScheduleMovement } from "./revenue-roll-forward";
import { columnNames, rollForwardSchedules, totalRollForward } from "./revenue-roll-forward";

const bdt = (minor: bigint): Money => money("BDT", minor);
const account = {
  accountId: 1,
  code: "2031",
  name: "Deferred air revenue",
  class: "liability",
  control: null,
} as const;

function scheduled(
  period: string | null,
  movement: ScheduleMovement,
  minor: bigint,
  more: Partial<ScheduledAmount> = {},
): ScheduledAmount {
  const own = { period, movement, amount: bdt(minor), accountId: 1 };
  return { ...own, policy: "per_segment", productCode: "air", ...more };
}

const booked = (period: string | null, moved: bigint, revalued = 0n) => ({
  period,
  accountId: 1,
  moved: bdt(moved),
  revalued: bdt(revalued),
});

describe("rollForwardSchedules", () => {
  const rows = rollForwardSchedules({
    currency: "BDT",
    accounts: [account],
    periods: ["2026-11", "2026-12"],
    scheduled: [
      scheduled(null, "issuance", 300_000n),
      scheduled(null, "recognition", 20_000n),
      scheduled("2026-11", "issuance", 280_000n),
      scheduled("2026-11", "recognition", 140_000n),
      scheduled("2026-11", "refund", 70_000n),
      scheduled("2026-11", "exchange_out", 30_000n),
      scheduled("2026-11", "exchange_in", 35_000n),
      scheduled("2026-12", "void", 10_000n),
      scheduled("2026-12", "memo", 5_000n),
      scheduled("2026-12", "issuance", 90_000n, { policy: "at_departure" }),
    ],
    booked: [
      booked(null, 285_000n),
      booked("2026-11", 76_000n, 1_000n),
      booked("2026-12", 75_000n),
    ],
  });

  test("opens, adds, takes off and closes, by period, policy and product; the rest by itself", () => {
    const shown = rows.map((row) => [
      row.period,
      row.policy,
      ...columnNames.map((name) => formatAmount(row[name])),
    ]);
    const none = "0.00";
    expect(shown).toEqual([
      [
        "2026-11",
        "per_segment",
        "2800.00",
        "2800.00",
        "1400.00",
        "700.00",
        none,
        none,
        "50.00",
        none,
        none,
        "3550.00",
      ],
      ["2026-11", null, "50.00", none, none, none, none, none, none, "10.00", none, "60.00"],
      [
        "2026-12",
        "at_departure",
        none,
        "900.00",
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        "900.00",
      ],
      [
        "2026-12",
        "per_segment",
        "3550.00",
        none,
        none,
        none,
        "100.00",
        "50.00",
        none,
        none,
        none,
        "3400.00",
      ],
      ["2026-12", null, "60.00", none, none, none, none, none, none, none, none, "60.00"],
    ]);
  });

  test("closes on what the journal says, to the minor unit", () => {
    const last = rows.filter(({ period }) => period === "2026-12");
    expect(totalRollForward(last, "BDT").closing).toEqual(bdt(285_000n + 76_000n + 75_000n));
  });
});
