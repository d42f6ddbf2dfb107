import * as fc from "fast-check";

import { currencies } from "../../tests/harness/any-issuance";
import { balanceOf, balancesOf } from "../../tests/harness/posting-books";
import type { BuiltEntry } from "../journal/build-entry";
import { buildEntry } from "../journal/build-entry";
import type { PostingLine, Side } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import { valueOfDay } from "../journal/valuation";
import { convert, formatRate, money } from "../money";
import { postBspSettlement } from "./bsp-settlement";
import type { DisputedMemo } from "./dispute";
import { postDisputedBilling, postDisputeSettlement, postProvision } from "./dispute";
import type { OpenItem } from "./open-item";
import { restOf, settleItems } from "./open-item";
import { postAdvanceApplication, postReceipt } from "./receipt";
import { monetaryAccounts, postRevaluation } from "./revaluation";
import { postSupplierPayment } from "./supplier-payment";

const anyRate = fc.bigInt({ min: 1n, max: 10n ** 11n }).map(formatRate);
const anyAmount = fc.oneof(
  fc.bigInt({ min: 1n, max: 30n }),
  fc.bigInt({ min: 1n, max: 10n ** 8n }),
);
const anyCurrencies = fc.record({
  currency: fc.constantFrom(...currencies),
  functional: fc.constantFrom(...currencies),
  reporting: fc.option(fc.constant("EUR"), { nil: undefined }),
});
type Currencies = typeof anyCurrencies extends fc.Arbitrary<infer Value> ? Value : never;
const books = ["transaction", "functional", "reporting"] as const;

