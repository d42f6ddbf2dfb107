import * as fc from "fast-check";

import { anyDay, anyIssuance, chargeOf, currencies } from "../../tests/harness/any-issuance";
import type { RefundShares, TicketCharges } from "../../tests/harness/any-refund";
import { anyShares, everything, refundOf } from "../../tests/harness/any-refund";
import {
  balanceOf,
  balancesOf,
  booksIn,
  markRecognised,
  storeSchedules,
} from "../../tests/harness/posting-books";
import type { BuiltEntry } from "../journal/build-entry";
import { buildEntry } from "../journal/build-entry";
import type { PostingLine } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import type { Money } from "../money";
import { allocate, formatRate, money, zero } from "../money";
import type { ExchangeEvent } from "./exchange";
import { postExchange } from "./exchange";
import type { IssuanceEvent } from "./issuance";
import { postIssuance } from "./issuance";
import { postRecognition } from "./recognise";
import type { RefundEvent } from "./refund";
import { postRefund } from "./refund";
import type { ScheduleRelease, StoredSchedule } from "./schedule";
import { shortenSchedule } from "./schedule";
import { postVoid } from "./void";

const deferred = ["1401", "2031", "2032", "2033"];
const forever = "2100-01-01";
const anyRate = fc.bigInt({ min: 1n, max: 10n ** 11n }).map(formatRate);
/** The rates of three days: of issuance, of what happens then, and of the end. */
const anyBooks = fc
  .record({
    functional: fc.constantFrom(...currencies),
    rates: fc.tuple(anyRate, anyRate, anyRate),
    reporting: fc.option(fc.constant("EUR"), { nil: undefined }),
  })
  .map(({ functional, rates, reporting }) => ({
    functional,
    days: rates.map((rate): EntryCurrencies => ({
      functional,
      ...(reporting === undefined ? {} : { reporting }),
      rateOf: () => rate,
    })) as unknown as readonly [EntryCurrencies, EntryCurrencies, EntryCurrencies],
  }));
const anyFee = fc.record({
  amount: fc.bigInt({ min: 0n, max: 100_000n }),
  vat: fc.bigInt({ min: 0n, max: 15_000n }),
});

