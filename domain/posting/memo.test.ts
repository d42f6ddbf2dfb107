import { issueBooking } from "../../tests/harness/issued-booking";
import { readMoney } from "../../tests/harness/open-items";
import { booksIn, describeLines, markRecognised } from "../../tests/harness/posting-books";
import { buildEntry } from "../journal/build-entry";
import { formatAmount } from "../money";
import type { Memo } from "./memo";
import { postCreditMemo, postDebitMemo, postPassedOn, postRecharge } from "./memo";
import { postRecognition } from "./recognise";
import { shortenSchedule } from "./schedule";

const bdt = booksIn("BDT");
const segments = ["2026-12-24", "2027-01-03"];

interface Example {
  readonly amount: string;
  readonly commission: string;
  readonly settlement?: Memo["settlement"];
  /** Linked to 5.1's ticket over two segments, recognised through this day. */
  readonly recognisedThrough?: string;
}

describe("postDebitMemo", () => {
  test.each<[string, Example, string[]]>([
    [
      "accounting.md 5.7's ADM of 1,250.00, never linked",
      { amount: "1250.00 BDT", commission: "0.00 BDT" },
      ["5041 Dr 1250.00", "2011 Cr 1250.00"],
    ],
    [
      "the same linked to its ticket",
      { amount: "1250.00 BDT", commission: "0.00 BDT", recognisedThrough: "" },
      ["5041 Dr 1250.00 #1", "2011 Cr 1250.00 #1"],
    ],
    [
      "of a supplier outside BSP",
      { amount: "1250.00 BDT", commission: "0.00 BDT", settlement: "direct" },
      ["5041 Dr 1250.00", "2012 Cr 1250.00"],
    ],
    [
      "commission recalled before the service: from 2031",
      { amount: "350.00 BDT", commission: "350.00 BDT", recognisedThrough: "" },
      ["2031 Dr 350.00 #1", "1109 Cr 350.00 #1"],
    ],
    [
      "commission recalled after it: from 4011",
      { amount: "350.00 BDT", commission: "350.00 BDT", recognisedThrough: "2027-01-03" },
      ["4011 Dr 350.00 #1", "1109 Cr 350.00 #1"],
    ],
    [
      "commission recalled between two flights: what was recognised first, then what waits",
      { amount: "1500.00 BDT", commission: "1500.00 BDT", recognisedThrough: "2026-12-24" },
      ["2031 Dr 100.00 #1", "4011 Dr 1400.00 #1", "1109 Cr 1500.00 #1"],
    ],
    [
      "a fine and commission together",
      { amount: "1250.00 BDT", commission: "350.00 BDT", recognisedThrough: "" },
      ["5041 Dr 900.00 #1", "2031 Dr 350.00 #1", "2011 Cr 900.00 #1", "1109 Cr 350.00 #1"],
    ],
    [
      "commission recalled by a memo that was never linked",
      { amount: "350.00 BDT", commission: "350.00 BDT" },
      ["4011 Dr 350.00", "1109 Cr 350.00"],
    ],
    [
      "in JPY",
      { amount: "12345 JPY", commission: "45 JPY" },
      ["5041 Dr 12300", "4011 Dr 45", "2011 Cr 12300", "1109 Cr 45"],
    ],
    [
      "in BHD",
      { amount: "3.125 BHD", commission: "0.000 BHD" },
      ["5041 Dr 3.125", "2011 Cr 3.125"],
    ],
    ["nothing", { amount: "0.00 BDT", commission: "0.00 BDT" }, []],
  ])("posts %s", (_, example, expected) => {
    const posting = postDebitMemo(memoOf(example).memo, bdt);
    expect(describeLines(posting.lines)).toEqual(expected);
    expect(posting.deferrals).toEqual([]);
  });

  test("lessens what waits from the last flight on, and earns nothing of the rest", () => {
    const { memo, schedules } = memoOf({
      amount: "1800.00 BDT",
      commission: "1800.00 BDT",
      recognisedThrough: "",
    });
    const { releases } = postDebitMemo(memo, bdt);
    expect(
      schedules.flatMap((schedule) =>
        shortenSchedule(schedule, releases).slices.map(({ amount }) => formatAmount(amount)),
      ),
    ).toEqual(["1000.00", "0.00"]);
  });

  test("of what several schedules defer lessens the last one first", () => {
    const { memo, schedules } = memoOf({
      amount: "3000.00 BDT",
      commission: "3000.00 BDT",
      recognisedThrough: "",
    });
    const both = schedules.flatMap((schedule) => [schedule, { ...schedule, scheduleId: 9 }]);
    const ticket = memo.ticket && { ...memo.ticket, schedules: both };
    const posting = postDebitMemo({ ...memo, ...(ticket === undefined ? {} : { ticket }) }, bdt);
    expect(describeLines(posting.lines)).toEqual([
      "2031 Dr 200.00 #1",
      "2031 Dr 2800.00 #1",
      "1109 Cr 3000.00 #1",
    ]);
    expect(
      posting.releases.map(({ scheduleId, slices }) => [
        scheduleId,
        slices.map(({ lineNumber, amount }) => `${lineNumber} ${formatAmount(amount)}`),
      ]),
    ).toEqual([
      [1, ["2 200.00"]],
      [9, ["2 1400.00", "1 1400.00"]],
    ]);
  });

  test("takes what is deferred at its historical worth", () => {
    const { event, schedules } = issueBooking(
      {
        currency: "USD",
        tickets: [{ base: "500.00", taxes: "120.00", commission: "35.00" }],
      },
      booksIn("BDT", { "USD>BDT": "117.33320000" }),
    );
    const day = booksIn("BDT", { "USD>BDT": "118.00000000" });
    const { lines } = postDebitMemo(
      {
        supplierId: 500,
        settlement: "bsp",
        amount: readMoney("7.00 USD"),
        commission: readMoney("7.00 USD"),
        ticket: { ...event, ticketId: 1, schedules },
      },
      day,
    );
    expect(describeLines(lines)).toEqual([
      "2031 Dr 7.00 = 821.33 #1",
      "5091 Dr 0.00 = 4.67 #1",
      "1109 Cr 7.00 #1",
    ]);
    expect(buildEntry(lines, day).lines).toHaveLength(3);
  });
});

