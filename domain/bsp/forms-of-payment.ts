/** FPTP: a kind, and after it a card's company and digits. */
export const formsOfPayment = ["CCEP", "MSCA", "MSCC", "CA", "CC", "CM", "EX", "EP", "VD"] as const;

export function formOfPaymentOf(text: string): string {
  return formsOfPayment.find((kind) => text.startsWith(kind)) ?? text;
}

/** What is kept of a card's number. */
export function lastFour(account: string): string {
  return account === "" ? "" : `***${account.slice(-4)}`;
}

/** RCPN: the coupons that are concerned, each in its place; `0000` is none. */
export function couponsOf(text: string): number[] {
  return text
    .split("")
    .map(Number)
    .filter((coupon) => coupon > 0);
}
