import type { SoldBooking } from "../../tests/harness/issued-booking";
import { issueBooking } from "../../tests/harness/issued-booking";
import {
  balancesOf,
  booksIn,
  describeLines,
  markRecognised,
  reader,
  storeSchedules,
} from "../../tests/harness/posting-books";
import { buildEntry } from "../journal/build-entry";
import type { EntryCurrencies } from "../journal/valuation";
import { formatAmount, money } from "../money";
import type { ExchangeEvent } from "./exchange";
import { postExchange } from "./exchange";
import type { IssuanceEvent } from "./issuance";
import { postRecognition } from "./recognise";
import { shortenSchedule } from "./schedule";

const package53 = {
  settlement: "direct",
  revenueRole: "principal",
  base: "820.00",
  taxes: "0.00",
  commission: "0.00",
} as const;
const markUp180 = ["mark_up", "180.00", "0.00"] as const;
const noFee = ["0.00", "0.00"] as const;
const even = { fare: "0.00", tax: "0.00", penalty: "0.00", commission: "0.00", fee: noFee };
const lower = { fare: "-4000.00", tax: "-500.00", commission: "-280.00" };

interface Example {
  readonly name: string;
  readonly sale: Partial<SoldBooking>;
  readonly recognisedThrough?: string;
  readonly exchange: Partial<Request>;
  readonly lines: readonly string[];
}

