import * as fc from "fast-check";

import type { BookingRecord } from "../booking-record";
import type { Money } from "../money";
import { sum, zero } from "../money";
import type { GivenUpTicket } from "./given-up-coupons";
import type { GrantedRefund, RefundedBefore, RefundTerms } from "./price-refund";
import { priceRefund } from "./price-refund";

const bdt = (minor: bigint): Money => ({ currency: "BDT", minor });

/** As many passengers as there are fares, one coupon each, under the charges of a booking. */
function bookingOf(
  fares: readonly { readonly base: bigint; readonly taxes: bigint; readonly commission: bigint }[],
  charges: BookingRecord["charges"],
): { readonly booking: BookingRecord; readonly tickets: readonly GivenUpTicket[] } {
  const booking = {
    currency: "BDT",
    charges,
    tickets: [],
    fares: fares.map(({ base, taxes, commission }, index) => ({
      fareId: index + 1,
      base: bdt(base),
      taxes: [{ code: "BD", amount: bdt(taxes) }],
      taxTotal: bdt(taxes),
      commission: bdt(commission),
    })),
  };
  const tickets = fares.map((_, index) => ({
    ticket: { ticketId: index + 1, number: String(9_970_000_000_000 + index), fareId: index + 1 },
    coupons: "all" as const,
    documents: [],
  }));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pricing reads these columns alone
  return { booking, tickets } as unknown as {
    booking: BookingRecord;
    tickets: GivenUpTicket[];
  };
}

function granted(
  number: string,
  parts: { fare: bigint; taxes: bigint; penalty: bigint },
): GrantedRefund {
  return {
    number,
    fare: bdt(parts.fare),
    taxes: [{ code: "BD", amount: bdt(parts.taxes) }],
    penalty: bdt(parts.penalty),
    total: bdt(parts.fare + parts.taxes - parts.penalty),
  };
}

const terms: RefundTerms = {
  kind: "voluntary",
  fee: { amount: bdt(0n), vat: bdt(0n) },
  returnsMarkUp: true,
  returnsServiceFee: true,
};

const charge = (type: "service_fee" | "mark_up" | "discount", minor: bigint, vat = 0n) => ({
  type,
  amount: bdt(minor),
  vatPercent: "15",
  vat: bdt(vat),
});

const numberOf = (index: number): string => String(9_970_000_000_000 + index);

