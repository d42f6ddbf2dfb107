import type { SoldBooking } from "../../tests/harness/issued-booking";
import { issueBooking } from "../../tests/harness/issued-booking";
import { booksIn, describeLines, markRecognised, reader } from "../../tests/harness/posting-books";
import { buildEntry } from "../journal/build-entry";
import { postRecognition } from "./recognise";
import type { RefundEvent, RefundedTicket, RefundKind } from "./refund";
import { postRefund } from "./refund";
import { shortenSchedule } from "./schedule";

const fee = ["service_fee", "1000.00", "150.00"] as const;
const twoSegments = { segments: ["2026-12-24", "2027-01-03"] };
const freeOfCharge = { fee: ["0.00", "0.00"] as const };
const package53 = {
  settlement: "direct",
  revenueRole: "principal",
  base: "820.00",
  taxes: "0.00",
  commission: "0.00",
} as const;
const wholePackage = {
  ...freeOfCharge,
  tickets: [
    {
      fare: "820.00",
      taxes: "0.00",
      penalty: "100.00",
      commissionRecalled: "0.00",
      markUpReturned: "130.00",
    },
  ],
};

interface Example {
  readonly name: string;
  readonly sale: Partial<SoldBooking>;
  /** The last day that was recognised before the refund. */
  readonly recognisedThrough?: string;
  readonly refund: Partial<Request>;
  readonly lines: readonly string[];
}

const published: readonly Example[] = [
  {
    name: "before departure, wholly unused",
    sale: { charges: [fee] },
    refund: {},
    lines: [
      "2011 Dr 41500.00 #1",
      "1109 Cr 2800.00 #1",
      "2031 Dr 2800.00 #1",
      "2022 Cr 40925.00",
      "4033 Cr 500.00",
      "2061 Cr 75.00",
    ],
  },
  {
    name: "after recognition: 4011 of the current period in place of 2031",
    sale: { charges: [fee] },
    recognisedThrough: "2026-12-24",
    refund: {},
    lines: [
      "2011 Dr 41500.00 #1",
      "1109 Cr 2800.00 #1",
      "4011 Dr 2800.00 #1",
      "2022 Cr 40925.00",
      "4033 Cr 500.00",
      "2061 Cr 75.00",
    ],
  },
  {
    name: "partly used: fare, taxes and commission of the unused coupon only",
    sale: { tickets: [twoSegments], charges: [fee] },
    recognisedThrough: "2026-12-24",
    refund: {
      tickets: [
        {
          coupons: [2],
          fare: "20000.00",
          taxes: "3000.00",
          penalty: "2500.00",
          commissionRecalled: "1400.00",
        },
      ],
    },
    lines: [
      "2011 Dr 20500.00 #1",
      "1109 Cr 1400.00 #1",
      "2031 Dr 1400.00 #1",
      "2022 Cr 19925.00",
      "4033 Cr 500.00",
      "2061 Cr 75.00",
    ],
  },
  {
    name: "a deferred service fee that is kept has nothing left to wait for",
    sale: { charges: [fee], recognition: { serviceFee: "per_segment" } },
    refund: {},
    lines: [
      "2011 Dr 41500.00 #1",
      "1109 Cr 2800.00 #1",
      "2031 Dr 2800.00 #1",
      "2032 Dr 1000.00 #1",
      "4031 Cr 1000.00 #1",
      "2022 Cr 40925.00",
      "4033 Cr 500.00",
      "2061 Cr 75.00",
    ],
  },
];