const examples: readonly Example[] = [
  {
    name: "accounting.md 5.6: the new price is higher, the deferred balance moves",
    sale: {},
    exchange: {},
    lines: [
      "1101 Dr 10420.00",
      "1109 Dr 420.00 #2",
      "2011 Cr 9500.00 #2",
      "2031 Dr 2800.00 #1",
      "2031 Cr 2800.00 #2",
      "2031 Cr 420.00 #2",
      "4031 Cr 800.00",
      "2061 Cr 120.00",
    ],
  },
  {
    name: "accounting.md 5.6, a lower price refunded: the supplier credits, the customer gets the rest",
    sale: {},
    exchange: lower,
    lines: [
      "2022 Cr 580.00",
      "1109 Cr 280.00 #2",
      "2011 Dr 1500.00 #2",
      "2031 Dr 280.00 #1",
      "2031 Dr 2520.00 #1",
      "2031 Cr 2520.00 #2",
      "4031 Cr 800.00",
      "2061 Cr 120.00",
    ],
  },
  {
    name: "accounting.md 5.6, a lower price credited: to the customer's advances",
    sale: {},
    exchange: { ...lower, residual: "credited" },
    lines: [
      "2021 Cr 580.00",
      "1109 Cr 280.00 #2",
      "2011 Dr 1500.00 #2",
      "2031 Dr 280.00 #1",
      "2031 Dr 2520.00 #1",
      "2031 Cr 2520.00 #2",
      "4031 Cr 800.00",
      "2061 Cr 120.00",
    ],
  },
  {
    name: "accounting.md 5.6, a lower price as an EMD: the airline keeps it, the customer owes our fee",
    sale: {},
    exchange: { ...lower, residual: "emd" },
    lines: [
      "1101 Dr 920.00",
      "1109 Cr 280.00 #2",
      "2031 Dr 280.00 #1",
      "2031 Dr 2520.00 #1",
      "2031 Cr 2520.00 #2",
      "4031 Cr 800.00",
      "2061 Cr 120.00",
    ],
  },
  {
    name: "docs/exchanges.md, the EMD in the entry: the old ticket has paid for it",
    sale: {},
    exchange: {
      fare: "-10000.00",
      tax: "0.00",
      penalty: "0.00",
      commission: "-700.00",
      residual: "emd",
      emd: "10000.00",
    },
    lines: [
      "1101 Dr 920.00",
      "1109 Cr 700.00 #2",
      "2031 Dr 700.00 #1",
      "2031 Dr 2100.00 #1",
      "2031 Cr 2100.00 #2",
      "4031 Cr 800.00",
      "2061 Cr 120.00",
      "2011 Dr 10000.00 #3",
      "2011 Cr 10000.00 #3",
    ],
  },
  {
    name: "an EMD, and nothing else to book: both documents stand in the entry",
    sale: { tickets: [{ commission: "0.00" }] },
    exchange: {
      ...even,
      fare: "-10000.00",
      residual: "emd",
      emd: "10000.00",
    },
    lines: [
      "2011 Dr 10000.00 #2",
      "2011 Cr 10000.00 #2",
      "2011 Dr 10000.00 #3",
      "2011 Cr 10000.00 #3",
    ],
  },
  {
    name: "a supplier outside BSP: 2012",
    sale: { tickets: [{ settlement: "direct" }] },
    exchange: { fee: noFee, commission: "0.00" },
    lines: ["1101 Dr 9500.00", "2012 Cr 9500.00 #2", "2031 Dr 2800.00 #1", "2031 Cr 2800.00 #2"],
  },
  {
    name: "commission earned at issuance: nothing to move, 4011",
    sale: { recognition: { commission: "at_issuance" } },
    exchange: { fee: noFee },
    lines: ["1101 Dr 9500.00", "1109 Dr 420.00 #2", "2011 Cr 9500.00 #2", "4011 Cr 420.00 #2"],
  },
  {
    name: "paid by card to the airline: the customer owes our fee alone",
    sale: { tickets: [{ paidToAirline: true }] },
    exchange: {},
    lines: [
      "1101 Dr 920.00",
      "1109 Dr 420.00 #2",
      "2031 Dr 2800.00 #1",
      "2031 Cr 2800.00 #2",
      "2031 Cr 420.00 #2",
      "4031 Cr 800.00",
      "2061 Cr 120.00",
    ],
  },
  {
    name: "paid by card without commission or fee: billed and settled at once",
    sale: { tickets: [{ paidToAirline: true, commission: "0.00" }] },
    exchange: { fee: noFee, commission: "0.00" },
    lines: ["2011 Dr 9500.00 #2", "2011 Cr 9500.00 #2"],
  },
  {
    name: "an even exchange: the balance moves, no more",
    sale: {},
    exchange: even,
    lines: ["2031 Dr 2800.00 #1", "2031 Cr 2800.00 #2"],
  },
  {
    name: "an even exchange of a ticket without commission: nothing",
    sale: { tickets: [{ commission: "0.00" }] },
    exchange: even,
    lines: [],
  },
  {
    name: "partly used: what was recognised stays, what waits moves",
    sale: { tickets: [{ segments: ["2026-12-24", "2027-01-03"] }] },
    recognisedThrough: "2026-12-24",
    exchange: even,
    lines: ["2031 Dr 1400.00 #1", "2031 Cr 1400.00 #2"],
  },
  {
    name: "a recall above what still waits: the rest from the period's income",
    sale: { tickets: [{ segments: ["2026-12-24", "2027-01-03"], commission: "300.00" }] },
    recognisedThrough: "2026-12-24",
    exchange: { ...lower, fee: noFee },
    lines: [
      "2022 Cr 1500.00",
      "1109 Cr 280.00 #2",
      "2011 Dr 1500.00 #2",
      "2031 Dr 150.00 #1",
      "4011 Dr 130.00 #2",
    ],
  },
  {
    name: "mark-up added to mark-up that waits",
    sale: { tickets: [{ commission: "0.00" }], charges: [["mark_up", "1500.00", "0.00"]] },
    exchange: { ...even, markUp: "500.00" },
    lines: ["1101 Dr 500.00", "2032 Dr 1500.00 #1", "2032 Cr 1500.00 #2", "2032 Cr 500.00 #2"],
  },
  {
    name: "fees that wait for the service: the old one moves, the new one joins it",
    sale: {
      tickets: [{ commission: "0.00" }],
      charges: [["service_fee", "1000.00", "150.00"]],
      recognition: { serviceFee: "per_segment" },
    },
    exchange: { ...even, fee: ["800.00", "120.00"] },
    lines: [
      "1101 Dr 920.00",
      "2032 Dr 1000.00 #1",
      "2032 Cr 1000.00 #2",
      "2032 Cr 800.00 #2",
      "2061 Cr 120.00",
    ],
  },
  {
    name: "as principal: price and cost move and grow together",
    sale: { tickets: [package53], charges: [markUp180] },
    exchange: { ...even, fare: "150.00", penalty: "50.00", markUp: "50.00" },
    lines: [
      "1101 Dr 250.00",
      "2012 Cr 200.00 #2",
      "2033 Dr 1000.00 #1",
      "2033 Cr 1000.00 #2",
      "2033 Cr 250.00 #2",
      "1401 Cr 820.00 #1",
      "1401 Dr 820.00 #2",
      "1401 Dr 200.00 #2",
    ],
  },
  {
    name: "as principal at a lower price: both shrink",
    sale: { tickets: [package53], charges: [markUp180] },
    exchange: { ...even, fare: "-100.00" },
    lines: [
      "2022 Cr 100.00",
      "2012 Dr 100.00 #2",
      "2033 Dr 100.00 #1",
      "2033 Dr 900.00 #1",
      "2033 Cr 900.00 #2",
      "1401 Cr 100.00 #1",
      "1401 Cr 720.00 #1",
      "1401 Dr 720.00 #2",
    ],
  },
  {
    name: "as principal on BSP: claim and commission gross, the cost net",
    sale: {
      tickets: [{ revenueRole: "principal", base: "1000.00", taxes: "0.00", commission: "180.00" }],
    },
    exchange: { ...even, fare: "100.00", commission: "18.00" },
    lines: [
      "1101 Dr 100.00",
      "1109 Dr 18.00 #2",
      "2011 Cr 100.00 #2",
      "2033 Dr 1000.00 #1",
      "2033 Cr 1000.00 #2",
      "2033 Cr 100.00 #2",
      "1401 Cr 820.00 #1",
      "1401 Dr 820.00 #2",
      "1401 Dr 82.00 #2",
    ],
  },
  {
    name: "in JPY, without decimals",
    sale: { currency: "JPY", tickets: [{ base: "98000", taxes: "21340", commission: "2940" }] },
    exchange: {
      fare: "12000",
      tax: "-340",
      penalty: "20000",
      commission: "360",
      markUp: "0",
      fee: ["3300", "330"],
    },
    lines: [
      "1101 Dr 35290",
      "1109 Dr 360 #2",
      "2011 Cr 31660 #2",
      "2031 Dr 2940 #1",
      "2031 Cr 2940 #2",
      "2031 Cr 360 #2",
      "4031 Cr 3300",
      "2061 Cr 330",
    ],
  },
  {
    name: "in BHD, with three decimals",
    sale: { currency: "BHD", tickets: [{ base: "145.500", taxes: "38.275", commission: "2.500" }] },
    exchange: {
      fare: "-45.500",
      tax: "-8.275",
      penalty: "20.000",
      commission: "-0.782",
      markUp: "0",
      fee: ["5.000", "0.500"],
    },
    lines: [
      "2022 Cr 28.275",
      "1109 Cr 0.782 #2",
      "2011 Dr 33.775 #2",
      "2031 Dr 0.782 #1",
      "2031 Dr 1.718 #1",
      "2031 Cr 1.718 #2",
      "4031 Cr 5.000",
      "2061 Cr 0.500",
    ],
  },
];