describe("priceRefund", () => {
  test("recalls the whole commission of an unused ticket, whatever the penalty (5.5)", () => {
    const { booking, tickets } = bookingOf(
      [{ base: 4_000_000n, taxes: 850_000n, commission: 280_000n }],
      [charge("service_fee", 100_000n, 15_000n)],
    );
    const grant = granted(numberOf(0), { fare: 4_000_000n, taxes: 650_000n, penalty: 500_000n });
    const [priced] = priceRefund(
      booking,
      { tickets, granted: [grant], before: [] },
      { ...terms, returnsServiceFee: false },
    );
    expect(priced).toMatchObject({
      commissionRecalled: bdt(280_000n),
      serviceFeeReturned: bdt(0n),
      vatReturned: bdt(0n),
      taxes: [{ code: "BD", paid: bdt(850_000n), refunded: bdt(650_000n) }],
    });
  });

  test("recalls commission by the share of the fare that goes back, rounded once", () => {
    const { booking, tickets } = bookingOf(
      [{ base: 1_000n, taxes: 0n, commission: 101n }],
      [charge("discount", 50n)],
    );
    const grant = granted(numberOf(0), { fare: 333n, taxes: 0n, penalty: 33n });
    const [priced] = priceRefund(booking, { tickets, granted: [grant], before: [] }, terms);
    expect(priced).toMatchObject({
      commissionRecalled: bdt(34n),
      discountRecovered: bdt(15n),
    });
  });

  test("tickets refunded one after another come to the whole of what was sold and charged", () => {
    const amount = fc.bigInt({ min: 0n, max: 10_000_000n });
    const fare = fc.record({ base: amount, taxes: amount, commission: amount });
    const property = fc.property(
      fc.array(fare, { minLength: 1, maxLength: 9 }),
      amount,
      amount,
      amount,
      (fares, fee, markUp, discount) => {
        const charges = [
          charge("service_fee", fee, fee / 7n),
          charge("mark_up", markUp, markUp / 7n),
          charge("discount", discount),
        ];
        const { booking, tickets } = bookingOf(fares, charges);
        const priced = tickets.flatMap((ticket, index) => {
          const { base = 0n, taxes = 0n } = fares[index] ?? {};
          const grant = granted(numberOf(index), { fare: base, taxes, penalty: 0n });
          return priceRefund(booking, { tickets: [ticket], granted: [grant], before: [] }, terms);
        });
        const total = (part: keyof (typeof priced)[number]): bigint =>
          sum(
            "BDT",
            // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parts named are money
            priced.map((one) => one[part] as Money),
          ).minor;
        expect(total("commissionRecalled")).toBe(
          fares.reduce((whole, { commission }) => whole + commission, 0n),
        );
        expect(total("serviceFeeReturned")).toBe(fee);
        expect(total("markUpReturned")).toBe(markUp);
        expect(total("discountRecovered")).toBe(discount);
        expect(total("vatReturned")).toBe(fee / 7n + markUp / 7n);
      },
    );
    fc.assert(property);
  });

  test("coupons of a ticket refunded one after another come to the whole of it", () => {
    const amount = fc.bigInt({ min: 1n, max: 10_000_000n });
    const property = fc.property(
      fc.array(amount, { minLength: 1, maxLength: 8 }),
      fc.record({ commission: amount, fee: amount, markUp: amount, discount: amount }),
      (fares, { commission, fee, markUp, discount }) => {
        const base = fares.reduce((whole, fare) => whole + fare, 0n);
        const { booking, tickets } = bookingOf(
          [{ base, taxes: 0n, commission }],
          [
            charge("service_fee", fee, fee / 7n),
            charge("mark_up", markUp, markUp / 7n),
            charge("discount", discount),
          ],
        );
        const before: RefundedBefore[] = [];
        const priced = fares.flatMap((fare) => {
          const grant = granted(numberOf(0), { fare, taxes: 0n, penalty: 0n });
          const parts = priceRefund(booking, { tickets, granted: [grant], before }, terms);
          before.push({ ticketId: 1, fare: bdt(fare), penalty: bdt(0n) });
          return parts;
        });
        const total = (amounts: readonly Money[]): bigint => sum("BDT", amounts).minor;
        expect(total(priced.map((one) => one.commissionRecalled))).toBe(commission);
        expect(total(priced.map((one) => one.serviceFeeReturned))).toBe(fee);
        expect(total(priced.map((one) => one.markUpReturned))).toBe(markUp);
        expect(total(priced.map((one) => one.discountRecovered))).toBe(discount);
        expect(total(priced.map((one) => one.vatReturned))).toBe(fee / 7n + markUp / 7n);
        expect(priced.every((one) => one.commissionRecalled.minor >= 0n)).toBe(true);
      },
    );
    fc.assert(property);
  });

  test("of a ticket issued in exchange returns the charges that lay on the first of its chain", () => {
    const { booking, tickets } = bookingOf(
      [
        { base: 3_000n, taxes: 0n, commission: 0n },
        { base: 1_000n, taxes: 0n, commission: 0n },
        { base: 5_000n, taxes: 0n, commission: 0n },
        { base: 7_000n, taxes: 0n, commission: 0n },
        { base: 900n, taxes: 0n, commission: 0n },
      ],
      [charge("service_fee", 400n, 60n)],
    );
    const chain = [null, null, 1, 3, 3].map((exchangedFromTicketId, index) => ({
      ticketId: index + 1,
      fareId: index + 1,
      exchangedFromTicketId,
      // What the second exchange left.
      documentType: index === 4 ? "EMDS" : "ETKT",
    }));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pricing reads these columns alone
    const exchanged = { ...booking, tickets: chain } as unknown as BookingRecord;
    const refundOf = (index: number, fare: bigint) => {
      const grant = granted(numberOf(index), { fare, taxes: 0n, penalty: 0n });
      const given = { tickets: tickets.slice(index, index + 1), granted: [grant], before: [] };
      return priceRefund(exchanged, given, terms);
    };
    expect(refundOf(3, 7_000n)).toMatchObject([
      { serviceFeeReturned: bdt(300n), vatReturned: bdt(45n) },
    ]);
    expect(refundOf(1, 1_000n)).toMatchObject([
      { serviceFeeReturned: bdt(100n), vatReturned: bdt(15n) },
    ]);
    expect(refundOf(4, 900n)).toMatchObject([
      { serviceFeeReturned: bdt(0n), vatReturned: bdt(0n) },
    ]);
  });

  test.each(["involuntary", "schedule_change"] as const)("takes no penalty of a %s", (kind) => {
    const { booking, tickets } = bookingOf([{ base: 100n, taxes: 0n, commission: 0n }], []);
    const grant = granted(numberOf(0), { fare: 100n, taxes: 0n, penalty: 1n });
    expect(() =>
      priceRefund(booking, { tickets, granted: [grant], before: [] }, { ...terms, kind }),
    ).toThrow(expect.objectContaining({ code: "REFUND_KIND_INVALID" }));
  });

  test("of taxes alone forfeits the fare, and refuses where fare comes back", () => {
    const { booking, tickets } = bookingOf([{ base: 100n, taxes: 20n, commission: 7n }], []);
    const taxOnly = { ...terms, kind: "tax_only" as const };
    const forfeited = granted(numberOf(0), { fare: 100n, taxes: 20n, penalty: 100n });
    expect(
      priceRefund(booking, { tickets, granted: [forfeited], before: [] }, taxOnly),
    ).toMatchObject([
      { fare: bdt(0n), penalty: bdt(0n), taxTotal: bdt(20n), commissionRecalled: bdt(0n) },
    ]);
    const partly = granted(numberOf(0), { fare: 100n, taxes: 20n, penalty: 60n });
    expect(() => priceRefund(booking, { tickets, granted: [partly], before: [] }, taxOnly)).toThrow(
      expect.objectContaining({ code: "REFUND_KIND_INVALID" }),
    );
  });

  test("refuses an answer in another currency", () => {
    const { booking, tickets } = bookingOf([{ base: 100n, taxes: 0n, commission: 0n }], []);
    const usd = zero("USD");
    const grant = { number: numberOf(0), fare: usd, taxes: [], penalty: usd, total: usd };
    expect(() => priceRefund(booking, { tickets, granted: [grant], before: [] }, terms)).toThrow(
      expect.objectContaining({ code: "CURRENCY_MISMATCH" }),
    );
  });
});