const ourOwn: readonly Example[] = [
  {
    name: "a supplier outside BSP: 2012",
    sale: { tickets: [{ settlement: "direct" }] },
    refund: freeOfCharge,
    lines: ["2012 Dr 41500.00 #1", "1109 Cr 2800.00 #1", "2031 Dr 2800.00 #1", "2022 Cr 41500.00"],
  },
  {
    name: "half-recognised: what still waits first, then the current period's income",
    sale: { tickets: [twoSegments] },
    recognisedThrough: "2026-12-24",
    refund: freeOfCharge,
    lines: [
      "2011 Dr 41500.00 #1",
      "1109 Cr 2800.00 #1",
      "2031 Dr 1400.00 #1",
      "4011 Dr 1400.00 #1",
      "2022 Cr 41500.00",
    ],
  },
  {
    name: "a recall above the coupon's own slice: from what was recognised of the others",
    sale: { tickets: [twoSegments] },
    recognisedThrough: "2026-12-24",
    refund: {
      ...freeOfCharge,
      tickets: [{ coupons: [2], commissionRecalled: "1680.00" }],
    },
    lines: [
      "2011 Dr 41500.00 #1",
      "1109 Cr 1680.00 #1",
      "2031 Dr 1400.00 #1",
      "4011 Dr 280.00 #1",
      "2022 Cr 41500.00",
    ],
  },
  {
    name: "one coupon before departure under at_departure: the one slice waits for less",
    sale: { tickets: [twoSegments], recognition: { commission: "at_departure" } },
    refund: { ...freeOfCharge, tickets: [{ coupons: [2], commissionRecalled: "1400.00" }] },
    lines: ["2011 Dr 41500.00 #1", "1109 Cr 1400.00 #1", "2031 Dr 1400.00 #1", "2022 Cr 41500.00"],
  },
  {
    name: "the first coupon of it: what is not recalled still waits for the second",
    sale: { tickets: [twoSegments], recognition: { commission: "at_departure" } },
    refund: { ...freeOfCharge, tickets: [{ coupons: [1], commissionRecalled: "1300.00" }] },
    lines: ["2011 Dr 41500.00 #1", "1109 Cr 1300.00 #1", "2031 Dr 1300.00 #1", "2022 Cr 41500.00"],
  },
  {
    name: "a recall of more than was ever booked: the rest from income",
    sale: { tickets: [{ commission: "100.00" }] },
    refund: { ...freeOfCharge, tickets: [{ commissionRecalled: "130.00" }] },
    lines: [
      "2011 Dr 41500.00 #1",
      "1109 Cr 130.00 #1",
      "2031 Dr 100.00 #1",
      "4011 Dr 30.00 #1",
      "2022 Cr 41500.00",
    ],
  },
  {
    name: "a recall of a part: the commission that is left is earned at once",
    sale: {},
    refund: { ...freeOfCharge, tickets: [{ commissionRecalled: "2000.00" }] },
    lines: [
      "2011 Dr 41500.00 #1",
      "1109 Cr 2000.00 #1",
      "2031 Dr 2000.00 #1",
      "2031 Dr 800.00 #1",
      "4011 Cr 800.00 #1",
      "2022 Cr 41500.00",
    ],
  },
  {
    name: "commission earned at issuance: from 4011",
    sale: { recognition: { commission: "at_issuance" } },
    refund: freeOfCharge,
    lines: ["2011 Dr 41500.00 #1", "1109 Cr 2800.00 #1", "4011 Dr 2800.00 #1", "2022 Cr 41500.00"],
  },
  {
    name: "involuntary: everything goes back, our fee and its VAT with it",
    sale: { charges: [fee] },
    refund: {
      ...freeOfCharge,
      kind: "involuntary",
      vatReturned: "150.00",
      tickets: [{ taxes: "8500.00", penalty: "0.00", serviceFeeReturned: "1000.00" }],
    },
    lines: [
      "2011 Dr 48500.00 #1",
      "1109 Cr 2800.00 #1",
      "2031 Dr 2800.00 #1",
      "4031 Dr 1000.00",
      "2022 Cr 49650.00",
      "2061 Dr 150.00",
    ],
  },
  {
    name: "schedule change: a deferred fee that goes back never was earned",
    sale: { charges: [fee], recognition: { serviceFee: "at_departure" } },
    refund: {
      ...freeOfCharge,
      kind: "schedule_change",
      vatReturned: "150.00",
      tickets: [{ taxes: "8500.00", penalty: "0.00", serviceFeeReturned: "1000.00" }],
    },
    lines: [
      "2011 Dr 48500.00 #1",
      "1109 Cr 2800.00 #1",
      "2031 Dr 2800.00 #1",
      "2032 Dr 1000.00 #1",
      "2022 Cr 49650.00",
      "2061 Dr 150.00",
    ],
  },
  {
    name: "waiver: the airline leaves the penalty, we charge our fee",
    sale: {},
    refund: { kind: "waiver", tickets: [{ penalty: "0.00" }] },
    lines: [
      "2011 Dr 46500.00 #1",
      "1109 Cr 2800.00 #1",
      "2031 Dr 2800.00 #1",
      "2022 Cr 45925.00",
      "4033 Cr 500.00",
      "2061 Cr 75.00",
    ],
  },
  {
    name: "taxes alone: the fare is forfeited, and the commission on it earned",
    sale: {},
    refund: {
      kind: "tax_only",
      tickets: [{ fare: "0.00", penalty: "0.00", commissionRecalled: "0.00" }],
    },
    lines: [
      "2011 Dr 6500.00 #1",
      "2031 Dr 2800.00 #1",
      "4011 Cr 2800.00 #1",
      "2022 Cr 5925.00",
      "4033 Cr 500.00",
      "2061 Cr 75.00",
    ],
  },
  {
    name: "no-show, recognised on the day of service: the commission stays",
    sale: {},
    recognisedThrough: "2026-12-24",
    refund: {
      ...freeOfCharge,
      kind: "no_show",
      tickets: [{ fare: "10000.00", penalty: "8000.00", commissionRecalled: "0.00" }],
    },
    lines: ["2011 Dr 8500.00 #1", "2022 Cr 8500.00"],
  },
  {
    name: "our fee above what comes back: the customer owes the rest",
    sale: {},
    refund: {
      kind: "tax_only",
      tickets: [{ fare: "0.00", taxes: "400.00", penalty: "0.00", commissionRecalled: "0.00" }],
    },
    lines: [
      "2011 Dr 400.00 #1",
      "2031 Dr 2800.00 #1",
      "4011 Cr 2800.00 #1",
      "1101 Dr 175.00",
      "4033 Cr 500.00",
      "2061 Cr 75.00",
    ],
  },
  {
    name: "nothing back and no fee: the commission that waited is earned, no more",
    sale: {},
    refund: {
      ...freeOfCharge,
      tickets: [{ fare: "0.00", taxes: "0.00", penalty: "0.00", commissionRecalled: "0.00" }],
    },
    lines: ["2031 Dr 2800.00 #1", "4011 Cr 2800.00 #1"],
  },
  {
    name: "a penalty of all that is refunded: commission alone moves",
    sale: {},
    refund: { ...freeOfCharge, tickets: [{ penalty: "46500.00" }] },
    lines: ["1109 Cr 2800.00 #1", "2031 Dr 2800.00 #1"],
  },
  {
    name: "5.2's, paid by card: the airline pays the card, the customer owes our fee",
    sale: { tickets: [{ paidToAirline: true }], charges: [fee] },
    refund: {},
    lines: [
      "1109 Cr 2800.00 #1",
      "2031 Dr 2800.00 #1",
      "1101 Dr 575.00",
      "4033 Cr 500.00",
      "2061 Cr 75.00",
    ],
  },
  {
    name: "paid by card without commission: billed and settled at once, as it was issued",
    sale: { tickets: [{ paidToAirline: true, commission: "0.00" }] },
    refund: { ...freeOfCharge, tickets: [{ commissionRecalled: "0.00" }] },
    lines: ["2011 Dr 41500.00 #1", "2011 Cr 41500.00 #1"],
  },
  {
    name: "a discount that the customer loses with the journey",
    sale: { charges: [["discount", "650.00", "0.00"]] },
    refund: { ...freeOfCharge, tickets: [{ discountRecovered: "650.00" }] },
    lines: [
      "2011 Dr 41500.00 #1",
      "1109 Cr 2800.00 #1",
      "2031 Dr 2800.00 #1",
      "2022 Cr 40850.00",
      "4091 Cr 650.00",
    ],
  },
  {
    name: "a mark-up of which a part goes back: the rest is earned",
    sale: { charges: [["mark_up", "1500.00", "0.00"]] },
    refund: { ...freeOfCharge, tickets: [{ markUpReturned: "1000.00" }] },
    lines: [
      "2011 Dr 41500.00 #1",
      "1109 Cr 2800.00 #1",
      "2031 Dr 2800.00 #1",
      "2032 Dr 1000.00 #1",
      "2032 Dr 500.00 #1",
      "4032 Cr 500.00 #1",
      "2022 Cr 42500.00",
    ],
  },
  {
    name: "as principal before the service: what is kept of price and cost is earned and spent",
    sale: { tickets: [package53], charges: [["mark_up", "180.00", "0.00"]] },
    refund: wholePackage,
    lines: [
      "2012 Dr 720.00 #1",
      "2033 Dr 850.00 #1",
      "2033 Dr 150.00 #1",
      "4022 Cr 150.00 #1",
      "1401 Cr 720.00 #1",
      "1401 Cr 100.00 #1",
      "5022 Dr 100.00 #1",
      "2022 Cr 850.00",
    ],
  },
  {
    name: "as principal after the service: revenue and cost of the current period",
    sale: { tickets: [package53], charges: [["mark_up", "180.00", "0.00"]] },
    recognisedThrough: "2026-12-31",
    refund: wholePackage,
    lines: ["2012 Dr 720.00 #1", "4022 Dr 850.00 #1", "5022 Cr 720.00 #1", "2022 Cr 850.00"],
  },
  {
    name: "as principal with a discount lost: off the price, and what is above it in 4091",
    sale: {
      tickets: [package53],
      charges: [
        ["service_fee", "500.00", "0.00"],
        ["discount", "900.00", "0.00"],
      ],
    },
    refund: {
      ...freeOfCharge,
      tickets: [
        {
          fare: "820.00",
          taxes: "0.00",
          penalty: "0.00",
          commissionRecalled: "0.00",
          serviceFeeReturned: "500.00",
          discountRecovered: "900.00",
        },
      ],
    },
    lines: [
      "2012 Dr 820.00 #1",
      "1401 Cr 820.00 #1",
      "4031 Dr 500.00",
      "2022 Cr 420.00",
      "4091 Cr 80.00",
    ],
  },
  {
    name: "as principal on BSP: claim and commission back gross",
    sale: {
      tickets: [{ revenueRole: "principal", base: "1000.00", taxes: "0.00", commission: "180.00" }],
    },
    refund: {
      ...freeOfCharge,
      tickets: [{ fare: "1000.00", taxes: "0.00", penalty: "0.00", commissionRecalled: "180.00" }],
    },
    lines: [
      "2011 Dr 1000.00 #1",
      "1109 Cr 180.00 #1",
      "2033 Dr 1000.00 #1",
      "1401 Cr 820.00 #1",
      "2022 Cr 1000.00",
    ],
  },
  {
    name: "as principal, paid by card: the supplier pays the card, and takes back our share",
    sale: {
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
    },
    refund: {
      ...freeOfCharge,
      tickets: [{ fare: "1000.00", taxes: "0.00", penalty: "0.00", commissionRecalled: "180.00" }],
    },
    lines: ["1109 Cr 180.00 #1", "2033 Dr 1000.00 #1", "1401 Cr 820.00 #1"],
  },
  {
    name: "two tickets of one booking: the customer's on one line",
    sale: { tickets: [{}, { commission: "1000.00" }] },
    refund: {
      tickets: [{}, { penalty: "6500.00", commissionRecalled: "1000.00" }],
    },
    lines: [
      "2011 Dr 41500.00 #1",
      "1109 Cr 2800.00 #1",
      "2011 Dr 40000.00 #2",
      "1109 Cr 1000.00 #2",
      "2031 Dr 2800.00 #1",
      "2031 Dr 1000.00 #2",
      "2022 Cr 80925.00",
      "4033 Cr 500.00",
      "2061 Cr 75.00",
    ],
  },
  {
    name: "in JPY, without decimals",
    sale: {
      currency: "JPY",
      tickets: [{ base: "98000", taxes: "21340", commission: "2940" }],
    },
    refund: {
      fee: ["3300", "330"],
      tickets: [{ fare: "98000", taxes: "10000", penalty: "20000", commissionRecalled: "2940" }],
    },
    lines: [
      "2011 Dr 88000 #1",
      "1109 Cr 2940 #1",
      "2031 Dr 2940 #1",
      "2022 Cr 84370",
      "4033 Cr 3300",
      "2061 Cr 330",
    ],
  },
  {
    name: "in JPY, one of three coupons, after the first was flown",
    sale: {
      currency: "JPY",
      tickets: [
        {
          base: "98000",
          taxes: "21340",
          commission: "2941",
          segments: ["2026-12-01", "2026-12-05", "2026-12-09"],
        },
      ],
    },
    recognisedThrough: "2026-12-03",
    refund: {
      fee: ["0", "0"],
      tickets: [
        { coupons: [3], fare: "30000", taxes: "5000", penalty: "0", commissionRecalled: "900" },
      ],
    },
    // 2941 over three coupons is 980, 981, 980.
    lines: [
      "2011 Dr 35000 #1",
      "1109 Cr 900 #1",
      "2031 Dr 900 #1",
      "2031 Dr 80 #1",
      "4011 Cr 80 #1",
      "2022 Cr 35000",
    ],
  },
  {
    name: "in BHD, with three decimals",
    sale: {
      currency: "BHD",
      tickets: [{ base: "145.500", taxes: "38.275", commission: "2.500" }],
    },
    refund: {
      fee: ["5.000", "0.500"],
      tickets: [
        { fare: "145.500", taxes: "30.275", penalty: "20.000", commissionRecalled: "2.500" },
      ],
    },
    lines: [
      "2011 Dr 155.775 #1",
      "1109 Cr 2.500 #1",
      "2031 Dr 2.500 #1",
      "2022 Cr 150.275",
      "4033 Cr 5.000",
      "2061 Cr 0.500",
    ],
  },
];