describe("an issuance and its refund", () => {
  test("balance in each currency, and every line is above zero in one of them", () => {
    fc.assert(
      fc.property(
        anyIssuance,
        anyShares,
        anyFee,
        anyDay,
        anyBooks,
        (event, shares, fee, day, books) => {
          const { refund, entries } = refunded({ event, shares, fee, day, books });
          expect(balanceOf(refund.lines)).toBe(0n);
          for (const { amount, carriedAt } of refund.lines) {
            expect(amount.currency).toBe(event.currency);
            expect(
              amount.minor +
                (carriedAt?.functional.minor ?? 0n) +
                (carriedAt?.reporting?.amount.minor ?? 0n),
            ).toBeGreaterThan(0n);
          }
          for (const entry of entries) {
            for (const book of ["transaction", "functional", "reporting"] as const) {
              expect(surplusOf(entry, book)).toBe(0n);
            }
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test("leave nothing deferred once the rest is recognised, on no ticket and in no currency", () => {
    fc.assert(
      fc.property(
        anyIssuance,
        anyShares,
        anyFee,
        anyDay,
        anyBooks,
        (event, shares, fee, day, books) => {
          const { entries } = refunded({ event, shares, fee, day, books });
          for (const book of ["transaction", "functional", "reporting"] as const) {
            expect(left(entries, { book, byDimensions: true }, deferred)).toEqual([]);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test("leave nothing at all where everything goes back, whenever it was recognised", () => {
    fc.assert(
      fc.property(anyIssuance, anyDay, (event, day) => {
        const books = inOwnCurrency(event);
        const fee = { amount: 0n, vat: 0n };
        const { entries, refund } = refunded({ event, shares: everything, fee, day, books });
        const setOff = setOffOf(event, refund.payable);
        expect(balancesOf([...entries, ...setOff])).toEqual({});
      }),
      { numRuns: 400 },
    );
  });

  test("leave nothing at all where everything goes back in two parts, coupons before the rest", () => {
    const anyPart = fc.record({
      coupons: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }),
      percent: fc.bigInt({ min: 0n, max: 100n }),
    });
    fc.assert(
      fc.property(anyIssuance, anyPart, anyDay, (event, { coupons, percent }, day) => {
        const books = inOwnCurrency(event).days[0];
        const { entry, schedules, run } = soldAndRecognised(event, day, [books, books]);
        const whole = wholeRefund(event, schedules);
        const part = shareOfRefund(whole, percent);
        const tickets = part.tickets.map((ticket, index) => ({
          ...ticket,
          coupons: couponsAmong(event.tickets[index], coupons),
        }));
        const first = postRefund({ ...part, tickets }, books);
        const after = schedules.map((schedule) => shortenSchedule(schedule, first.releases));
        const rest = restOfRefund(wholeRefund(event, after), part);
        const second = postRefund(rest, books);
        const posted = [first, second].flatMap(({ lines }) => build(lines, books));
        const setOff = [first, second].flatMap(({ payable }) => setOffOf(event, payable));
        expect(balancesOf([entry, ...run, ...posted, ...setOff])).toEqual({});
      }),
      { numRuns: 400 },
    );
  });

  test("leave of a whole refund the penalties, the fee and its VAT, and what was not refundable", () => {
    fc.assert(
      fc.property(
        anyIssuance,
        fc.bigInt({ min: 0n, max: 100n }),
        fc.bigInt({ min: 0n, max: 100n }),
        anyFee,
        anyDay,
        (random, penalty, taxes, fee, day) => {
          const event = {
            ...random,
            tickets: random.tickets.map((ticket) => ({
              ...ticket,
              revenueRole: "agent" as const,
              paidToAirline: false,
            })),
          };
          const shares = { ...everything, penalty, taxes };
          const books = inOwnCurrency(event);
          const { entries, refund, request } = refunded({ event, shares, fee, day, books });
          const kept = request.tickets.reduce(
            (total, ticket, index) =>
              total +
              ticket.penalty.minor +
              (event.tickets[index]?.taxes.minor ?? 0n) -
              ticket.taxes.minor,
            0n,
          );
          const balances = balancesOf([...entries, ...setOffOf(event, refund.payable)]);
          const { "2011": bsp = 0n, "2012": direct = 0n, ...rest } = balances;
          expect(bsp + direct).toBe(-kept);
          expect(rest).toEqual(
            withoutZero({
              "1101": kept + fee.amount + fee.vat,
              "2061": -fee.vat,
              "4033": -fee.amount,
            }),
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  test("invent and lose nothing: supplier, commission and customer move by what was granted", () => {
    fc.assert(
      fc.property(anyIssuance, anyShares, anyFee, anyDay, (event, shares, fee, day) => {
        const books = inOwnCurrency(event);
        const { refund, request } = refunded({ event, shares, fee, day, books });
        const on = (...accounts: string[]) =>
          balanceOf(refund.lines.filter(({ account }) => accounts.includes(account)));
        const total = (amountOf: (ticket: (typeof request.tickets)[number]) => bigint) =>
          request.tickets.reduce((sum, ticket) => sum + amountOf(ticket), 0n);
        const grossOf = (ticket: (typeof request.tickets)[number]) =>
          ticket.fare.minor + ticket.taxes.minor - ticket.penalty.minor;
        const throughUs = total((ticket) => (ticket.paidToAirline ? 0n : grossOf(ticket)));
        const soldNet = total((ticket) =>
          ticket.revenueRole === "principal" &&
          ticket.settlement === "direct" &&
          !ticket.paidToAirline
            ? ticket.commissionRecalled.minor
            : 0n,
        );
        const recalled = total((ticket) => ticket.commissionRecalled.minor);
        const charges = total(
          (ticket) =>
            ticket.markUpReturned.minor +
            ticket.serviceFeeReturned.minor -
            ticket.discountRecovered.minor,
        );
        const customer = throughUs + charges + request.vatReturned.minor - fee.amount - fee.vat;

        expect(on("2011", "2012")).toBe(throughUs - soldNet);
        expect(on("1109")).toBe(soldNet - recalled);
        expect(on("1101", "2022")).toBe(-customer);
        expect(refund.payable.minor).toBe(customer > 0n ? customer : 0n);
        expect(on("4033")).toBe(-fee.amount);
        expect(on("2061")).toBe(request.vatReturned.minor - fee.vat);
        expect(on("2031", "4011")).toBe(
          total((ticket) =>
            ticket.revenueRole === "agent" ? ticket.commissionRecalled.minor : 0n,
          ),
        );
        expect(on("1401", "5022")).toBe(
          -total((ticket) =>
            ticket.revenueRole === "principal"
              ? grossOf(ticket) - ticket.commissionRecalled.minor
              : 0n,
          ),
        );
      }),
      { numRuns: 400 },
    );
  });

  test("never earn on a recall before they have used up what waits for the refunded coupons", () => {
    fc.assert(
      fc.property(anyIssuance, anyShares, anyDay, (event, shares, day) => {
        const books = inOwnCurrency(event);
        const fee = { amount: 0n, vat: 0n };
        const { refund } = refunded({
          event,
          shares: { ...shares, coupons: "all" },
          fee,
          day,
          books,
        });
        for (const { ticketId, revenueRole } of event.tickets) {
          if (revenueRole === "principal") continue;
          const of = (account: string) =>
            refund.lines.filter(
              (line) => line.account === account && line.dimensions.ticketId === ticketId,
            );
          const takenFromIncome = of("4011").some(({ side }) => side === "debit");
          const earned = of("4011").some(({ side }) => side === "credit");
          expect(takenFromIncome && earned).toBe(false);
        }
      }),
    );
  });
});

describe("an issuance and its void", () => {
  test("leave nothing on any account and dimension, whatever was recognised and at any rates", () => {
    fc.assert(
      fc.property(anyIssuance, anyDay, anyBooks, (event, day, { days: [issued, then] }) => {
        const { entry, schedules, run } = soldAndRecognised(event, day, [issued, then]);
        const posting = postVoid(
          {
            sale: event,
            issuance: { journalEntryId: 1, isReversed: false, lines: entry.lines },
            schedules,
            voidedAt: "2026-11-21T10:00:00Z",
            cutOffAt: "2026-11-21T17:30:00Z",
          },
          then,
        );
        const entries = [
          entry,
          ...run,
          ...build(posting.reversal.lines, then),
          ...build(posting.recognitionLines, then),
        ];
        for (const book of ["transaction", "functional", "reporting"] as const) {
          expect(balancesOf(entries, { book, byDimensions: true })).toEqual({});
        }
        expect(waiting(schedules, posting.releases)).toBe(0n);
      }),
      { numRuns: 300 },
    );
  });
});

describe("an issuance and its exchange", () => {
  const difference = fc.bigInt({ min: -100_000n, max: 100_000n });
  const anyExchange = fc.record({
    fare: difference,
    tax: difference,
    commission: fc.bigInt({ min: -5_000n, max: 5_000n }),
    penalty: fc.bigInt({ min: 0n, max: 10_000n }),
    markUp: fc.bigInt({ min: 0n, max: 10_000n }),
    fee: anyFee,
    residual: fc.constantFrom("refunded" as const, "credited" as const, "emd" as const),
    days: fc.array(anyDay, { minLength: 1, maxLength: 4 }),
  });
  type Random = typeof anyExchange extends fc.Arbitrary<infer Value> ? Value : never;

  test("balance, and leave nothing deferred on either ticket once all is recognised", () => {
    fc.assert(
      fc.property(
        anyIssuance,
        anyExchange,
        anyDay,
        anyBooks,
        (random, change, day, { functional, days }) => {
          const event = { ...random, tickets: random.tickets.slice(0, 1) };
          fc.pre(event.tickets.some(({ base, taxes }) => base.minor + taxes.minor > 0n));
          const [issued, then, last] = days.map(({ rateOf }) => ({ functional, rateOf }));
          if (!issued || !then || !last) throw new Error("There are three days.");
          const { entry, schedules, run } = soldAndRecognised(event, day, [issued, then]);
          const posting = postExchange(exchangeOf(event, schedules, change), then);
          expect(balanceOf(posting.lines)).toBe(0n);
          const exchanged = build(posting.lines, then);
          const moved = exchanged.flatMap((of) =>
            storeSchedules(posting.deferrals, of, { firstId: 100 }),
          );
          const after = [
            ...schedules.map((schedule) => shortenSchedule(schedule, posting.releases)),
            ...moved,
          ];
          const { lines } = postRecognition(
            { sale: event, schedules: after, through: forever },
            last,
          );
          const entries = [entry, ...run, ...exchanged, ...build(lines, last)];
          for (const book of ["transaction", "functional"] as const) {
            expect(left(entries, { book, byDimensions: true }, deferred)).toEqual([]);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test("earn in all the commission of both, and owe supplier and customer by the difference", () => {
    fc.assert(
      fc.property(anyIssuance, anyExchange, anyDay, (random, change, day) => {
        const [first] = random.tickets;
        fc.pre(first !== undefined && first.base.minor + first.taxes.minor > 0n);
        const event = {
          ...random,
          tickets: [{ ...first, revenueRole: "agent" as const }] as IssuanceEvent["tickets"],
        };
        const books = booksIn(event.currency);
        const { schedules } = soldAndRecognised(event, day, [books, books]);
        const posting = postExchange(exchangeOf(event, schedules, change), books);
        const on = (...accounts: string[]) =>
          balanceOf(posting.lines.filter(({ account }) => accounts.includes(account)));
        const total = change.fare + change.tax + change.penalty;
        const collected = total < 0n && change.residual === "emd" ? 0n : total;
        const throughUs = first.paidToAirline ? 0n : collected;
        const owed = throughUs + change.markUp + change.fee.amount + change.fee.vat;

        expect(on("2031", "4011")).toBe(-change.commission);
        expect(on("1109")).toBe(change.commission);
        expect(-on("2011", "2012")).toBe(throughUs);
        expect(on("1101", "2022", "2021")).toBe(owed);
        expect(-on("2032", "4031", "4032")).toBe(change.markUp + change.fee.amount);
        expect(posting.payable.minor).toBe(owed < 0n ? -owed : 0n);
        expect(posting.emd.minor).toBe(total < 0n && change.residual === "emd" ? -total : 0n);
        expect(waiting(schedules, posting.releases)).toBe(0n);
      }),
      { numRuns: 400 },
    );
  });

  function exchangeOf(
    event: IssuanceEvent,
    schedules: readonly StoredSchedule[],
    change: Random,
  ): ExchangeEvent {
    const [ticket] = event.tickets;
    if (ticket === undefined) throw new Error("Nothing was sold.");
    const of = (minor: bigint) => money(event.currency, minor);
    return {
      bookingId: event.bookingId,
      customerId: event.customerId,
      productCode: event.productCode,
      currency: event.currency,
      recognition: event.recognition,
      old: { ticketId: 1, schedules },
      new: {
        ticketId: 2,
        supplierId: ticket.supplierId,
        settlement: ticket.settlement,
        revenueRole: ticket.revenueRole,
        paidToAirline: ticket.paidToAirline,
        segments: change.days.map((departsOn, index) => ({ segmentId: 11 + index, departsOn })),
      },
      fareDifference: of(change.fare),
      taxDifference: of(change.tax),
      penalty: of(change.penalty),
      commissionDifference: of(change.commission),
      markUp: of(change.markUp),
      fee: { amount: of(change.fee.amount), vat: of(change.fee.vat) },
      residual: change.residual,
    };
  }
});

interface Refunding {
  readonly event: IssuanceEvent;
  readonly shares: RefundShares;
  readonly fee: { readonly amount: bigint; readonly vat: bigint };
  readonly day: string;
  readonly books: {
    readonly days: readonly [EntryCurrencies, EntryCurrencies, EntryCurrencies];
  };
}

/** Sold, recognised through a day, refunded, and the rest recognised: all the entries of it. */
function refunded({ event, shares, fee, day, books: { days } }: Refunding) {
  const [issued, then, last] = days;
  const { entry, schedules, run } = soldAndRecognised(event, day, [issued, then]);
  const of = (minor: bigint) => money(event.currency, minor);
  const vat = event.charges.reduce((total, charge) => total + charge.vat.minor, 0n);
  const request = refundOf(event, schedules, {
    shares,
    charged: chargesByTicket(event),
    fee: { amount: of(fee.amount), vat: of(fee.vat) },
    vatReturned: of((vat * shares.charges) / 100n),
  });
  const refund = postRefund(request, then);
  const after = schedules.map((schedule) => shortenSchedule(schedule, refund.releases));
  const rest = postRecognition({ sale: event, schedules: after, through: forever }, last);
  const entries = [entry, ...run, ...build(refund.lines, then), ...build(rest.lines, last)];
  return { refund, request, entries };
}

/** All that was sold goes back. */
function wholeRefund(event: IssuanceEvent, schedules: readonly StoredSchedule[]): RefundEvent {
  const nothing = zero(event.currency);
  const vat = event.charges.reduce((total, charge) => total + charge.vat.minor, 0n);
  return refundOf(event, schedules, {
    shares: everything,
    charged: chargesByTicket(event),
    fee: { amount: nothing, vat: nothing },
    vatReturned: money(event.currency, vat),
  });
}

const refundedParts = [
  "fare",
  "taxes",
  "commissionRecalled",
  "markUpReturned",
  "serviceFeeReturned",
  "discountRecovered",
] as const;

function mapRefund(refund: RefundEvent, map: (amount: Money, path: string) => Money): RefundEvent {
  return {
    ...refund,
    vatReturned: map(refund.vatReturned, "vat"),
    tickets: refund.tickets.map((ticket, index) => ({
      ...ticket,
      ...Object.fromEntries(
        refundedParts.map((part) => [part, map(ticket[part], `${index}${part}`)]),
      ),
    })),
  };
}

function shareOfRefund(refund: RefundEvent, percent: bigint): RefundEvent {
  return mapRefund(refund, ({ currency, minor }) => money(currency, (minor * percent) / 100n));
}

function restOfRefund(whole: RefundEvent, part: RefundEvent): RefundEvent {
  const taken = new Map<string, Money>();
  mapRefund(part, (amount, path) => {
    taken.set(path, amount);
    return amount;
  });
  return mapRefund(whole, (amount, path) =>
    money(amount.currency, amount.minor - (taken.get(path)?.minor ?? 0n)),
  );
}

function couponsAmong(
  ticket: IssuanceEvent["tickets"][number] | undefined,
  coupons: readonly number[],
): readonly number[] {
  const known = ticket?.segments.map(({ segmentId }) => segmentId) ?? [];
  return coupons.filter((coupon) => known.includes(coupon));
}

function soldAndRecognised(
  event: IssuanceEvent,
  through: string,
  [issued, then]: readonly [EntryCurrencies, EntryCurrencies],
) {
  const { lines, deferrals } = postIssuance(event);
  const entry = buildEntry(lines, issued);
  const stored = storeSchedules(deferrals, entry);
  const posting = postRecognition({ sale: event, schedules: stored, through }, then);
  const schedules = markRecognised(stored, posting.recognised);
  return { entry, schedules, run: build(posting.lines, then) };
}

/** What postIssuance lays on each ticket: by what it costs, or equally where all cost nothing. */
function chargesByTicket(event: IssuanceEvent): TicketCharges[] {
  const weights = event.tickets.map(({ base, taxes }) => base.minor + taxes.minor);
  const share = (type: Parameters<typeof chargeOf>[1]): Money[] =>
    allocate(money(event.currency, chargeOf(event, type)), weights);
  const [markUps, serviceFees, discounts] = [
    share("mark_up"),
    share("service_fee"),
    share("discount"),
  ];
  const none = zero(event.currency);
  return event.tickets.map((_, index) => ({
    markUp: markUps[index] ?? none,
    serviceFee: serviceFees[index] ?? none,
    discount: discounts[index] ?? none,
  }));
}

/** What stands in 2022 against what the customer owes. */
function setOffOf(event: IssuanceEvent, payable: Money): BuiltEntry[] {
  if (payable.minor === 0n) return [];
  const line = (account: string, side: PostingLine["side"]) => ({
    account,
    side,
    amount: payable,
    dimensions: {},
  });
  return build([line("2022", "debit"), line("1101", "credit")], booksIn(event.currency));
}

function inOwnCurrency(event: IssuanceEvent): Refunding["books"] {
  const books = booksIn(event.currency);
  return { days: [books, books, books] };
}

function build(lines: readonly PostingLine[], books: EntryCurrencies): BuiltEntry[] {
  return lines.length === 0 ? [] : [buildEntry(lines, books)];
}

function left(
  entries: readonly BuiltEntry[],
  options: Parameters<typeof balancesOf>[1],
  accounts: readonly string[],
): string[] {
  return Object.entries(balancesOf(entries, options))
    .filter(([key]) => accounts.includes(key.slice(0, 4)))
    .map(([key, minor]) => `${key} ${minor}`);
}

function waiting(
  schedules: readonly StoredSchedule[],
  releases: readonly ScheduleRelease[],
): bigint {
  return schedules
    .flatMap((schedule) => shortenSchedule(schedule, releases).slices)
    .filter(({ isRecognised }) => !isRecognised)
    .reduce((total, { amount }) => total + amount.minor, 0n);
}

function surplusOf(
  { lines }: BuiltEntry,
  book: "transaction" | "functional" | "reporting",
): bigint {
  return lines.reduce((total, line) => {
    const minor = line[book]?.minor ?? 0n;
    return line.side === "debit" ? total + minor : total - minor;
  }, 0n);
}

function withoutZero(balances: Readonly<Record<string, bigint>>): Record<string, bigint> {
  return Object.fromEntries(Object.entries(balances).filter(([, minor]) => minor !== 0n));
}