describe("postCreditMemo", () => {
  const unflown = [
    { segmentId: 1, departsOn: "2026-12-24" },
    { segmentId: 2, departsOn: "2027-01-03" },
  ];

  test.each<[string, Example, boolean, string[]]>([
    [
      "the opposite of 5.7's ADM",
      { amount: "1250.00 BDT", commission: "0.00 BDT" },
      false,
      ["2011 Dr 1250.00", "5041 Cr 1250.00"],
    ],
    [
      "commission granted for flights to come: it waits",
      { amount: "350.00 BDT", commission: "350.00 BDT", recognisedThrough: "" },
      true,
      ["1109 Dr 350.00 #1", "2031 Cr 350.00 #1"],
    ],
    [
      "commission granted for what was flown: earned",
      { amount: "350.00 BDT", commission: "350.00 BDT", recognisedThrough: "" },
      false,
      ["1109 Dr 350.00 #1", "4011 Cr 350.00 #1"],
    ],
    [
      "commission granted by a memo that was never linked: earned",
      { amount: "1250.00 BDT", commission: "350.00 BDT" },
      true,
      ["2011 Dr 900.00", "1109 Dr 350.00", "5041 Cr 900.00", "4011 Cr 350.00"],
    ],
    ["nothing", { amount: "0.00 BDT", commission: "0.00 BDT" }, true, []],
  ])("posts %s", (_, example, waits, expected) => {
    const { memo } = memoOf(example);
    const { lines } = postCreditMemo({ ...memo, unflown: waits ? unflown : [] });
    expect(describeLines(lines)).toEqual(expected);
  });

  test("defers what waits, over the flights to come", () => {
    const { memo } = memoOf({
      amount: "350.00 BDT",
      commission: "350.00 BDT",
      recognisedThrough: "",
    });
    expect(postCreditMemo({ ...memo, unflown }).deferrals).toMatchObject([
      {
        kind: "commission",
        ticketId: 1,
        supplierId: 500,
        amount: memo.commission,
        segments: unflown,
      },
    ]);
  });
});

describe("a memo", () => {
  test.each([
    ["-1.00 BDT", "0.00 BDT"],
    ["10.00 BDT", "10.01 BDT"],
    ["10.00 BDT", "-0.01 BDT"],
  ])("of %s with commission of %s is refused", (amount, commission) => {
    const { memo } = memoOf({ amount, commission });
    const refused = expect.objectContaining({ code: "AMOUNT_INVALID" });
    expect(() => postDebitMemo(memo, bdt)).toThrow(refused);
    expect(() => postCreditMemo({ ...memo, unflown: [] })).toThrow(refused);
  });
});

describe("postRecharge and postPassedOn", () => {
  const sale = { bookingId: 3, customerId: 70, productCode: "air" };
  const free = { amount: readMoney("0.00 BDT"), vat: readMoney("0.00 BDT") };

  test("charge the memo to the customer: Dr 1101 / Cr 5041", () => {
    const amount = readMoney("1250.00 BDT");
    expect(describeLines(postRecharge({ sale, supplierId: 500, amount, fee: free }))).toEqual([
      "1101 Dr 1250.00",
      "5041 Cr 1250.00",
    ]);
    const fee = { amount: readMoney("200.00 BDT"), vat: readMoney("30.00 BDT") };
    expect(describeLines(postRecharge({ sale, supplierId: 500, amount, fee }))).toEqual([
      "1101 Dr 1480.00",
      "5041 Cr 1250.00",
      "4031 Cr 200.00",
      "2061 Cr 30.00",
    ]);
  });

  test("pass an ACM on to the customer: Dr 5041 / Cr 2022", () => {
    const lines = postPassedOn({ sale, supplierId: 500, amount: readMoney("1250.00 BDT") });
    expect(describeLines(lines)).toEqual(["5041 Dr 1250.00", "2022 Cr 1250.00"]);
    expect(lines[0]?.dimensions).toEqual({ ...sale, supplierId: 500 });
  });

  test("refuse negative amounts", () => {
    const amount = readMoney("-1.00 BDT");
    const refused = expect.objectContaining({ code: "AMOUNT_INVALID" });
    expect(() => postRecharge({ sale, supplierId: 500, amount, fee: free })).toThrow(refused);
    expect(() => postPassedOn({ sale, supplierId: 500, amount })).toThrow(refused);
  });
});

function memoOf({ amount, commission, settlement = "bsp", recognisedThrough }: Example) {
  const { event, schedules: issued } = issueBooking({ tickets: [{ segments }] });
  const through = recognisedThrough ?? "";
  const { recognised } = postRecognition({ sale: event, schedules: issued, through }, bdt);
  const schedules = markRecognised(issued, recognised);
  const memo: Memo = {
    supplierId: 500,
    settlement,
    amount: readMoney(amount),
    commission: readMoney(commission),
    ...(recognisedThrough === undefined
      ? {}
      : {
          ticket: {
            bookingId: event.bookingId,
            customerId: event.customerId,
            productCode: event.productCode,
            ticketId: 1,
            schedules,
          },
        }),
  };
  return { memo, schedules };
}