describe("postExchange", () => {
  test.each(examples)("posts $name", (example) => {
    expect(describeLines(exchange(example).posting.lines)).toEqual(example.lines);
  });

  test("in foreign currency moves at the historical worth, and recalls at the day's", () => {
    const day = booksIn("BDT", { "USD>BDT": "118.00000000" });
    const { posting, entry } = exchange(
      {
        sale: {
          currency: "USD",
          tickets: [{ base: "500.00", taxes: "120.00", commission: "35.00" }],
        },
        exchange: { ...even, fare: "-71.43", commission: "-5.00" },
      },
      { issued: booksIn("BDT", { "USD>BDT": "117.33320000" }), day },
    );
    expect(describeLines(posting.lines)).toEqual([
      "2022 Cr 71.43",
      "1109 Cr 5.00 #2",
      "2011 Dr 71.43 #2",
      "2031 Dr 5.00 = 586.67 #1",
      "5091 Dr 0.00 = 3.33 #1",
      "2031 Dr 30.00 = 3519.99 #1",
      "2031 Cr 30.00 = 3519.99 #2",
    ]);
    const exchanged = buildEntry(posting.lines, day);
    expect(exchanged.lines).toHaveLength(posting.lines.length);
    expect(balancesOf([entry, exchanged])).toMatchObject({ "2031": -351_999n });
  });

  test("moves what of no amount is still worth something in the books", () => {
    const books = booksIn("BDT", { "JPY>BDT": "0.78000000" });
    const { event, entry, schedules, day } = exchange(
      {
        sale: {
          currency: "JPY",
          tickets: [
            { base: "100", taxes: "0", commission: "1", segments: ["2026-12-01", "2026-12-05"] },
          ],
        },
        recognisedThrough: "2026-12-01",
        exchange: { ...even, fare: "0", tax: "0", penalty: "0", commission: "0", fee: ["0", "0"] },
      },
      { issued: books, day: books },
    );
    const posting = postExchange(event, day);
    expect(describeLines(posting.lines)).toEqual(["2031 Dr 0 = 0.39 #1", "2031 Cr 0 = 0.39 #2"]);
    expect(posting.deferrals).toMatchObject([{ amount: money("JPY", 0n), ticketId: 2 }]);
    const exchanged = buildEntry(posting.lines, day);
    const after = [
      ...schedules.map((schedule) => shortenSchedule(schedule, posting.releases)),
      ...storeSchedules(posting.deferrals, exchanged, { firstId: 9 }),
    ];
    const rest = postRecognition({ sale: event, schedules: after, through: "2028-01-01" }, day);
    const entries = [entry, exchanged, buildEntry(rest.lines, day)];
    expect(balancesOf(entries)).toMatchObject({ "2031": -39n });
  });

  test("states the residual: payable, or the airline's EMD", () => {
    const payableAndEmd = (residual: ExchangeEvent["residual"]) => {
      const { payable, emd } = exchange({ sale: {}, exchange: { ...lower, residual } }).posting;
      return [formatAmount(payable), formatAmount(emd)];
    };
    expect(payableAndEmd("refunded")).toEqual(["580.00", "0.00"]);
    expect(payableAndEmd("credited")).toEqual(["580.00", "0.00"]);
    expect(payableAndEmd("emd")).toEqual(["0.00", "1500.00"]);
  });

  test("defers on the new ticket's flights what it moved and what it added, and releases the old", () => {
    const { posting, schedules, day } = exchange({ sale: {}, exchange: {} });
    expect(
      posting.deferrals.map(({ kind, amount, ticketId, supplierId, policy, segments }) => [
        kind,
        formatAmount(amount),
        ticketId,
        supplierId,
        policy,
        segments.length,
      ]),
    ).toEqual([
      ["commission", "2800.00", 2, 501, "per_segment", 2],
      ["commission", "420.00", 2, 501, "per_segment", 2],
    ]);
    for (const schedule of schedules) {
      const { slices } = shortenSchedule(schedule, posting.releases);
      expect(slices.filter(({ amount }) => amount.minor !== 0n)).toEqual([]);
    }
    const stored = storeSchedules(posting.deferrals, buildEntry(posting.lines, day), {
      firstId: 9,
    });
    expect(stored.map(({ slices }) => slices.map(({ amount }) => formatAmount(amount)))).toEqual([
      ["1400.00", "1400.00"],
      ["210.00", "210.00"],
    ]);
  });

  test.each<Partial<Request>>([
    { penalty: "-0.01" },
    { markUp: "-1.00" },
    { fee: ["-1.00", "0.00"] },
    { fee: ["1.00", "-0.15"] },
  ])("refuses %j", (request) => {
    expect(() => exchange({ sale: {}, exchange: request })).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID" }),
    );
  });

  test("never changes the role in which a ticket was sold", () => {
    const { event, day } = exchange({ sale: {}, exchange: {} });
    expect(() =>
      postExchange({ ...event, new: { ...event.new, revenueRole: "principal" } }, day),
    ).toThrow("in the role");
  });
});

