import { booksIn, describeLines } from "../../../tests/harness/posting-books";
import { buildEntry } from "../../journal/build-entry";
import { money } from "../../money";
import { postBspDifference } from "../../posting/bsp-difference";
import type { AcceptableDifference } from "./acceptance";
import { acceptDifference } from "./acceptance";

const bdt = (minor: bigint) => money("BDT", minor);

/** 12.50 more than the 48,500.00 of accounting.md 5.1. */
function difference(over: Partial<AcceptableDifference> = {}): AcceptableDifference {
  return {
    kind: "amount",
    field: "fare",
    difference: bdt(1_250n),
    isCounted: true,
    stated: { code: "TKTT", gross: bdt(4_851_250n), commission: bdt(-280_000n) },
    ticket: { status: "ISSUED", isOfBsp: true },
    isCash: true,
    ...over,
  };
}

function linesOf(exception: AcceptableDifference): string[] {
  const accepted = acceptDifference(exception);
  if (accepted.kind === "none") return [accepted.reason];
  const sale = { bookingId: 1, customerId: 2, productCode: "air", ticketId: 1 };
  const lines = postBspDifference({ ...accepted, sale, supplierId: 5 });
  buildEntry(lines, booksIn("BDT"));
  return describeLines(lines);
}

describe("acceptDifference", () => {
  test.each<[string, Partial<AcceptableDifference>, string[]]>([
    ["accounting.md 5.7's 12.50 more", {}, ["5045 Dr 12.50 #1", "2011 Cr 12.50 #1"]],
    [
      "a fare that is lower: a gain",
      { difference: bdt(-1n) },
      ["7045 Cr 0.01 #1", "2011 Dr 0.01 #1"],
    ],
    ["a tax", { kind: "tax", field: "YQ" }, ["5045 Dr 12.50 #1", "2011 Cr 12.50 #1"]],
    [
      "less commission than ours, also where a card has paid",
      { kind: "commission", field: "commission", difference: bdt(12_500n), isCash: false },
      ["5045 Dr 125.00 #1", "1109 Cr 125.00 #1"],
    ],
    [
      "more commission",
      { kind: "commission", field: "commission", difference: bdt(-12_500n) },
      ["7045 Cr 125.00 #1", "1109 Dr 125.00 #1"],
    ],
    [
      "a ticket that we voided and BSP bills: 45,712.50 net",
      {
        kind: "missing_in_books",
        field: null,
        difference: bdt(4_571_250n),
        ticket: { status: "VOIDED", isOfBsp: true },
      },
      ["5045 Dr 45712.50 #1", "2011 Cr 48512.50 #1", "1109 Dr 2800.00 #1"],
    ],
    [
      "an EMD that we voided and BSP bills: 1,380.00 net",
      {
        kind: "missing_in_books",
        field: null,
        difference: bdt(138_000n),
        stated: { code: "EMDA", gross: bdt(138_000n), commission: bdt(0n) },
        ticket: { status: "VOIDED", isOfBsp: true },
      },
      ["5045 Dr 1380.00 #1", "2011 Cr 1380.00 #1"],
    ],
  ])("posts %s", (_, over, expected) => {
    expect(linesOf(difference(over))).toEqual(expected);
  });

  test.each<[string, Partial<AcceptableDifference>]>([
    ["file_not_counted", { isCounted: false }],
    ["no_rule", { kind: "missing_in_bsp", field: null, stated: undefined }],
    ["ticket_unknown", { kind: "missing_in_books", field: null, ticket: undefined }],
    ["ticket_not_of_bsp", { ticket: { status: "ISSUED", isOfBsp: false } }],
    ["no_rule", { kind: "missing_in_books", field: "cancellation" }],
    ["no_rule", { field: "currency" }],
    ["no_rule", { field: "remittance" }],
    ["no_rule", { kind: "duplicate", field: null }],
    ["no_rule", { kind: "wrong_period", field: "issued_on" }],
    ["paid_by_card", { isCash: false }],
    ["nothing_to_post", { kind: "tax", field: "taxes", difference: bdt(0n) }],
  ])("guesses nothing: %s", (reason, over) => {
    expect(linesOf(difference(over))).toEqual([reason]);
  });
});
