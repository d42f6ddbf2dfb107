import * as fc from "fast-check";

import type { Money } from "../money";
import { convert, formatAmount, formatRate, money, parseMoney } from "../money";
import { Refusal } from "../refusal";
import type { BuiltEntry, EntryLine } from "./build-entry";
import { buildEntry } from "./build-entry";
import type { Dimensions, PostingLine, Side } from "./posting";
import type { EntryCurrencies } from "./valuation";

const bdt = inFunctional("BDT", { "USD>BDT": "117.33320000" });

describe("buildEntry", () => {
  test("books 5.8's issuance in USD and posts the 0.01 that rounding leaves to 5099", () => {
    const entry = buildEntry(
      linesOf("USD", [
        "1101 Dr 640.00",
        "1109 Dr 35.00",
        "2011 Cr 620.00",
        "2031 Cr 35.00",
        "4031 Cr 20.00",
      ]),
      bdt,
    );
    expect(describeLines(entry)).toEqual([
      "1 1101 Dr 640.00 USD = 75093.25 BDT at 117.33320000",
      "2 1109 Dr 35.00 USD = 4106.66 BDT at 117.33320000",
      "3 2011 Cr 620.00 USD = 72746.58 BDT at 117.33320000",
      "4 2031 Cr 35.00 USD = 4106.66 BDT at 117.33320000",
      "5 4031 Cr 20.00 USD = 2346.66 BDT at 117.33320000",
      "6 5099 Cr 0.00 USD = 0.01 BDT at 117.33320000",
    ]);
    expect(entry.functionalTotal).toEqual(parseMoney({ amount: "79199.91", currency: "BDT" }));
  });

  test("books 5.8's payment at another rate, where bank and exchange loss are in BDT", () => {
    const entry = buildEntry(
      [
        ...linesOf("USD", ["2011 Dr 620.00"]),
        ...linesOf("BDT", ["5091 Dr 413.42", "1011 Cr 73160.00"]),
      ],
      bdt,
    );
    expect(describeLines(entry)).toEqual([
      "1 2011 Dr 620.00 USD = 72746.58 BDT at 117.33320000",
      "2 5091 Dr 413.42 BDT = 413.42 BDT at 1.00000000",
      "3 1011 Cr 73160.00 BDT = 73160.00 BDT at 1.00000000",
    ]);
  });

  test("books an entry in the functional currency as it is, at a rate of one, and asks for none", () => {
    const lines = linesOf("BDT", ["1101 Dr 49650.00", "2011 Cr 48500.00", "4031 Cr 1150.00"]);
    const entry = buildEntry(lines, inFunctional("BDT", {}));
    expect(describeLines(entry)).toEqual([
      "1 1101 Dr 49650.00 BDT = 49650.00 BDT at 1.00000000",
      "2 2011 Cr 48500.00 BDT = 48500.00 BDT at 1.00000000",
      "3 4031 Cr 1150.00 BDT = 1150.00 BDT at 1.00000000",
    ]);
    expect(entry.functionalTotal).toEqual(money("BDT", 4_965_000n));
  });

  test.each<[string, string, string, string[], string[]]>([
    [
      "a surplus of credits is made up by a debit",
      "BDT",
      "0.50000000",
      ["1101 Dr 0.02", "2011 Cr 0.01", "4031 Cr 0.01"],
      ["1101 Dr 0.01", "2011 Cr 0.01", "4031 Cr 0.01", "5099 Dr 0.01"],
    ],
    [
      "a surplus of debits is made up by a credit",
      "BDT",
      "0.50000000",
      ["1101 Dr 0.01", "1109 Dr 0.01", "2011 Cr 0.02"],
      ["1101 Dr 0.01", "1109 Dr 0.01", "2011 Cr 0.01", "5099 Cr 0.01"],
    ],
    [
      "in a currency without decimals a minor unit is one",
      "JPY",
      "149.50500000",
      ["1101 Dr 1.30", "2011 Cr 1.00", "4031 Cr 0.30"],
      ["1101 Dr 194", "2011 Cr 150", "4031 Cr 45", "5099 Dr 1"],
    ],
    [
      "in one of three decimals it is a thousandth",
      "BHD",
      "0.37650000",
      ["1101 Dr 0.03", "2011 Cr 0.02", "4031 Cr 0.01"],
      ["1101 Dr 0.011", "2011 Cr 0.008", "4031 Cr 0.004", "5099 Dr 0.001"],
    ],
    [
      "amounts may vanish in conversion, the entry stays whole",
      "BDT",
      "0.10000000",
      ["1101 Dr 0.01", "2011 Cr 0.01"],
      ["1101 Dr 0.00", "2011 Cr 0.00"],
    ],
  ])("rounds each line once: %s", (_, functional, rate, lines, expected) => {
    const entry = buildEntry(
      linesOf("USD", lines),
      inFunctional(functional, { [`USD>${functional}`]: rate }),
    );
    expect(
      entry.lines.map(
        (line) => `${line.account} ${abbreviate(line.side)} ${formatAmount(line.functional)}`,
      ),
    ).toEqual(expected);
  });

  test.each<[string, Dimensions[], Dimensions]>([
    ["the booking that all share", [{ bookingId: 3 }, { bookingId: 3 }], { bookingId: 3 }],
    ["no booking where there are two", [{ bookingId: 3 }, { bookingId: 4 }], {}],
    ["no booking where a line has none", [{ bookingId: 3 }, {}], {}],
    [
      "the branch that all share",
      [{ branchId: 5, bookingId: 3 }, { branchId: 5 }],
      { branchId: 5 },
    ],
    ["no branch where there are two", [{ branchId: 5 }, { branchId: 6 }], {}],
  ])("gives the rounding line %s, and no party", (_, [first, last], expected) => {
    const lines = linesOf("USD", ["1101 Dr 0.02", "2011 Cr 0.01", "4031 Cr 0.01"]).map(
      (line, index) => ({
        ...line,
        dimensions: { customerId: 7, ...(index === 2 ? last : first) },
      }),
    );
    const entry = buildEntry(lines, inFunctional("BDT", { "USD>BDT": "0.5" }));
    expect(entry.lines.map(({ account }) => account)).toEqual(["1101", "2011", "4031", "5099"]);
    expect(entry.lines.at(-1)?.dimensions).toEqual(expected);
  });

  test("keeps each line's dimensions", () => {
    const lines = linesOf("BDT", ["1101 Dr 1.00", "2011 Cr 1.00"]).map((line, index) => ({
      ...line,
      dimensions: { bookingId: 3, customerId: index, serviceDate: "2026-12-24" },
    }));
    expect(buildEntry(lines, bdt).lines.map(({ dimensions }) => dimensions)).toEqual(
      lines.map(({ dimensions }) => dimensions),
    );
  });

  test("states the rounding line in a currency that was converted, not in the functional one", () => {
    const entry = buildEntry(
      [...linesOf("BDT", ["1011 Dr 2346.67"]), ...linesOf("USD", ["1101 Cr 20.00"])],
      bdt,
    );
    expect(describeLines(entry)).toEqual([
      "1 1011 Dr 2346.67 BDT = 2346.67 BDT at 1.00000000",
      "2 1101 Cr 20.00 USD = 2346.66 BDT at 117.33320000",
      "3 5099 Cr 0.00 USD = 0.01 BDT at 117.33320000",
    ]);
  });
});

