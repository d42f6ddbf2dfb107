import type { ChargeType } from "../booking";
import type { PostingLine } from "../journal/posting";
import { formatAmount, parseMoney } from "../money";
import { scheduleDeferral } from "../recognition";
import type { IssuanceEvent, IssuedTicket } from "./issuance";
import { postIssuance } from "./issuance";

const fee: Charge = ["service_fee", "1000.00", "150.00"];

interface Example {
  readonly name: string;
  readonly event: Partial<Sale>;
  /** The entry in order: account, side, amount, and the ticket where the line is one ticket's. */
  readonly lines: readonly string[];
}

const published: readonly Example[] = [
  {
    name: "5.1: as agent, BSP carrier, on the customer's credit",
    event: { tickets: [{}], charges: [fee] },
    lines: [
      "1101 Dr 49650.00",
      "1109 Dr 2800.00 #1",
      "2011 Cr 48500.00 #1",
      "2031 Cr 2800.00 #1",
      "4031 Cr 1000.00",
      "2061 Cr 150.00",
    ],
  },
  {
    name: "5.1, a supplier outside BSP: 2012 in place of 2011",
    event: { tickets: [{ settlement: "direct" }], charges: [fee] },
    lines: [
      "1101 Dr 49650.00",
      "1109 Dr 2800.00 #1",
      "2012 Cr 48500.00 #1",
      "2031 Cr 2800.00 #1",
      "4031 Cr 1000.00",
      "2061 Cr 150.00",
    ],
  },
  {
    name: "5.1, commission at issuance: 4011 in place of 2031",
    event: { tickets: [{}], charges: [fee], recognition: { commission: "at_issuance" } },
    lines: [
      "1101 Dr 49650.00",
      "1109 Dr 2800.00 #1",
      "2011 Cr 48500.00 #1",
      "4011 Cr 2800.00 #1",
      "4031 Cr 1000.00",
      "2061 Cr 150.00",
    ],
  },
  {
    name: "5.1, service fee deferred: 2032 in place of 4031, VAT due all the same",
    event: { tickets: [{}], charges: [fee], recognition: { serviceFee: "at_departure" } },
    lines: [
      "1101 Dr 49650.00",
      "1109 Dr 2800.00 #1",
      "2011 Cr 48500.00 #1",
      "2031 Cr 2800.00 #1",
      "2032 Cr 1000.00 #1",
      "2061 Cr 150.00",
    ],
  },
  {
    name: "5.1 with a mark-up of 1,500.00: 2032, later 4032",
    event: { tickets: [{}], charges: [fee, ["mark_up", "1500.00", "0.00"]] },
    lines: [
      "1101 Dr 51150.00",
      "1109 Dr 2800.00 #1",
      "2011 Cr 48500.00 #1",
      "2031 Cr 2800.00 #1",
      "2032 Cr 1500.00 #1",
      "4031 Cr 1000.00",
      "2061 Cr 150.00",
    ],
  },
  {
    name: "5.1 with a discount of 650.00: debit 4091, receivable less",
    event: { tickets: [{}], charges: [fee, ["discount", "650.00", "0.00"]] },
    lines: [
      "1101 Dr 49000.00",
      "4091 Dr 650.00",
      "1109 Dr 2800.00 #1",
      "2011 Cr 48500.00 #1",
      "2031 Cr 2800.00 #1",
      "4031 Cr 1000.00",
      "2061 Cr 150.00",
    ],
  },
  {
    name: "5.2: paid by card on the airline's merchant account",
    event: { tickets: [{ paidToAirline: true }], charges: [fee] },
    lines: [
      "1101 Dr 1150.00",
      "1109 Dr 2800.00 #1",
      "2031 Cr 2800.00 #1",
      "4031 Cr 1000.00",
      "2061 Cr 150.00",
    ],
  },
  {
    name: "5.3: as principal, a net fare of 820.00 sold for 1,000.00",
    event: {
      tickets: [
        {
          settlement: "direct",
          revenueRole: "principal",
          base: "820.00",
          taxes: "0.00",
          commission: "0.00",
        },
      ],
      charges: [["mark_up", "180.00", "0.00"]],
    },
    lines: ["1101 Dr 1000.00", "2033 Cr 1000.00 #1", "1401 Dr 820.00 #1", "2012 Cr 820.00 #1"],
  },
  {
    name: "5.3: a hotel's, which has its own accounts",
    event: {
      productCode: "hotel",
      tickets: [
        {
          settlement: "direct",
          revenueRole: "principal",
          base: "820.00",
          taxes: "0.00",
          commission: "0.00",
        },
      ],
      charges: [["mark_up", "180.00", "0.00"]],
    },
    lines: ["1101 Dr 1000.00", "2034 Cr 1000.00 #1", "1401 Dr 820.00 #1", "2012 Cr 820.00 #1"],
  },
  {
    name: "5.3: the same, a fare of 1,000.00 of which the supplier leaves 180.00",
    event: {
      tickets: [
        {
          settlement: "direct",
          revenueRole: "principal",
          base: "1000.00",
          taxes: "0.00",
          commission: "180.00",
        },
      ],
    },
    lines: ["1101 Dr 1000.00", "2033 Cr 1000.00 #1", "1401 Dr 820.00 #1", "2012 Cr 820.00 #1"],
  },
];