describe("settleItems", () => {
  test("parts of an item come to the whole, to the last minor unit of what it is carried at", () => {
    fc.assert(
      fc.property(
        anyCurrencies,
        fc.array(anyAmount, { minLength: 1, maxLength: 6 }),
        fc.array(anyRate, { minLength: 7, maxLength: 7 }),
        (of, parts, [booked = "1", ...rates]) => {
          const total = parts.reduce((sum, minor) => sum + minor, 0n);
          const item = itemOf("2011", "credit", total, { of, rate: booked });
          let rest: OpenItem | undefined = item;
          const entries: BuiltEntry[] = [bookingOf(item, at(of, booked))];
          let difference = 0n;
          for (const [index, minor] of parts.entries()) {
            if (rest === undefined) throw new Error("Something is left.");
            const day = at(of, rates[index] ?? "1");
            const amount = money(of.currency, minor);
            const lines = settleItems([{ item: rest, amount }], day);
            rest = restOf(rest, amount);
            entries.push(buildEntry([...lines, payment("credit", minor, of)], day));
            difference += valueOfDay(amount, day).functional.minor;
          }
          expect(rest).toBeUndefined();
          for (const book of books) {
            expect(balancesOf(entries, { book })["2011"] ?? 0n).toBe(0n);
          }
          const carried = valueOfDay(item.amount, at(of, booked)).functional.minor;
          expect(balancesOf(entries)["5091"] ?? 0n).toBe(difference - carried);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a receipt, a payment and an application", () => {
  const anyItems = fc.array(fc.record({ minor: anyAmount, rate: anyRate }), {
    minLength: 1,
    maxLength: 6,
  });

  test("of whole items clear them in every currency, and differ by 5091 alone", () => {
    fc.assert(
      fc.property(anyCurrencies, anyItems, anyAmount, anyRate, (of, parts, surplus, rate) => {
        const day = at(of, rate);
        const total = parts.reduce((sum, { minor }) => sum + minor, 0n);
        const applications = (account: string, side: Side) =>
          parts.map(({ minor, rate: booked }) => {
            const item = itemOf(account, side, minor, { of, rate: booked });
            return { item, amount: item.amount };
          });
        const paid = money(of.currency, total + surplus);
        const receipt = postReceipt(
          {
            customerId: 70,
            channel: "bank",
            received: paid,
            applications: applications("1101", "debit"),
          },
          day,
        );
        const payout = postSupplierPayment(
          {
            supplierId: 500,
            channel: "bank",
            amount: paid,
            applications: applications("2012", "credit"),
          },
          day,
        );
        expect(receipt.advance.minor).toBe(surplus);
        expect(payout.prepayment.minor).toBe(surplus);
        for (const [lines, account] of [
          [receipt.lines, "1101"],
          [payout.lines, "2012"],
        ] as const) {
          const side: Side = account === "1101" ? "debit" : "credit";
          const opening = parts.map(({ minor, rate: booked }) =>
            bookingOf(itemOf(account, side, minor, { of, rate: booked }), at(of, booked)),
          );
          const entries = [...opening, buildEntry(lines, day)];
          for (const book of books) {
            expect(balancesOf(entries, { book })[account] ?? 0n).toBe(0n);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("of an advance need no rounding line, whatever the two are carried at", () => {
    fc.assert(
      fc.property(anyCurrencies, anyItems, anyRate, anyRate, (of, parts, booked, rate) => {
        const day = at(of, rate);
        const total = parts.reduce((sum, { minor }) => sum + minor, 0n);
        const lines = postAdvanceApplication(
          {
            advance: itemOf("2021", "credit", total, { of, rate: booked }),
            applications: parts.map(({ minor, rate: of1101 }) => {
              const item = itemOf("1101", "debit", minor, { of, rate: of1101 });
              return { item, amount: item.amount };
            }),
          },
          day,
        );
        expect(buildEntry(lines, day).lines).toHaveLength(lines.length);
      }),
      { numRuns: 300 },
    );
  });

  test("in another currency are worth exactly what was paid, however many items it settles", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyAmount, anyAmount), { minLength: 1, maxLength: 20 }),
        anyRate,
        (parts, rate) => {
          const day: EntryCurrencies = { functional: "BDT", rateOf: () => rate };
          const total = parts.reduce((sum, [, paid]) => sum + paid, 0n);
          const { lines } = postReceipt(
            {
              customerId: 70,
              channel: "cash",
              received: money("USD", total),
              applications: parts.map(([minor, paid]) => ({
                item: {
                  account: "1101",
                  side: "debit",
                  amount: money("BDT", minor),
                  dimensions: { customerId: 70 },
                },
                amount: money("BDT", minor),
                paid: money("USD", paid),
              })),
            },
            day,
          );
          expect(buildEntry(lines, day).lines).toHaveLength(lines.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a BSP settlement", () => {
  const anyDocument = fc.record({
    gross: anyAmount,
    commission: fc.bigInt({ min: 0n, max: 30n }),
    isRefund: fc.boolean(),
    off: fc.bigInt({ min: -50n, max: 50n }),
    difference: fc.constantFrom("accepted" as const, "disputed" as const),
    rate: anyRate,
  });

  test("clears claim and commission in every currency, and pays what is billed", () => {
    fc.assert(
      fc.property(
        anyCurrencies,
        fc.array(anyDocument, { maxLength: 8 }),
        anyRate,
        (of, random, rate) => {
          const day = at(of, rate);
          const documents = random.map((part, index) => {
            const [claim, back]: [Side, Side] = part.isRefund
              ? ["debit", "credit"]
              : ["credit", "debit"];
            const sign = part.isRefund ? -1n : 1n;
            const valued = { of, rate: part.rate };
            return {
              supplierId: 500,
              ticketId: index + 1,
              items: [
                itemOf("2011", claim, part.gross, valued),
                ...(part.commission === 0n ? [] : [itemOf("1109", back, part.commission, valued)]),
              ],
              billed: money(of.currency, sign * (part.gross - part.commission) + part.off),
              difference: part.difference,
            };
          });
          const { lines, remittance } = postBspSettlement(
            { currency: of.currency, documents },
            day,
          );
          const offBy = (difference: string) =>
            random.reduce(
              (sum, part) => sum + (part.difference === difference ? part.off : 0n),
              0n,
            );
          const on = (...accounts: string[]) =>
            balanceOf(lines.filter(({ account }) => accounts.includes(account)));
          expect(balanceOf(lines)).toBe(0n);
          expect(on("1011")).toBe(-remittance.minor);
          expect(on("5045", "7045")).toBe(offBy("accepted"));
          expect(on("1901")).toBe(offBy("disputed"));
          if (lines.length === 0) return;
          const opening = documents.flatMap(({ items }, index) =>
            items.map((item) => bookingOf(item, at(of, random[index]?.rate ?? "1"))),
          );
          const entries = [...opening, buildEntry(lines, day)];
          for (const book of books) {
            expect(balancesOf(entries, { book })).not.toHaveProperty("2011");
            expect(balancesOf(entries, { book })).not.toHaveProperty("1109");
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a dispute", () => {
  test("costs what is upheld, and leaves neither suspense nor provision", () => {
    const anyShare = fc.bigInt({ min: 0n, max: 100n });
    fc.assert(
      fc.property(
        anyCurrencies,
        anyAmount,
        fc.tuple(anyShare, anyShare, anyShare),
        fc.boolean(),
        anyRate,
        (of, minor, [first, second, upheld], isBilled, rate) => {
          const day = at(of, rate);
          const part = (percent: bigint) => money(of.currency, (minor * percent) / 100n);
          const memo: DisputedMemo = {
            supplierId: 500,
            settlement: "bsp",
            amount: money(of.currency, minor),
          };
          const standing = (account: string, side: Side, amount: bigint) =>
            amount === 0n ? undefined : itemOf(account, side, amount, { of, rate });
          const provision = (percent: bigint) => standing("2051", "credit", part(percent).minor);
          const [before, provided] = [provision(first), provision(second)];
          const suspense = isBilled ? standing("1901", "debit", minor) : undefined;
          const lines = [
            ...(isBilled ? postDisputedBilling(memo) : []),
            ...postProvision({ ...memo, probableLoss: part(first) }, day),
            ...postProvision(
              {
                ...memo,
                probableLoss: part(second),
                ...(before === undefined ? {} : { provision: before }),
              },
              day,
            ),
            ...postDisputeSettlement(
              {
                ...memo,
                upheld: part(upheld),
                ...(provided === undefined ? {} : { provision: provided }),
                ...(suspense === undefined ? {} : { suspense }),
              },
              day,
            ),
          ];
          const on = (account: string) =>
            balanceOf(lines.filter((line) => line.account === account));
          expect(on("5041")).toBe(part(upheld).minor);
          expect(on("2011")).toBe(-part(upheld).minor);
          expect([on("1901"), on("2051")]).toEqual([0n, 0n]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a revaluation", () => {
  test("brings each item to the closing rate, moves no foreign amount, and its reversal all back", () => {
    const anyItem = fc.record({
      account: fc.constantFrom("1101", "1109", "2011", "2022", "2031", "4031"),
      minor: anyAmount,
      rate: anyRate,
    });
    fc.assert(
      fc.property(
        anyCurrencies,
        fc.array(anyItem, { minLength: 1, maxLength: 6 }),
        anyRate,
        (of, random, rate) => {
          const closing = at(of, rate);
          const items = random.map(({ account, minor, rate: booked }) =>
            itemOf(account, account.startsWith("1") ? "debit" : "credit", minor, {
              of,
              rate: booked,
            }),
          );
          const posting = postRevaluation({ items, monetary: monetaryAccounts }, closing);
          fc.pre(posting.lines.length > 0);
          const revalued = buildEntry(posting.lines, closing);
          expect(balancesOf([revalued], { book: "transaction" })).toEqual({});
          for (const account of new Set(items.map((item) => item.account))) {
            const ofAccount = items.filter((item) => item.account === account);
            const gap = ofAccount.reduce((sum, { amount, carriedAt, side }) => {
              const sign = side === "debit" ? 1n : -1n;
              const atClosing = convert(amount, of.functional, rate).minor;
              return sum + sign * (atClosing - (carriedAt?.functional.minor ?? atClosing));
            }, 0n);
            const isMonetary = monetaryAccounts.has(account);
            expect(balancesOf([revalued])[account] ?? 0n).toBe(isMonetary ? gap : 0n);
          }
          const reversal = buildEntry(posting.reversal, at(of, "1"));
          expect(balancesOf([revalued, reversal], { byDimensions: true })).toEqual({});
        },
      ),
      { numRuns: 300 },
    );
  });
});

function at({ functional, reporting }: Currencies, rate: string): EntryCurrencies {
  return {
    functional,
    ...(reporting === undefined ? {} : { reporting }),
    rateOf: () => rate,
  };
}

/** As it was booked at its own day's rate. */
function itemOf(
  account: string,
  side: Side,
  minor: bigint,
  { of, rate }: { readonly of: Currencies; readonly rate: string },
): OpenItem {
  const amount = money(of.currency, minor);
  return {
    account,
    side,
    amount,
    carriedAt: valueOfDay(amount, at(of, rate)),
    dimensions: { supplierId: 500, customerId: 70 },
  };
}

function bookingOf({ account, side, amount, dimensions }: OpenItem, day: EntryCurrencies) {
  const counter = side === "debit" ? "credit" : "debit";
  return buildEntry(
    [
      { account, side, amount, dimensions },
      { account: "4031", side: counter, amount, dimensions: {} },
    ],
    day,
  );
}

function payment(side: Side, minor: bigint, { currency }: Currencies): PostingLine {
  return { account: "1011", side, amount: money(currency, minor), dimensions: {} };
}
