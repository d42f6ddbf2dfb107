import type { CouponStatus, DocumentStatus } from "./air-operations";

/** PADIS code list 4405, with the letters that host systems use for the same. */
const statuses: Readonly<Record<string, CouponStatus>> = {
  I: "open",
  O: "open",
  OK: "open",
  // As Virgin Atlantic shows it over NDC.
  OPE: "open",
  AL: "airport_control",
  A: "airport_control",
  CK: "checked_in",
  C: "checked_in",
  BD: "boarded",
  L: "boarded",
  B: "used",
  F: "used",
  V: "voided",
  RF: "refunded",
  R: "refunded",
  E: "exchanged",
  S: "suspended",
};

export function couponStatusOf(supplierStatus: string): CouponStatus {
  return Object.hasOwn(statuses, supplierStatus) ? (statuses[supplierStatus] ?? "other") : "other";
}

/** Whether every coupon that was not used has been refunded, and there was one. */
export function isRefunded({ coupons }: DocumentStatus): boolean {
  const unused = coupons.filter(({ status }) => status !== "used");
  return unused.length > 0 && unused.every(({ status }) => status === "refunded");
}

/** Whether every coupon has come to the same end. */
export function isWholly({ coupons }: DocumentStatus, status: CouponStatus): boolean {
  return coupons.length > 0 && coupons.every((coupon) => coupon.status === status);
}