describe("postRefund", () => {
  test.each(published)("posts accounting.md 5.5, $name", (example) => {
    expect(describeLines(refund(example).lines)).toEqual(example.lines);
  });

  test.each(ourOwn)("posts $name", (example) => {
    expect(describeLines(refund(example).lines)).toEqual(example.lines);
  });

  test.each<[RefundKind, TicketRequest]>([
    ["voluntary", { penalty: "46500.01" }],
    ["voluntary", { fare: "-1.00" }],
    ["voluntary", { commissionRecalled: "-0.01" }],
    ["tax_only", { penalty: "0.00", commissionRecalled: "0.00" }],
    ["tax_only", { fare: "0.00", penalty: "1.00", commissionRecalled: "0.00" }],
    ["tax_only", { fare: "0.00", penalty: "0.00" }],
    ["involuntary", {}],
    ["schedule_change", {}],
  ])("refuses a refund that is %s with %j", (kind, ticket) => {
    expect(() => refund({ sale: {}, refund: { kind, tickets: [ticket] } })).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID", details: { kind, ticketId: 1 } }),
    );
  });

  test("refuses a principal's refund whose commission is above the supplier's credit", () => {
    const tickets = [{ ...wholePackage.tickets[0], commissionRecalled: "720.01" }];
    expect(() => refund({ sale: { tickets: [package53] }, refund: { tickets } })).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID" }),
    );
  });

  test("says what stands in 2022 until it is paid back, and nothing where the customer owes", () => {
    expect(refund({ sale: {}, refund: {} }).payable).toEqual(reader("BDT")("40925.00"));
    const card = { sale: { tickets: [{ paidToAirline: true }] }, refund: {} };
    expect(refund(card).payable).toEqual(reader("BDT")("0.00"));
  });

  test("releases nothing where all was recognised", () => {
    const example = { sale: {}, recognisedThrough: "2026-12-24", refund: {} };
    expect(refund(example).releases).toEqual([]);
  });

  test("releases the refunded coupons' slices and no other", () => {
    const sale = { tickets: [{ segments: ["2026-12-24", "2026-12-28", "2027-01-03"] }] };
    const { schedules, releases } = refund({
      sale,
      recognisedThrough: "2026-12-25",
      refund: { tickets: [{ coupons: [3], commissionRecalled: "933.33" }] },
    });
    const [before] = schedules;
    const after = before && shortenSchedule(before, releases);
    expect(after?.slices.map(({ amount, isRecognised }) => [amount.minor, isRecognised])).toEqual([
      [93_333n, true],
      [93_334n, false],
      [0n, false],
    ]);
  });

  test("in foreign currency takes what is deferred at its historical worth, the rest at the day's", () => {
    const books = booksIn("BDT", { "USD>BDT": "117.33320000" });
    const sold = issueBooking(
      {
        currency: "USD",
        tickets: [{ base: "500.00", taxes: "120.00", commission: "35.00" }],
        charges: [["service_fee", "20.00", "0.00"]],
      },
      books,
    );
    const usd = reader("USD");
    const day = booksIn("BDT", { "USD>BDT": "118.00000000" });
    const { lines } = postRefund(
      {
        ...requestOf(sold.event, { fee: ["0.00", "0.00"] }),
        currency: "USD",
        tickets: [
          {
            ...refundedTicket({ event: sold.event, schedules: sold.schedules }, 0, {}),
            fare: usd("500.00"),
            taxes: usd("100.00"),
            penalty: usd("50.00"),
            commissionRecalled: usd("35.00"),
          },
        ],
      },
      day,
    );
    expect(describeLines(lines)).toEqual([
      "2011 Dr 550.00 #1",
      "1109 Cr 35.00 #1",
      "2031 Dr 35.00 = 4106.66 #1",
      "5091 Dr 0.00 = 23.34 #1",
      "2022 Cr 550.00",
    ]);
    expect(buildEntry(lines, day).lines).toHaveLength(lines.length);
  });
});