describe("buildEntry, of refusals", () => {
  test.each<[string, PostingLine[]]>([
    ["no lines", []],
    ["one line", linesOf("BDT", ["1101 Dr 1.00"])],
    ["debits without credits", linesOf("BDT", ["1101 Dr 1.00", "1109 Dr 1.00"])],
    ["a minor unit too much", linesOf("BDT", ["1101 Dr 1.01", "2011 Cr 1.00"])],
    ["a minor unit too little, in USD", linesOf("USD", ["1101 Dr 0.99", "2011 Cr 1.00"])],
    [
      "two currencies that differ by more than rounding",
      [...linesOf("USD", ["1101 Dr 20.00"]), ...linesOf("BDT", ["1011 Cr 2346.68"])],
    ],
  ])("refuses %s as JE_UNBALANCED", (_, lines) => {
    expect(() => buildEntry(lines, bdt)).toThrow(
      expect.objectContaining({ code: "JE_UNBALANCED" }),
    );
  });

  test.each([
    ["1101 Dr 1.01", "2011 Cr 1.00", "1"],
    ["1101 Dr 1.00", "2011 Cr 1.01", "-1"],
  ])("says by how much debits exceed credits: %s, %s", (left, right, differenceMinor) => {
    expect(() => buildEntry(linesOf("BDT", [left, right]), bdt)).toThrow(
      expect.objectContaining({ details: { currency: "BDT", differenceMinor } }),
    );
  });

  test.each([0n, -1n])("refuses an amount of %s minor units as AMOUNT_INVALID", (minor) => {
    const lines = [
      ...linesOf("BDT", ["1101 Dr 1.00", "2011 Cr 1.00"]),
      { account: "4031", side: "credit" as const, amount: money("BDT", minor), dimensions: {} },
    ];
    expect(() => buildEntry(lines, bdt)).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID", details: { account: "4031" } }),
    );
  });

  test.each<[string, PostingLine[], Partial<EntryCurrencies>]>([
    [
      "a total",
      linesOf("BDT", [
        "1101 Dr 999999999999999.99",
        "1109 Dr 0.01",
        "2011 Cr 999999999999999.99",
        "2031 Cr 0.01",
      ]),
      {},
    ],
    [
      "a converted amount",
      linesOf("USD", ["1101 Dr 99999999999999.00", "2011 Cr 99999999999999.00"]),
      {},
    ],
    [
      "a reported amount",
      linesOf("BDT", ["1101 Dr 99999999999999.00", "2011 Cr 99999999999999.00"]),
      { reporting: "JPY", rateOf: () => "150" },
    ],
  ])("refuses %s too large for the books as AMOUNT_INVALID", (_, lines, changes) => {
    expect(() => buildEntry(lines, { ...bdt, ...changes })).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID" }),
    );
  });

  test("refuses where no rate is known, with the refusal of the table of rates", () => {
    const lines = linesOf("EUR", ["1101 Dr 1.00", "2011 Cr 1.00"]);
    expect(() => buildEntry(lines, bdt)).toThrow(
      expect.objectContaining({ code: "FX_RATE_MISSING", details: { from: "EUR", to: "BDT" } }),
    );
  });

  test("refuses a currency that cannot be booked", () => {
    const lines = [
      { account: "1101", side: "debit", amount: money("XAU", 1n), dimensions: {} },
      { account: "2011", side: "credit", amount: money("XAU", 1n), dimensions: {} },
    ] as const;
    expect(() => buildEntry(lines, inFunctional("BDT", { "XAU>BDT": "300000" }))).toThrow(
      expect.objectContaining({ code: "CURRENCY_UNKNOWN" }),
    );
  });
});