const ourOwn: readonly Example[] = [
  {
    name: "no commission, no charges: what the customer owes, the airline gets",
    event: { tickets: [{ commission: "0.00" }] },
    lines: ["1101 Dr 48500.00", "2011 Cr 48500.00 #1"],
  },
  {
    name: "mark-up earned at issuance: 4032, while commission waits",
    event: {
      tickets: [{}],
      charges: [["mark_up", "1500.00", "225.00"]],
      recognition: { markUp: "at_issuance" },
    },
    lines: [
      "1101 Dr 50225.00",
      "1109 Dr 2800.00 #1",
      "2011 Cr 48500.00 #1",
      "4032 Cr 1500.00 #1",
      "2031 Cr 2800.00 #1",
      "2061 Cr 225.00",
    ],
  },
  {
    name: "everything earned at issuance: nothing deferred",
    event: {
      tickets: [{}],
      charges: [fee, ["mark_up", "1500.00", "0.00"]],
      recognition: {
        commission: "at_issuance",
        markUp: "at_issuance",
        serviceFee: "at_issuance",
      },
    },
    lines: [
      "1101 Dr 51150.00",
      "1109 Dr 2800.00 #1",
      "2011 Cr 48500.00 #1",
      "4011 Cr 2800.00 #1",
      "4032 Cr 1500.00 #1",
      "4031 Cr 1000.00",
      "2061 Cr 150.00",
    ],
  },
  {
    name: "mark-up and fee deferred on one ticket: two lines on 2032",
    event: {
      tickets: [{}],
      charges: [fee, ["mark_up", "1000.00", "0.00"]],
      recognition: { serviceFee: "per_segment" },
    },
    lines: [
      "1101 Dr 50650.00",
      "1109 Dr 2800.00 #1",
      "2011 Cr 48500.00 #1",
      "2031 Cr 2800.00 #1",
      "2032 Cr 1000.00 #1",
      "2032 Cr 1000.00 #1",
      "2061 Cr 150.00",
    ],
  },
  {
    name: "several charges of a kind are one line, their VAT one line",
    event: {
      tickets: [{ commission: "0.00" }],
      charges: [fee, ["service_fee", "200.00", "30.00"], ["discount", "50.00", "0.00"]],
    },
    lines: [
      "1101 Dr 49830.00",
      "4091 Dr 50.00",
      "2011 Cr 48500.00 #1",
      "4031 Cr 1200.00",
      "2061 Cr 180.00",
    ],
  },
  {
    name: "a discount of the whole price: the customer owes nothing",
    event: { tickets: [{}], charges: [["discount", "48500.00", "0.00"]] },
    lines: ["4091 Dr 48500.00", "1109 Dr 2800.00 #1", "2011 Cr 48500.00 #1", "2031 Cr 2800.00 #1"],
  },
  {
    name: "card-paid without commission or charges: billed and settled at once",
    event: { tickets: [{ paidToAirline: true, commission: "0.00" }] },
    lines: ["2011 Dr 48500.00 #1", "2011 Cr 48500.00 #1"],
  },
  {
    name: "the same outside BSP: on 2012",
    event: { tickets: [{ paidToAirline: true, commission: "0.00", settlement: "direct" }] },
    lines: ["2012 Dr 48500.00 #1", "2012 Cr 48500.00 #1"],
  },
  {
    name: "card-paid without commission, with a fee: only the fee is ours, the ticket washes",
    event: { tickets: [{ paidToAirline: true, commission: "0.00" }], charges: [fee] },
    lines: [
      "1101 Dr 1150.00",
      "4031 Cr 1000.00",
      "2061 Cr 150.00",
      "2011 Dr 48500.00 #1",
      "2011 Cr 48500.00 #1",
    ],
  },
  {
    name: "card-paid with a discount above our charges: we owe the customer",
    event: { tickets: [{ paidToAirline: true }], charges: [["discount", "500.00", "0.00"]] },
    lines: ["1101 Cr 500.00", "4091 Dr 500.00", "1109 Dr 2800.00 #1", "2031 Cr 2800.00 #1"],
  },
  {
    name: "as principal with a discount: our own price is less, no 4091",
    event: {
      tickets: [
        {
          settlement: "direct",
          revenueRole: "principal",
          base: "820.00",
          taxes: "0.00",
          commission: "0.00",
        },
      ],
      charges: [
        ["mark_up", "180.00", "0.00"],
        ["discount", "50.00", "0.00"],
      ],
    },
    lines: ["1101 Dr 950.00", "2033 Cr 950.00 #1", "1401 Dr 820.00 #1", "2012 Cr 820.00 #1"],
  },
  {
    name: "as principal with a discount above what the supplier gets, below its own price",
    event: {
      tickets: [
        {
          settlement: "direct",
          revenueRole: "principal",
          base: "100.00",
          taxes: "0.00",
          commission: "0.00",
        },
      ],
      charges: [
        ["mark_up", "50.00", "0.00"],
        ["discount", "120.00", "0.00"],
      ],
    },
    lines: ["1101 Dr 30.00", "2033 Cr 30.00 #1", "1401 Dr 100.00 #1", "2012 Cr 100.00 #1"],
  },
  {
    name: "as principal with a discount above its price: the rest is off our fee, in 4091",
    event: {
      tickets: [
        {
          settlement: "direct",
          revenueRole: "principal",
          base: "100.00",
          taxes: "0.00",
          commission: "0.00",
        },
      ],
      charges: [
        ["service_fee", "500.00", "0.00"],
        ["discount", "150.00", "0.00"],
      ],
    },
    lines: [
      "1101 Dr 450.00",
      "4091 Dr 50.00",
      "1401 Dr 100.00 #1",
      "2012 Cr 100.00 #1",
      "4031 Cr 500.00",
    ],
  },
  {
    name: "as principal, paid by card to the supplier: it owes us what it leaves us",
    event: {
      tickets: [
        {
          settlement: "direct",
          revenueRole: "principal",
          paidToAirline: true,
          base: "1000.00",
          taxes: "0.00",
          commission: "180.00",
        },
      ],
      charges: [["service_fee", "20.00", "3.00"]],
    },
    lines: [
      "1101 Dr 23.00",
      "2033 Cr 1000.00 #1",
      "1401 Dr 820.00 #1",
      "1109 Dr 180.00 #1",
      "4031 Cr 20.00",
      "2061 Cr 3.00",
    ],
  },
  {
    name: "as principal, paid by card, nothing left to us: revenue and cost alone",
    event: {
      tickets: [
        { revenueRole: "principal", paidToAirline: true, base: "1000.00", commission: "0.00" },
      ],
    },
    lines: ["2033 Cr 9500.00 #1", "1401 Dr 9500.00 #1"],
  },
  {
    name: "two passengers, one of whom pays the airline by card",
    event: {
      tickets: [
        { base: "20000.00", taxes: "5000.00", commission: "1400.00" },
        { base: "20000.00", taxes: "5000.00", commission: "1400.00", paidToAirline: true },
      ],
      charges: [["service_fee", "600.00", "90.00"]],
    },
    lines: [
      "1101 Dr 25690.00",
      "1109 Dr 1400.00 #1",
      "2011 Cr 25000.00 #1",
      "1109 Dr 1400.00 #2",
      "2031 Cr 1400.00 #1",
      "2031 Cr 1400.00 #2",
      "4031 Cr 600.00",
      "2061 Cr 90.00",
    ],
  },
  {
    name: "split fares of two suppliers: the mark-up goes by what each ticket costs",
    event: {
      tickets: [
        { base: "30000.00", taxes: "6000.00", commission: "2100.00" },
        { base: "9999.99", taxes: "0.01", commission: "0.00", settlement: "direct" },
      ],
      charges: [["mark_up", "1000.00", "0.00"]],
    },
    lines: [
      "1101 Dr 47000.00",
      "1109 Dr 2100.00 #1",
      "2011 Cr 36000.00 #1",
      "2012 Cr 10000.00 #2",
      "2031 Cr 2100.00 #1",
      "2032 Cr 782.61 #1",
      "2032 Cr 217.39 #2",
    ],
  },
  {
    name: "agent and principal in one booking: each bears its share of mark-up and discount",
    event: {
      tickets: [
        { base: "25000.00", taxes: "5000.00", commission: "1750.00" },
        {
          base: "10000.00",
          taxes: "0.00",
          commission: "2000.00",
          settlement: "direct",
          revenueRole: "principal",
        },
      ],
      charges: [["mark_up", "400.00", "0.00"], ["discount", "800.00", "0.00"], fee],
    },
    lines: [
      "1101 Dr 40750.00",
      "4091 Dr 600.00",
      "1109 Dr 1750.00 #1",
      "2011 Cr 30000.00 #1",
      "2031 Cr 1750.00 #1",
      "2032 Cr 300.00 #1",
      "2033 Cr 9900.00 #2",
      "1401 Dr 8000.00 #2",
      "2012 Cr 8000.00 #2",
      "4031 Cr 1000.00",
      "2061 Cr 150.00",
    ],
  },
  {
    name: "an infant's free ticket has no lines of its own",
    event: {
      tickets: [{}, { base: "0.00", taxes: "0.00", commission: "0.00" }],
      charges: [["mark_up", "99.99", "0.00"]],
    },
    lines: [
      "1101 Dr 48599.99",
      "1109 Dr 2800.00 #1",
      "2011 Cr 48500.00 #1",
      "2031 Cr 2800.00 #1",
      "2032 Cr 99.99 #1",
    ],
  },
  {
    name: "two free tickets share a mark-up equally",
    event: {
      tickets: [
        { base: "0.00", taxes: "0.00", commission: "0.00" },
        { base: "0.00", taxes: "0.00", commission: "0.00" },
      ],
      charges: [["mark_up", "0.03", "0.00"]],
    },
    lines: ["1101 Dr 0.03", "2032 Cr 0.02 #1", "2032 Cr 0.01 #2"],
  },
  {
    name: "in USD: the amounts of 5.8",
    event: {
      currency: "USD",
      tickets: [{ base: "500.00", taxes: "120.00", commission: "35.00" }],
      charges: [["service_fee", "20.00", "0.00"]],
    },
    lines: [
      "1101 Dr 640.00",
      "1109 Dr 35.00 #1",
      "2011 Cr 620.00 #1",
      "2031 Cr 35.00 #1",
      "4031 Cr 20.00",
    ],
  },
  {
    name: "in JPY, without decimals",
    event: {
      currency: "JPY",
      tickets: [{ base: "98000", taxes: "21340", commission: "2940" }],
      charges: [["service_fee", "3300", "330"]],
    },
    lines: [
      "1101 Dr 122970",
      "1109 Dr 2940 #1",
      "2011 Cr 119340 #1",
      "2031 Cr 2940 #1",
      "4031 Cr 3300",
      "2061 Cr 330",
    ],
  },
  {
    name: "in BHD, with three decimals",
    event: {
      currency: "BHD",
      tickets: [{ base: "145.500", taxes: "38.275", commission: "2.500" }],
      charges: [
        ["mark_up", "5.125", "0.000"],
        ["discount", "1.000", "0.000"],
      ],
    },
    lines: [
      "1101 Dr 187.900",
      "4091 Dr 1.000",
      "1109 Dr 2.500 #1",
      "2011 Cr 183.775 #1",
      "2031 Cr 2.500 #1",
      "2032 Cr 5.125 #1",
    ],
  },
];

