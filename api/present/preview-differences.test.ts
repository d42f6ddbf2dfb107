import { differencesSince } from "./preview-differences";
import type { ShownPreview } from "./recognition";

type Group = ShownPreview["groups"][number];

const taka = (amount: string) => ({ amount, currency: "BDT" });

function groupOf(recognisedAccount: string, lines: number, amount: string): Group {
  return {
    kind: "commission",
    policy: "per_segment",
    rule: "scheduled",
    product_code: "AIR",
    branch_id: null,
    supplier_id: null,
    deferred_account: "2031",
    recognised_account: recognisedAccount,
    lines,
    amount: taka(amount),
  };
}

function previewOf(lines: number, amount: string, groups: Group[]): ShownPreview {
  return {
    object: "recognition_preview",
    livemode: false,
    period_id: "per_01",
    recognised_through: "2026-11-20",
    bookings: 1,
    lines,
    amount: taka(amount),
    groups,
  };
}

describe("differences of a preview", () => {
  test("are of each group that came, went or changed, and in all", () => {
    const before = previewOf(6, "60.00", [
      groupOf("4011", 3, "30.00"),
      groupOf("4021", 2, "20.00"),
      groupOf("4031", 1, "10.00"),
    ]);
    const now = previewOf(6, "62.50", [
      groupOf("4011", 2, "27.50"),
      groupOf("4021", 2, "20.00"),
      groupOf("4041", 2, "15.00"),
    ]);
    const previewedAt = "2026-11-21T00:00:00.000Z";
    expect(differencesSince({ previewedAt, preview: before }, now)).toEqual({
      previewed_at: previewedAt,
      recognised_through: "2026-11-20",
      lines: 0,
      amount: taka("2.50"),
      groups: [
        groupOf("4011", -1, "-2.50"),
        groupOf("4041", 2, "15.00"),
        groupOf("4031", -1, "-10.00"),
      ],
    });
  });

  test("are none where only the day has changed", () => {
    const before = previewOf(1, "10.00", [groupOf("4011", 1, "10.00")]);
    const now = { ...before, recognised_through: "2026-11-21" };
    const previewedAt = "2026-11-21T00:00:00.000Z";
    expect(differencesSince({ previewedAt, preview: before }, now).groups).toEqual([]);
  });
});