describe("buildEntry, with a reporting currency", () => {
  const rates = { "USD>BDT": "117.33320000", "USD>EUR": "0.92345000", "BDT>EUR": "0.00787100" };
  const reportingEur = { ...inFunctional("BDT", rates), reporting: "EUR" };

  test("states every line in it, and balances in it too", () => {
    const entry = buildEntry(
      linesOf("USD", [
        "1101 Dr 640.00",
        "1109 Dr 35.00",
        "2011 Cr 620.00",
        "2031 Cr 35.00",
        "4031 Cr 20.00",
      ]),
      reportingEur,
    );
    expect(
      entry.lines.map(({ account, reporting, reportingFxRate }) => [
        account,
        reporting && formatAmount(reporting),
        reportingFxRate,
      ]),
    ).toEqual([
      ["1101", "591.01", "0.92345000"],
      ["1109", "32.32", "0.92345000"],
      ["2011", "572.54", "0.92345000"],
      ["2031", "32.32", "0.92345000"],
      ["4031", "18.47", "0.92345000"],
      ["5099", "0.00", "0.92345000"],
    ]);
  });

  test("is left out of every line where the partner has none", () => {
    const entry = buildEntry(linesOf("USD", ["1101 Dr 1.00", "2011 Cr 1.00"]), bdt);
    for (const line of entry.lines) {
      expect(line).not.toHaveProperty("reporting");
      expect(line).not.toHaveProperty("reportingFxRate");
    }
  });

  test("takes the amount as it is where the transaction is in it", () => {
    const entry = buildEntry(linesOf("USD", ["1101 Dr 20.00", "2011 Cr 20.00"]), {
      ...bdt,
      reporting: "USD",
    });
    expect(entry.lines.map(({ reporting }) => reporting)).toEqual([
      money("USD", 2_000n),
      money("USD", 2_000n),
    ]);
  });

  test("posts a difference of its own, where the functional currency leaves none", () => {
    const entry = buildEntry(
      linesOf("BDT", ["1101 Dr 3.00", "2011 Cr 2.00", "4031 Cr 1.00"]),
      reportingEur,
    );
    // 3.00 is 0.023613 and so 0.02; 2.00 is 0.015742, so 0.02; 1.00 is 0.007871, so 0.01.
    expect(describeLines(entry).at(-1)).toBe("4 5099 Dr 0.00 BDT = 0.00 BDT at 1.00000000");
    expect(entry.lines.at(-1)?.reporting).toEqual(money("EUR", 1n));
  });

  test.each<[string, string, string, string[]]>([
    ["on one line where both fall on one side", "0.50000000", "0.50000000", ["Dr 0.01 0.01"]],
    [
      "on two lines where they fall on two sides",
      "0.50000000",
      "0.25000000",
      ["Dr 0.01 0.00", "Cr 0.00 0.01"],
    ],
  ])("posts both differences %s", (_, toFunctional, toReporting, expected) => {
    // At 0.5: 0.02 becomes 0.01, and 0.01 twice becomes 0.02. At 0.25: 0.01, and 0.00 twice.
    const entry = buildEntry(linesOf("USD", ["1101 Dr 0.02", "2011 Cr 0.01", "4031 Cr 0.01"]), {
      ...inFunctional("BDT", { "USD>BDT": toFunctional, "USD>EUR": toReporting }),
      reporting: "EUR",
    });
    const ofRounding = entry.lines.filter(({ account }) => account === "5099");
    expect(
      ofRounding.map(
        ({ side, functional, reporting }) =>
          `${abbreviate(side)} ${formatAmount(functional)} ${reporting && formatAmount(reporting)}`,
      ),
    ).toEqual(expected);
  });

  test("refuses a difference in it that rounding does not explain", () => {
    const lines = [...linesOf("USD", ["1101 Dr 20.00"]), ...linesOf("BDT", ["1011 Cr 2346.66"])];
    // 20.00 USD is 3,000 JPY; 2,346.66 BDT is 3,519.99, so 3,520.
    const currencies = {
      ...inFunctional("BDT", { ...rates, "USD>JPY": "150.00000000", "BDT>JPY": "1.50000000" }),
      reporting: "JPY",
    };
    expect(() => buildEntry(lines, currencies)).toThrow(
      expect.objectContaining({
        code: "JE_UNBALANCED",
        details: { currency: "JPY", differenceMinor: "-520", minorUnits: 0 },
      }),
    );
  });
});