describe("postIssuance", () => {
  test.each(published)("posts accounting.md $name", ({ event, lines }) => {
    expect(describeLines(postIssuance(newEvent(event)).lines)).toEqual(lines);
  });

  test.each(ourOwn)("posts $name", ({ event, lines }) => {
    expect(describeLines(postIssuance(newEvent(event)).lines)).toEqual(lines);
  });

  test("posts nine passengers: each ticket's claim and commission, shares that sum to the charges", () => {
    const nine = Array.from({ length: 9 }, () => ({
      base: "32100.00",
      taxes: "11234.00",
      commission: "1605.00",
    }));
    const { lines } = postIssuance(
      newEvent({
        tickets: nine,
        charges: [
          ["service_fee", "5000.00", "750.00"],
          ["mark_up", "1000.00", "0.00"],
        ],
      }),
    );
    expect(describeLines(lines)).toEqual([
      "1101 Dr 396756.00",
      ...nine.flatMap((_, index) => [
        `1109 Dr 1605.00 #${index + 1}`,
        `2011 Cr 43334.00 #${index + 1}`,
      ]),
      ...nine.flatMap((_, index) => [
        `2031 Cr 1605.00 #${index + 1}`,
        `2032 Cr ${index === 4 ? "111.12" : "111.11"} #${index + 1}`,
      ]),
      "4031 Cr 5000.00",
      "2061 Cr 750.00",
    ]);
  });

  test("posts a conjunction as the one ticket it is, and defers over all its coupons", () => {
    const segments = [
      "2026-12-24",
      "2026-12-24",
      "2026-12-29",
      "2027-01-02",
      "2027-01-02",
      "2027-01-03",
    ];
    const { lines, deferrals } = postIssuance(newEvent({ tickets: [{ segments }] }));
    expect(describeLines(lines)).toEqual([
      "1101 Dr 48500.00",
      "1109 Dr 2800.00 #1",
      "2011 Cr 48500.00 #1",
      "2031 Cr 2800.00 #1",
    ]);
    const slices = deferrals.flatMap(({ amount, policy, segments: flown }) =>
      scheduleDeferral(amount, policy, flown),
    );
    expect(
      slices.map(({ recogniseOn, amount }) => `${recogniseOn} ${formatAmount(amount)}`),
    ).toEqual([
      "2026-12-24 466.67",
      "2026-12-24 466.66",
      "2026-12-29 466.67",
      "2027-01-02 466.67",
      "2027-01-02 466.66",
      "2027-01-03 466.67",
    ]);
  });

  test("refuses a charge in another currency than the tickets", () => {
    const event = newEvent({ tickets: [{}] });
    const amount = parseMoney({ amount: "10.00", currency: "USD" });
    const charges = [{ type: "service_fee", amount, vat: { ...amount, minor: 0n } }] as const;
    expect(() => postIssuance({ ...event, charges })).toThrow(
      expect.objectContaining({ code: "CURRENCY_MISMATCH" }),
    );
  });
});

