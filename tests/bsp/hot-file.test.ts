import * as fc from "fast-check";

import { LineCutter } from "../../domain/bsp/fixed-width/lines";
import { hotLineLength } from "../../domain/bsp/hot/layouts";
import { toBspTransaction } from "../../domain/bsp/hot/to-bsp-transaction";
import type { SampleTransaction } from "./hot-sample";
import { agents, cashSale, linesOf, payment, readLines, readText } from "./hot-sample";
import { refusalOf } from "./refusal-of";

const bdt = (amount: number) => BigInt(amount * 100);

/** The cases of DISH p.120-125: fare, tax, commission and tax on it, and what is remitted. */
const worked: readonly (readonly [
  what: string,
  amounts: { fare: number; tax: number; commission: number; onCommission: number; remits: number },
  paid: "CA" | "CC" | "none",
])[] = [
  ["cash sale", of(1000, 10, -90, -9, 911), "CA"],
  ["cash refund", of(-800, -5, 72, 7, -726), "CA"],
  ["card sale", of(5000, 20, -450, -45, -495), "CC"],
  ["card refund", of(-2000, -10, 180, 18, 198), "CC"],
  ["exchange, additional collection in cash", of(200, 10, -20, 0, 190), "CA"],
  ["exchange, refund in cash", of(-100, 0, 10, 1, -89), "CA"],
  ["even exchange", of(0, 0, 0, 0, 0), "none"],
  ["even exchange with commission due", of(0, 0, -20, 0, -20), "none"],
  ["debit memo", of(1000, 10, -90, -9, 911), "CA"],
  ["debit memo whose commission is positive", of(1000, 10, 90, 9, 1109), "CA"],
  ["debit memo of commission alone", of(0, 0, 10, 0, 10), "none"],
  ["credit memo", of(-200, 0, 20, 2, -178), "CA"],
  ["credit memo whose commission is negative", of(-200, 0, -20, -2, -222), "CA"],
  ["credit memo of commission alone", of(0, 0, -10, 0, -10), "none"],
];

function of(fare: number, tax: number, commission: number, onCommission: number, remits: number) {
  return { fare, tax, commission, onCommission, remits };
}

function workedTransaction([, amounts, paid]: (typeof worked)[number]): SampleTransaction {
  const gross = bdt(amounts.fare + amounts.tax);
  const byCard = payment({ kind: "CC", amount: gross, account: "***1111", approvalCode: "OK1" });
  return cashSale({
    fare: bdt(amounts.fare),
    taxes: amounts.tax === 0 ? [] : [{ code: "BD", amount: bdt(amounts.tax) }],
    gross,
    commission: bdt(amounts.commission),
    taxOnCommission:
      amounts.onCommission === 0 ? [] : [{ code: "VAT", amount: bdt(amounts.onCommission) }],
    payments: paid === "CC" ? [byCard, payment({})] : [payment({ amount: gross })],
    remittance: bdt(amounts.remits),
  });
}

test.each(worked)("a %s of the handbook is read as it is written", (...example) => {
  const [read] = readLines(linesOf([workedTransaction(example)]));
  expect(read).toBeDefined();
  if (read === undefined) return;
  expect(toBspTransaction(read)).toEqual({
    lines: expect.objectContaining({ first: 4 }),
    ...workedTransaction(example),
  });
});

test("a refund with a penalty and VAT on it is read as it is written", () => {
  const refund = cashSale({
    code: "RFND",
    documents: [{ number: "9971234567890", couponUse: "    " }],
    fare: bdt(-1000),
    taxes: [
      { code: "ZA", amount: bdt(-10) },
      { code: "CP", amount: bdt(200) },
    ],
    gross: bdt(-810),
    commission: bdt(80),
    commissionType: "CCP",
    taxOnCommission: [
      { code: "COM", amount: bdt(4) },
      { code: "CP", amount: bdt(30) },
    ],
    payments: [payment({ amount: bdt(-810) })],
    remittance: bdt(-696),
    related: [{ number: "9971234567890", coupons: [2, 3], memoReason: "", waiver: "W1" }],
  });
  const [read] = readLines(linesOf([refund]));
  expect(read && toBspTransaction(read)).toEqual({ lines: { first: 4, last: 11 }, ...refund });
});