describe("buildEntry, of lines with a valuation of their own", () => {
  const at = (functional: string, fxRate = "117.33320000") => ({
    functional: parseMoney({ amount: functional, currency: "BDT" }),
    fxRate,
  });
  const [payable, bank] = linesOf("USD", ["2011 Dr 620.00", "1011 Cr 620.00"]) as [
    PostingLine,
    PostingLine,
  ];
  const loss: PostingLine = {
    account: "5091",
    side: "debit",
    amount: money("USD", 0n),
    carriedAt: at("413.42", "118.00000000"),
    dimensions: {},
  };
  const onPayment = inFunctional("BDT", { "USD>BDT": "118.00000000" });

  test("books 5.8's payment: the payable as carried, the bank at the day's rate, the loss in BDT alone", () => {
    const entry = buildEntry([{ ...payable, carriedAt: at("72746.58") }, loss, bank], onPayment);
    expect(describeLines(entry)).toEqual([
      "1 2011 Dr 620.00 USD = 72746.58 BDT at 117.33320000",
      "2 5091 Dr 0.00 USD = 413.42 BDT at 118.00000000",
      "3 1011 Cr 620.00 USD = 73160.00 BDT at 118.00000000",
    ]);
  });

  test("books 5.8's revaluation: functional alone, zero in USD", () => {
    const entry = buildEntry(
      linesOf("USD", ["1101 Dr 0.00", "5092 Cr 0.00"]).map((line) => ({
        ...line,
        carriedAt: at("490.75", "118.10000000"),
      })),
      inFunctional("BDT", {}),
    );
    expect(describeLines(entry)).toEqual([
      "1 1101 Dr 0.00 USD = 490.75 BDT at 118.10000000",
      "2 5092 Cr 0.00 USD = 490.75 BDT at 118.10000000",
    ]);
  });

  test.each<[string, PostingLine[], string]>([
    [
      "a carried amount that leaves more than rounding explains",
      [{ ...payable, carriedAt: at("72746.58") }, bank],
      "JE_UNBALANCED",
    ],
    [
      "a minor unit between carried amounts: nothing was converted that could explain it",
      [
        { ...payable, carriedAt: at("72746.58") },
        { ...bank, carriedAt: at("72746.59") },
      ],
      "JE_UNBALANCED",
    ],
    [
      "more than the one line that was converted can leave, however many were carried",
      [
        { ...payable, carriedAt: at("72746.58") },
        { ...payable, carriedAt: at("72746.58") },
        { ...bank, carriedAt: at("72746.58") },
        { ...bank, amount: money("USD", 61_999n), carriedAt: at("72745.38") },
        ...linesOf("USD", ["1011 Cr 0.01"]),
      ],
      "JE_UNBALANCED",
    ],
    [
      "a carried amount in another currency than the books'",
      [{ ...payable, carriedAt: { ...at("0.00"), functional: money("EUR", 1n) } }, bank],
      "CURRENCY_MISMATCH",
    ],
    [
      "a line of nothing in any currency",
      [{ ...payable, amount: money("USD", 0n), carriedAt: at("0.00") }, loss],
      "AMOUNT_INVALID",
    ],
    [
      "a carried amount below zero",
      [{ ...payable, carriedAt: at("-72746.58") }, bank],
      "AMOUNT_INVALID",
    ],
    [
      "an amount below zero with a carried one above",
      [{ ...loss, amount: money("USD", -1n) }, bank],
      "AMOUNT_INVALID",
    ],
    ["a rate of zero", [{ ...payable, carriedAt: at("1.00", "0") }, bank], "AMOUNT_INVALID"],
    [
      "an amount in the functional currency that stands for another",
      linesOf("BDT", ["2011 Dr 5.00", "1011 Cr 5.00"]).map((line) => ({
        ...line,
        carriedAt: at("5.01", "1.00000000"),
      })),
      "AMOUNT_INVALID",
    ],
    [
      "an amount in the functional currency at a rate",
      linesOf("BDT", ["2011 Dr 5.00", "1011 Cr 5.00"]).map((line) => ({
        ...line,
        carriedAt: at("5.00", "1.00000001"),
      })),
      "AMOUNT_INVALID",
    ],
    [
      "a minor unit between carried reporting amounts",
      [payable, bank].map((line, index) => ({
        ...line,
        carriedAt: {
          ...at("72746.58"),
          reporting: { amount: money("EUR", 57_040n + BigInt(index)), fxRate: "0.92" },
        },
      })),
      "JE_UNBALANCED",
    ],
    [
      "two reporting currencies in one entry",
      (["EUR", "GBP"] as const).map((currency, index) => ({
        ...(index === 0 ? payable : bank),
        carriedAt: {
          ...at("72746.58"),
          reporting: { amount: money(currency, 1n), fxRate: "0.9" },
        },
      })),
      "CURRENCY_MISMATCH",
    ],
  ])("refuses %s", (_, lines, code) => {
    expect(() => buildEntry(lines, onPayment)).toThrow(expect.objectContaining({ code }));
  });

  test("converts to the reporting currency what is carried in the functional one alone", () => {
    const entry = buildEntry([{ ...payable, carriedAt: at("72746.58") }, loss, bank], {
      ...inFunctional("BDT", { "USD>BDT": "118.00000000", "USD>EUR": "0.92" }),
      reporting: "EUR",
    });
    expect(entry.lines.map(({ reporting }) => reporting && spell(reporting))).toEqual([
      "570.40 EUR",
      "0.00 EUR",
      "570.40 EUR",
    ]);
  });

  test("gives no reporting amount to lines that were booked without one", () => {
    const entry = buildEntry(
      [payable, bank].map((line) => ({
        ...line,
        carriedAt: { ...at("72746.58"), reporting: null },
      })),
      { ...inFunctional("BDT", {}), reporting: "EUR" },
    );
    for (const line of entry.lines) expect(line).not.toHaveProperty("reporting");
  });
});