describe("postIssuance, of deferrals", () => {
  test.each<[string, Partial<Sale>, string[]]>([
    [
      "commission, mark-up and fee of an agent",
      {
        tickets: [{}],
        charges: [fee, ["mark_up", "1500.00", "0.00"]],
        recognition: { markUp: "at_departure", serviceFee: "per_segment" },
      },
      [
        "commission 2800.00 #1 per_segment 2031 to 4011",
        "mark_up 1500.00 #1 at_departure 2032 to 4032",
        "service_fee 1000.00 #1 per_segment 2032 to 4031",
      ],
    ],
    [
      "nothing that is earned at issuance",
      {
        tickets: [{}],
        charges: [fee, ["mark_up", "1500.00", "0.00"]],
        recognition: { commission: "at_issuance", markUp: "at_issuance" },
      },
      [],
    ],
    [
      "nothing that comes to nothing",
      { tickets: [{ commission: "0.00" }], recognition: { serviceFee: "per_segment" } },
      [],
    ],
    [
      "price and cost of a principal, by one policy",
      {
        tickets: [{ revenueRole: "principal" }],
        charges: [fee],
        recognition: { commission: "at_departure", serviceFee: "per_segment" },
      },
      [
        "principal_revenue 48500.00 #1 at_departure 2033 to 4022",
        "principal_cost 45700.00 #1 at_departure 1401 to 5022",
        "service_fee 1000.00 #1 per_segment 2032 to 4031",
      ],
    ],
    [
      "a principal's journey even where commission is earned at issuance: it is not yet provided",
      { tickets: [{ revenueRole: "principal" }], recognition: { commission: "at_issuance" } },
      [
        "principal_revenue 48500.00 #1 at_departure 2033 to 4022",
        "principal_cost 45700.00 #1 at_departure 1401 to 5022",
      ],
    ],
  ])("defers %s", (_, event, expected) => {
    const { deferrals } = postIssuance(newEvent(event));
    expect(
      deferrals.map(
        (deferral) =>
          `${deferral.kind} ${formatAmount(deferral.amount)} #${deferral.ticketId} ${deferral.policy} ${deferral.deferredAccount} to ${deferral.recognisedAccount}`,
      ),
    ).toEqual(expected);
  });

  test("shares a deferred fee among the tickets by what they cost", () => {
    const { deferrals } = postIssuance(
      newEvent({
        tickets: [
          { base: "30000.00", taxes: "0.00", commission: "0.00" },
          { base: "20000.00", taxes: "0.00", commission: "0.00" },
          { base: "10000.00", taxes: "0.00", commission: "0.00" },
        ],
        charges: [["service_fee", "100.00", "15.00"]],
        recognition: { serviceFee: "per_segment" },
      }),
    );
    expect(deferrals.map(({ ticketId, amount }) => [ticketId, formatAmount(amount)])).toEqual([
      [1, "50.00"],
      [2, "33.33"],
      [3, "16.67"],
    ]);
  });
});