type TicketRequest = Partial<
  Record<
    | "fare"
    | "taxes"
    | "penalty"
    | "commissionRecalled"
    | "markUpReturned"
    | "serviceFeeReturned"
    | "discountRecovered",
    string
  >
> &
  Partial<Pick<RefundedTicket, "coupons">>;

interface Request {
  readonly kind: RefundKind;
  readonly fee: readonly [amount: string, vat: string];
  readonly vatReturned: string;
  readonly tickets: readonly TicketRequest[];
}

type Sold = Pick<ReturnType<typeof issueBooking>, "event" | "schedules">;

function refund({
  sale,
  recognisedThrough = "",
  refund: request,
}: Omit<Example, "name" | "lines">) {
  const sold = issueBooking(sale);
  const books = booksIn(sold.event.currency);
  const { recognised } = postRecognition(
    { sale: sold.event, schedules: sold.schedules, through: recognisedThrough },
    books,
  );
  const schedules = markRecognised(sold.schedules, recognised);
  const { tickets = [{}] } = request;
  const event: RefundEvent = {
    ...requestOf(sold.event, request),
    tickets: tickets.map((ticket, index) =>
      refundedTicket({ event: sold.event, schedules }, index, ticket),
    ),
  };
  return { ...postRefund(event, books), schedules };
}

