import { accounts } from "../journal/accounts";
import type { DeferralKind } from "./issuance";

type ByKind = Readonly<Record<DeferralKind, string>>;

/** Where each kind waits for its service (accounting.md 4). */
export const deferredAccounts: ByKind = {
  commission: accounts.deferredAirRevenue,
  mark_up: accounts.deferredMarkUpAndFees,
  service_fee: accounts.deferredMarkUpAndFees,
  principal_revenue: accounts.deferredTourRevenue,
  principal_cost: accounts.deferredCost,
};

/** A principal's own price has an account for each product (accounting.md 4). */
export function principalAccountsOf(productCode: string): {
  readonly deferred: string;
  readonly earned: string;
} {
  return productCode === "hotel"
    ? { deferred: accounts.deferredHotelRevenue, earned: accounts.hotelRevenue }
    : { deferred: deferredAccounts.principal_revenue, earned: earnedAccounts.principal_revenue };
}

/** Where each kind is earned or spent. */
export const earnedAccounts: ByKind = {
  commission: accounts.airCommission,
  mark_up: accounts.markUpRevenue,
  service_fee: accounts.serviceFeeRevenue,
  principal_revenue: accounts.tourRevenue,
  principal_cost: accounts.costOfTravelSold,
};