describe("postIssuance, of dimensions", () => {
  const event = {
    ...newEvent({
      tickets: [{ segments: ["2027-01-02", "2026-12-24"] }],
      charges: [fee, ["mark_up", "10.00", "0.00"], ["discount", "5.00", "0.00"]],
    }),
    branchId: 4,
  };
  const lines = postIssuance(event).lines;
  const ofBooking = { customerId: 70, bookingId: 3, productCode: "air", branchId: 4 };

  test.each<[string, object]>([
    ["1101", ofBooking],
    ["4091", ofBooking],
    ["1109", { ...ofBooking, supplierId: 500, ticketId: 1, serviceDate: "2026-12-24" }],
    ["2011", { ...ofBooking, supplierId: 500, ticketId: 1, serviceDate: "2026-12-24" }],
    ["2031", { ...ofBooking, ticketId: 1, serviceDate: "2026-12-24" }],
    ["2032", { ...ofBooking, ticketId: 1, serviceDate: "2026-12-24" }],
    ["4031", ofBooking],
    ["2061", { ...ofBooking, taxCode: "VAT_SERVICE_FEE" }],
  ])("the line on %s says what it concerns, with the first day of service", (account, expected) => {
    const [line] = lines.filter((candidate) => candidate.account === account);
    expect(line?.dimensions).toMatchObject(expected);
  });

  test("no line names a branch where the booking has none", () => {
    for (const { dimensions } of postIssuance(newEvent({ tickets: [{}] })).lines) {
      expect(dimensions).not.toHaveProperty("branchId");
    }
  });
});