interface Request {
  readonly fare: string;
  readonly tax: string;
  readonly penalty: string;
  readonly commission: string;
  readonly markUp: string;
  readonly fee: readonly [amount: string, vat: string];
  readonly residual: ExchangeEvent["residual"];
  /** Of the EMD, #3, where it is known. */
  readonly emd: string;
}

/** As accounting.md 5.6 exchanges it where nothing else is said: ticket #1 for #2, of supplier 501. */
function exchange(
  { sale, recognisedThrough = "", exchange: request }: Omit<Example, "name" | "lines">,
  books: { readonly issued?: EntryCurrencies; readonly day?: EntryCurrencies } = {},
) {
  const { event: sold, entry, schedules: issued } = issueBooking(sale, books.issued);
  const day = books.day ?? booksIn(sold.currency);
  const run = postRecognition({ sale: sold, schedules: issued, through: recognisedThrough }, day);
  const schedules = markRecognised(issued, run.recognised);
  const event = { ...exchangeOf(sold, request), old: { ticketId: 1, schedules } };
  return { event, posting: postExchange(event, day), entry, schedules, day };
}

function exchangeOf(sold: IssuanceEvent, request: Partial<Request>): Omit<ExchangeEvent, "old"> {
  const read = reader(sold.currency);
  const [ticket] = sold.tickets;
  if (ticket === undefined) throw new Error("Nothing was sold.");
  const { settlement, revenueRole, paidToAirline } = ticket;
  const [amount, vat] = request.fee ?? ["800.00", "120.00"];
  return {
    bookingId: sold.bookingId,
    customerId: sold.customerId,
    productCode: sold.productCode,
    currency: sold.currency,
    new: {
      ticketId: 2,
      supplierId: 501,
      settlement,
      revenueRole,
      paidToAirline,
      segments: [
        { segmentId: 11, departsOn: "2027-02-01" },
        { segmentId: 12, departsOn: "2027-02-14" },
      ],
    },
    ...(request.emd === undefined ? {} : { emd: { ticketId: 3, value: read(request.emd) } }),
    fareDifference: read(request.fare ?? "6000.00"),
    taxDifference: read(request.tax ?? "500.00"),
    penalty: read(request.penalty ?? "3000.00"),
    commissionDifference: read(request.commission ?? "420.00"),
    markUp: read(request.markUp ?? "0"),
    fee: { amount: read(amount), vat: read(vat) },
    residual: request.residual ?? "refunded",
    recognition: sold.recognition,
  };
}
