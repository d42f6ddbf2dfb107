import { add, allocate, type Money, sum } from "../../domain/money";
import {
  type AirOrder,
  amountsOf,
  changeOrder,
  type FareAmounts,
  type OrderDocument,
  type OrderRecords,
} from "./air-order";
import type { RecordStore } from "./record-store";

/** Coupons by the document that they are on, counted from 1. */
export type CouponsByDocument = Readonly<Record<string, readonly number[]>>;

/** One for each flight; of an EMD for those that it is used with, and at least one. */
export function couponsOf({ flights }: AirOrder, { type, fare }: OrderDocument): number[] {
  const count = type === "emd" ? Math.max(1, fare.service?.flightIds.length ?? 0) : flights.length;
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Those that may still be given back. */
export function openCouponsOf(order: AirOrder, document: OrderDocument): number[] {
  if (document.status !== "open") return [];
  const { refundedCoupons = [] } = document;
  return couponsOf(order, document).filter((coupon) => !refundedCoupons.includes(coupon));
}

/** Gives coupons back; a document whose last ones these are is refunded. */
export function refundCoupons(
  store: RecordStore<OrderRecords>,
  order: AirOrder,
  coupons: CouponsByDocument,
): AirOrder {
  return changeOrder(store, order, {
    documents: order.documents.map((document) => {
      const given = coupons[document.number] ?? [];
      if (given.length === 0) return document;
      const refundedCoupons = [...(document.refundedCoupons ?? []), ...given];
      const isLast = openCouponsOf(order, document).every((coupon) => given.includes(coupon));
      return { ...document, refundedCoupons, status: isLast ? "refunded" : document.status };
    }),
  });
}

/** What coupons of a document cost, each as much as the others. */
export function amountsOfCoupons(
  order: AirOrder,
  document: OrderDocument,
  coupons: readonly number[],
): FareAmounts {
  const whole = amountsOf(order, document.fare);
  const weights = couponsOf(order, document).map(() => 1n);
  const partOf = (amount: Money): Money =>
    sum(
      amount.currency,
      allocate(amount, weights).filter((_, index) => coupons.includes(index + 1)),
    );
  const base = partOf(whole.base);
  const taxes = whole.taxes.map(({ code, amount }) => ({ code, amount: partOf(amount) }));
  const taxTotal = sum(
    order.currency,
    taxes.map(({ amount }) => amount),
  );
  return { base, taxes, taxTotal, total: add(base, taxTotal) };
}