type Charge = readonly [type: ChargeType, amount: string, vat: string];

interface Sale {
  readonly productCode: string;
  readonly currency: string;
  readonly tickets: readonly Partial<SoldTicket>[];
  readonly charges: readonly Charge[];
  readonly recognition: Partial<IssuanceEvent["recognition"]>;
}

interface SoldTicket extends Pick<IssuedTicket, "settlement" | "revenueRole" | "paidToAirline"> {
  readonly base: string;
  readonly taxes: string;
  readonly commission: string;
  readonly segments: readonly string[];
}

/** Tickets are of 5.1 where nothing else is said; the first is #1, of supplier 500. */
function newEvent(sale: Partial<Sale>): IssuanceEvent {
  const { currency = "BDT", tickets = [], charges = [], recognition = {} } = sale;
  const { productCode = "air" } = sale;
  const read = (amount: string) => parseMoney({ amount, currency });
  return {
    bookingId: 3,
    customerId: 70,
    productCode,
    currency,
    tickets: tickets.map((ticket, index) => ({
      ticketId: index + 1,
      supplierId: 500 + index,
      settlement: ticket.settlement ?? "bsp",
      revenueRole: ticket.revenueRole ?? "agent",
      base: read(ticket.base ?? "40000.00"),
      taxes: read(ticket.taxes ?? "8500.00"),
      commission: read(ticket.commission ?? "2800.00"),
      paidToAirline: ticket.paidToAirline ?? false,
      segments: (ticket.segments ?? ["2026-12-24"]).map((departsOn, position) => ({
        segmentId: position + 1,
        departsOn,
      })),
    })),
    charges: charges.map(([type, amount, vat]) => ({ type, amount: read(amount), vat: read(vat) })),
    recognition: {
      commission: "per_segment",
      markUp: "per_segment",
      serviceFee: "at_issuance",
      ...recognition,
    },
  };
}

function describeLines(lines: readonly PostingLine[]): string[] {
  return lines.map(({ account, side, amount, dimensions: { ticketId } }) =>
    [
      account,
      side === "debit" ? "Dr" : "Cr",
      formatAmount(amount),
      ...(ticketId === undefined ? [] : [`#${ticketId}`]),
    ].join(" "),
  );
}