describe("what is written is read back", () => {
  const amount = fc.bigInt({ min: -99_999_999n, max: 99_999_999n });
  const code = (pattern: RegExp) => fc.stringMatching(pattern);
  const taxes = fc.array(fc.record({ code: code(/^[A-Z]{2}$/), amount }), { maxLength: 8 });
  const digits = (length: number) => code(new RegExp(`^[1-9]\\d{${length - 1}}$`));

  const transactions: fc.Arbitrary<SampleTransaction> = fc
    .record({
      currency: fc.constantFrom("BDT", "JPY", "BHD", "USD"),
      agent: fc.constantFrom(...agents),
      documents: fc.array(
        fc.record({ number: digits(13), couponUse: fc.constantFrom("FFFF", "F   ", "FVVV") }),
        { minLength: 1, maxLength: 4 },
      ),
      kind: fc.constantFrom("TKTT", "EMDA", "EMDS", "RFND", "ADMA", "ACMA", "TASF"),
      fare: amount,
      taxes,
      commission: amount,
      taxOnCommission: fc.array(fc.record({ code: code(/^[A-Z]{3}$/), amount }), { maxLength: 9 }),
      byCard: amount,
      byMiscellaneousCash: amount,
      related: fc.array(
        fc.record({
          number: digits(13),
          coupons: fc.subarray([1, 2, 3, 4]),
          memoReason: code(/^[A-Z0-9]{0,5}$/),
          waiver: code(/^[A-Z0-9]{0,14}$/),
        }),
        { maxLength: 3 },
      ),
      exchanged: fc.array(digits(13), { maxLength: 2 }),
      passengerName: code(/^(?:[A-Z]{1,20}\/[A-Z]{1,20})?$/),
    })
    .map(({ kind, byCard, byMiscellaneousCash, ...rest }) => {
      const gross = rest.taxes.reduce((sum, tax) => sum + tax.amount, rest.fare);
      const cash = gross - byCard - byMiscellaneousCash;
      const onCommission = rest.taxOnCommission.reduce((sum, tax) => sum + tax.amount, 0n);
      return cashSale({
        ...rest,
        code: kind,
        gross,
        payments: [
          ...rest.exchanged.map((account) => payment({ kind: "EX", account })),
          payment({ kind: "CC", amount: byCard, account: "***1111", approvalCode: "A1" }),
          payment({ kind: "MSCA", amount: byMiscellaneousCash }),
          payment({ amount: cash }),
        ],
        remittance: cash + byMiscellaneousCash + rest.commission + onCommission,
      });
    });

  test("whole files, of any transactions in any currencies", () => {
    fc.assert(
      fc.property(fc.array(transactions, { maxLength: 12 }), (all) => {
        const written = linesOf(all);
        expect(written.every((line) => line.length === 136)).toBe(true);
        const read = readLines(written).map((transaction) => toBspTransaction(transaction));
        const inOrder = [...new Set(all.map(({ agent }) => agent))].flatMap((agent) =>
          all.filter((transaction) => transaction.agent === agent),
        );
        const anywhere = { first: expect.any(Number), last: expect.any(Number) };
        expect(read).toEqual(inOrder.map((each) => ({ ...each, lines: anywhere })));
      }),
      { numRuns: 200 },
    );
  });

  test("however the file is cut into pieces", () => {
    const text = linesOf([cashSale(), cashSale({ agent: agents[1] })]).join("\n");
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (sizes) => {
        const cutter = new LineCutter(hotLineLength);
        const lines: string[] = [];
        let from = 0;
        for (let turn = 0; from < text.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          lines.push(...cutter.cut(text.slice(from, from + size)));
          from += size;
        }
        lines.push(...cutter.end());
        expect(lines.join("\n")).toBe(text);
      }),
    );
  });
});

test("no number of a card leaves the file but for its last digits", () => {
  const card = payment({ kind: "CC", amount: 101_000n, account: "4111111111111111" });
  const sale = cashSale({ payments: [card, payment({})], remittance: -9_900n });
  const [read] = readLines(linesOf([sale]));
  const payments = read === undefined ? [] : toBspTransaction(read).payments;
  expect(payments.map(({ account }) => account)).toEqual(["***1111", ""]);
});

test("files that follow one another are each held to themselves", () => {
  const one = linesOf([cashSale()]);
  expect(readLines([...one, ...one])).toHaveLength(2);
});

test("a file without transactions is a file", () => {
  expect(readLines(linesOf([]))).toEqual([]);
});

