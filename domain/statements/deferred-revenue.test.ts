import { defaultChartOfAccounts } from "../journal/accounts";
import { money, parseMoney } from "../money";
import { rollForward, totalDeferrals } from "./deferred-revenue";
import type { StatementAccount } from "./statement-account";

const chart: StatementAccount[] = defaultChartOfAccounts.map((account) => ({
  accountId: Number(account.code),
  code: account.code,
  name: account.name,
  class: account.class,
  control: account.control ?? null,
}));
const air = chart.filter(({ code }) => code === "2031" || code === "2032");

/** `2031 -2800.00` is a net debit of 2,800.00. */
function entry(...nets: readonly string[]): Map<number, bigint> {
  return new Map(
    nets.map((net) => {
      const [code = "", amount = ""] = net.split(" ");
      return [Number(code), parseMoney({ amount, currency: "BDT" }).minor] as const;
    }),
  );
}

function roll(...entries: readonly Map<number, bigint>[]) {
  const opening = new Map([[2031, money("BDT", 100_000n)]]);
  const rows = rollForward(air, chart, { currency: "BDT", opening, entries });
  return totalDeferrals(rows, "BDT");
}

describe("rollForward", () => {
  // Entries of accounting.md 5: issuance, recognition, refund, exchange, and a fee that is kept.
  test.each([
    ["an issuance defers", [entry("2031 2800.00", "4031 1000.00")], [2800, 0, 0, 3800]],
    ["a run recognises", [entry("2031 -400.00", "4011 400.00")], [0, 400, 0, 600]],
    ["a run taken back", [entry("2031 400.00", "4011 -400.00")], [0, -400, 0, 1400]],
    ["a refund releases", [entry("2031 -900.00", "4033 500.00")], [0, 0, 900, 100]],
    [
      "an exchange adds its difference only",
      [entry("2031 420.00", "4031 800.00")],
      [420, 0, 0, 1420],
    ],
    [
      "a refund that keeps the fee releases the commission and earns the fee",
      [entry("2032 1000.00"), entry("2031 -900.00", "2032 -1000.00", "4031 1000.00")],
      [1000, 1000, 900, 100],
    ],
    [
      "a debit beyond the income of its entry is released",
      [entry("2031 -700.00", "4011 300.00")],
      [0, 300, 400, 300],
    ],
  ])("%s", (_name, entries, [deferred, recognised, released, closing]) => {
    const totals = roll(...entries);
    expect(
      [totals.deferred, totals.recognised, totals.released, totals.closing].map(
        ({ minor }) => Number(minor) / 100,
      ),
    ).toEqual([deferred, recognised, released, closing]);
  });
});