describe("buildEntry, of any balanced lines", () => {
  const scales = { JPY: 0, BDT: 2, USD: 2, BHD: 3 };
  const anyCurrency = fc.constantFrom(...(Object.keys(scales) as (keyof typeof scales)[]));
  const anyRate = fc.bigInt({ min: 1n, max: 10n ** 11n }).map(formatRate);
  const anyMinors = fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), {
    minLength: 1,
    maxLength: 8,
  });
  const anyEntry = fc.record({
    currency: anyCurrency,
    functional: anyCurrency,
    reporting: anyCurrency,
    rate: anyRate,
    reportingRate: anyRate,
    debits: anyMinors,
    credits: anyMinors,
  });

  test("debits equal credits in transaction, functional and reporting currency", () => {
    fc.assert(
      fc.property(anyEntry, (random) => {
        const { entry } = build(random);
        expect(surplusOf(entry, ({ transaction }) => transaction)).toBe(0n);
        expect(surplusOf(entry, ({ functional }) => functional)).toBe(0n);
        expect(surplusOf(entry, ({ reporting }) => reporting)).toBe(0n);
        expect(entry.lines.map(({ lineNumber }) => lineNumber)).toEqual(
          entry.lines.map((_, index) => index + 1),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("each line is converted exactly and rounded once, and comes back unchanged otherwise", () => {
    fc.assert(
      fc.property(anyEntry, (random) => {
        const { lines, entry } = build(random);
        for (const [index, line] of lines.entries()) {
          const rate = random.currency === random.functional ? "1.00000000" : random.rate;
          expect(entry.lines[index]).toMatchObject({
            account: line.account,
            side: line.side,
            transaction: line.amount,
            functional: convert(line.amount, random.functional, rate),
            fxRate: rate,
          });
        }
      }),
    );
  });

  test("rounding adds at most half a minor unit for each line that was converted", () => {
    fc.assert(
      fc.property(anyEntry, (random) => {
        const { lines, entry } = build(random);
        const added = entry.lines.slice(lines.length);
        const total = added.reduce((left, { functional }) => left + functional.minor, 0n);
        expect(2n * total).toBeLessThanOrEqual(BigInt(lines.length));
        for (const line of added) {
          expect(line.account).toBe("5099");
          expect(line.transaction.minor).toBe(0n);
          expect(line.functional.minor + (line.reporting?.minor ?? 0n)).toBeGreaterThan(0n);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("no rounding line appears where nothing was converted", () => {
    fc.assert(
      fc.property(anyEntry, (random) => {
        const { currency } = random;
        const { lines, entry } = build({ ...random, functional: currency, reporting: currency });
        expect(entry.lines).toHaveLength(lines.length);
      }),
    );
  });

  test("one minor unit more on one side is refused, whatever the rates", () => {
    fc.assert(
      fc.property(anyEntry, (random) => {
        const [first, ...rest] = balancedLines(random);
        const lines = first
          ? [{ ...first, amount: { ...first.amount, minor: first.amount.minor + 1n } }, ...rest]
          : [];
        expect(() => buildEntry(lines, currenciesOf(random))).toThrow(
          expect.objectContaining({ code: "JE_UNBALANCED" }),
        );
      }),
    );
  });

  test("a rounding line in the functional currency never appears, even where currencies mix", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 8n }),
        fc.integer({ min: -3, max: 3 }),
        anyRate,
        fc.boolean(),
        (minor, off, rate, functionalFirst) => {
          const amount = money("USD", minor);
          const counterpart = {
            currency: "BDT",
            minor: convert(amount, "BDT", rate).minor + BigInt(off),
          };
          fc.pre(counterpart.minor > 0n);
          const foreign = { account: "1101", side: "debit", amount, dimensions: {} } as const;
          const own = {
            account: "1011",
            side: "credit",
            amount: counterpart,
            dimensions: {},
          } as const;
          const entry = attempt(() =>
            buildEntry(
              functionalFirst ? [own, foreign] : [foreign, own],
              inFunctional("BDT", { "USD>BDT": rate }),
            ),
          );
          expect(entry === "JE_UNBALANCED").toBe(off < -1 || off > 1);
          if (typeof entry === "string") return;
          expect(surplusOf(entry, ({ functional }) => functional)).toBe(0n);
          for (const line of entry.lines.slice(2))
            expect(line.transaction).toEqual(money("USD", 0n));
        },
      ),
    );
  });

  interface RandomEntry {
    readonly currency: string;
    readonly functional: string;
    readonly reporting: string;
    readonly rate: string;
    readonly reportingRate: string;
    readonly debits: readonly bigint[];
    readonly credits: readonly bigint[];
  }

  function build(random: RandomEntry) {
    const lines = balancedLines(random);
    return { lines, entry: buildEntry(lines, currenciesOf(random)) };
  }

  function balancedLines({ currency, debits, credits }: RandomEntry): PostingLine[] {
    const line = (side: Side, minor: bigint): PostingLine => ({
      account: side === "debit" ? "1101" : "2011",
      side,
      amount: money(currency, minor),
      dimensions: {},
    });
    const left =
      debits.reduce((total, minor) => total + minor, 0n) -
      credits.reduce((total, minor) => total + minor, 0n);
    return [
      ...debits.map((minor) => line("debit", minor)),
      ...credits.map((minor) => line("credit", minor)),
      ...(left === 0n ? [] : [line(left > 0n ? "credit" : "debit", left > 0n ? left : -left)]),
    ];
  }

  function currenciesOf({
    functional,
    reporting,
    rate,
    reportingRate,
  }: RandomEntry): EntryCurrencies {
    return { functional, reporting, rateOf: (_, to) => (to === functional ? rate : reportingRate) };
  }
});

function inFunctional(
  functional: string,
  rates: Readonly<Record<string, string>>,
): EntryCurrencies {
  return {
    functional,
    rateOf: (from, to) => {
      const rate = rates[`${from}>${to}`];
      if (rate === undefined) throw new Refusal("FX_RATE_MISSING", "No such rate.", { from, to });
      return rate;
    },
  };
}

/** `1101 Dr 640.00` in one currency. */
function linesOf(currency: string, texts: readonly string[]): PostingLine[] {
  return texts.map((text) => {
    const [account = "", side, amount = ""] = text.split(" ");
    return {
      account,
      side: side === "Dr" ? "debit" : "credit",
      amount: parseMoney({ amount, currency }),
      dimensions: {},
    };
  });
}

function describeLines({ lines }: BuiltEntry): string[] {
  return lines.map(
    (line) =>
      `${line.lineNumber} ${line.account} ${abbreviate(line.side)} ${spell(line.transaction)} = ${spell(line.functional)} at ${line.fxRate}`,
  );
}

function spell(amount: Money): string {
  return `${formatAmount(amount)} ${amount.currency}`;
}

function abbreviate(side: Side): string {
  return side === "debit" ? "Dr" : "Cr";
}

function surplusOf(
  { lines }: BuiltEntry,
  amountOf: (line: EntryLine) => Money | undefined,
): bigint {
  return lines.reduce((total, line) => {
    const minor = amountOf(line)?.minor ?? 0n;
    return line.side === "debit" ? total + minor : total - minor;
  }, 0n);
}

function attempt(build: () => BuiltEntry): BuiltEntry | string {
  try {
    return build();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