function requestOf(sale: Sold["event"], request: Partial<Request>): Omit<RefundEvent, "tickets"> {
  const read = reader(sale.currency);
  const [amount, vat] = request.fee ?? ["500.00", "75.00"];
  return {
    bookingId: sale.bookingId,
    customerId: sale.customerId,
    productCode: sale.productCode,
    currency: sale.currency,
    kind: request.kind ?? "voluntary",
    fee: { amount: read(amount), vat: read(vat) },
    vatReturned: read(request.vatReturned ?? "0"),
  };
}

/** As accounting.md 5.5 refunds it where nothing else is said. */
function refundedTicket({ event, schedules }: Sold, index: number, ticket: TicketRequest) {
  const read = reader(event.currency);
  const sold = event.tickets[index];
  if (sold === undefined) throw new Error("The ticket was not sold.");
  const { ticketId, supplierId, settlement, revenueRole, paidToAirline } = sold;
  return {
    ticketId,
    supplierId,
    settlement,
    revenueRole,
    paidToAirline,
    coupons: ticket.coupons ?? "all",
    fare: read(ticket.fare ?? "40000"),
    taxes: read(ticket.taxes ?? "6500"),
    penalty: read(ticket.penalty ?? "5000"),
    commissionRecalled: read(ticket.commissionRecalled ?? "2800"),
    markUpReturned: read(ticket.markUpReturned ?? "0"),
    serviceFeeReturned: read(ticket.serviceFeeReturned ?? "0"),
    discountRecovered: read(ticket.discountRecovered ?? "0"),
    schedules: schedules.filter((schedule) => schedule.ticketId === ticketId),
  } as const;
}