describe("a file that is not as it should be", () => {
  const good = linesOf([cashSale(), cashSale({ agent: agents[1] })]);
  const at = (code: string) =>
    good.findIndex(
      (line) => line.startsWith(code.slice(0, 3)) && line.slice(11, 13) === code.slice(3),
    );
  /** The same file with one line changed. */
  const change = (code: string, how: (line: string) => string) =>
    good.map((line, index) => (index === at(code) ? how(line) : line));
  const put = (column: number, text: string) => (line: string) =>
    line.slice(0, column - 1) + text + line.slice(column - 1 + text.length);

  const cases: readonly (readonly [string, readonly string[], string, object])[] = [
    [
      "a line of 135 characters",
      change("BKS30", (line) => line.slice(1)),
      "BSP_FILE_MALFORMED",
      { line: 6 },
    ],
    [
      "a line of 137 characters",
      change("BKS30", (line) => `${line} `),
      "BSP_FILE_MALFORMED",
      { line: 6 },
    ],
    [
      "a byte of Latin-1",
      change("BAR65", put(45, "\u00e9")),
      "BSP_FILE_MALFORMED",
      { line: 9, column: 45 },
    ],
    [
      "letters in an amount",
      change("BKS30", put(41, "0000ABC0000")),
      "BSP_FILE_MALFORMED",
      { line: 6, record: "BKS30", column: 41, element: "COBL" },
    ],
    [
      "letters in a number",
      change("BKS24", put(48, "4230001X")),
      "BSP_FILE_MALFORMED",
      { line: 5, record: "BKS24", column: 48, element: "AGTN" },
    ],
    [
      "a record that the revision does not have",
      change("BAR65", put(12, "99")),
      "BSP_FILE_MALFORMED",
      { line: 9 },
    ],
    [
      "a revision that is not known",
      change("BFH01", put(20, "220")),
      "BSP_REVISION_UNKNOWN",
      { revision: "220" },
    ],
    [
      "a record out of its place",
      good.toSpliced(at("BOH03"), 1),
      "BSP_FILE_MALFORMED",
      { line: 3 },
    ],
    ["an end that is missing", good.slice(0, -1), "BSP_FILE_MALFORMED", { line: good.length }],
    [
      "a line that is missing",
      good.toSpliced(at("BAR65"), 1),
      "BSP_FILE_INCONSISTENT",
      { element: "SQNR", line: 9 },
    ],
    [
      "a count of records that is wrong",
      change("BKT06", put(22, "009")),
      "BSP_FILE_INCONSISTENT",
      { figure: "TREC", stated: "9", found: "7" },
    ],
    [
      "a number of a transaction that is wrong",
      change("BKS39", put(20, "000002")),
      "BSP_FILE_INCONSISTENT",
      { figure: "TRNN", line: 7 },
    ],
    [
      "a fare that is not what is left without taxes",
      change("BKS30", put(41, "0000010000A")),
      "BSP_FILE_INCONSISTENT",
      { figure: "COBL", stated: "100001", found: "100000" },
    ],
    [
      "payments that are not what the document comes to",
      change("BKP84", put(36, "0000010100A")),
      "BSP_FILE_INCONSISTENT",
      { figure: "TDAM" },
    ],
    [
      "a commission that is not its parts",
      change("BKS39", put(55, "0000000900J")),
      "BSP_FILE_INCONSISTENT",
      { figure: "EFCO" },
    ],
    [
      "a remittance that is not what it comes to",
      change("BKP84", put(98, "0000009110A")),
      "BSP_FILE_INCONSISTENT",
      { figure: "REMT", stated: "91101", found: "91100" },
    ],
    ...(["BOT93", "BOT94", "BCT95", "BFT99"] as const).map(
      (code, level): readonly [string, readonly string[], string, object] => [
        `a total of ${code} that is off by one unit`,
        change(code, put([42, 42, 37, 36][level] ?? 0, "A")),
        "BSP_FILE_INCONSISTENT",
        { record: code, element: "GROS" },
      ],
    ),
    [
      "a total that is missing",
      renumbered(good.toSpliced(at("BOT93"), 1)),
      "BSP_FILE_MALFORMED",
      { line: at("BOT93") + 1 },
    ],
    [
      "a count of offices that is wrong",
      change("BFT99", put(17, "00003")),
      "BSP_FILE_INCONSISTENT",
      { figure: "OFCC", stated: "00003", found: "2" },
    ],
  ];

  test.each(cases)("%s is refused by its place", (_, lines, code, details) => {
    const refusal = refusalOf(() => readLines(lines));
    expect([refusal.code, refusal.details]).toEqual([code, expect.objectContaining(details)]);
  });

  test("a currency that is not known is refused when it is read for the books", () => {
    const [read] = readLines(good.map((line) => line.replace(/BDT2$/, "ZZZ2")));
    const refusal = refusalOf(() => read && toBspTransaction(read));
    expect([refusal.code, refusal.details]).toEqual([
      "BSP_FILE_MALFORMED",
      expect.objectContaining({ element: "CUTP" }),
    ]);
  });

  test("blanks without an end are refused at once", () => {
    const cutter = new LineCutter(hotLineLength);
    const refusal = refusalOf(() => [...cutter.cut(" ".repeat(64 * 1024))]);
    expect([refusal.code, refusal.details]).toEqual(["BSP_FILE_MALFORMED", { line: 1 }]);
  });

  test("nothing at all is no file", () => {
    expect(refusalOf(() => readText("")).code).toBe("BSP_FILE_MALFORMED");
  });

  function renumbered(lines: readonly string[]): string[] {
    return lines.map(
      (line, index) => line.slice(0, 3) + String(index + 1).padStart(8, "0") + line.slice(11),
    );
  }
});
