import type { CommissionTerms } from "../fare";
import type { Money } from "../money";
import { percentageOf } from "../money";

export const commissionKinds = ["base", "override", "incentive", "segment_count"] as const;
export type CommissionKind = (typeof commissionKinds)[number];

/** What a rule is for; what it leaves out it does not ask for. */
export interface CommissionScope {
  /** Code of a contract with the airline. */
  readonly contract?: string;
  /** Airports or cities, IATA codes, in this direction. */
  readonly route?: { readonly from: string; readonly to: string };
  /** Reservation booking designator. */
  readonly bookingClass?: string;
}

export interface CommissionRule {
  readonly ruleId: number;
  readonly supplierId: number;
  readonly kind: CommissionKind;
  readonly scope: CommissionScope;
  /** First and last day of sale, `YYYY-MM-DD`; open-ended where it has no last. */
  readonly validFrom: string;
  readonly validUntil?: string;
  readonly terms: CommissionTerms;
}

/** A sale that rules are sought for. */
export interface CommissionedSale {
  readonly supplierId: number;
  readonly soldOn: string;
  readonly contract?: string;
  readonly route: { readonly from: string; readonly to: string };
  readonly bookingClass: string;
}

/**
 * The rule of a kind that a sale falls under: contract before route before class before default
 * (accounting.md 5.10); of equals the one in force latest, then the one entered last.
 */
export function chooseCommissionRule(
  rules: readonly CommissionRule[],
  sale: CommissionedSale,
  kind: CommissionKind,
): CommissionRule | undefined {
  const [best] = rules
    .filter((rule) => rule.kind === kind && isFor(rule, sale))
    .toSorted(byPrecedence);
  return best;
}

function isFor({ supplierId, scope, ...rule }: CommissionRule, sale: CommissionedSale): boolean {
  const { contract, route, bookingClass } = scope;
  return (
    supplierId === sale.supplierId &&
    rule.validFrom <= sale.soldOn &&
    (rule.validUntil === undefined || sale.soldOn <= rule.validUntil) &&
    (contract === undefined || contract === sale.contract) &&
    (route === undefined || (route.from === sale.route.from && route.to === sale.route.to)) &&
    (bookingClass === undefined || bookingClass === sale.bookingClass)
  );
}

function byPrecedence(left: CommissionRule, right: CommissionRule): number {
  return (
    weightOf(right.scope) - weightOf(left.scope) ||
    right.validFrom.localeCompare(left.validFrom) ||
    right.ruleId - left.ruleId
  );
}

/** Contract outweighs route and class together, and route outweighs class. */
function weightOf({ contract, route, bookingClass }: CommissionScope): number {
  return (contract ? 4 : 0) + (route ? 2 : 0) + (bookingClass ? 1 : 0);
}

/** A step of an override: from this volume on, this percentage. */
export interface OverrideTier {
  readonly from: Money;
  /** Percent, a decimal string. */
  readonly percent: string;
}

/**
 * What an override comes to: the percentage of the highest step the volume has reached, on all of
 * it; nothing below the first.
 */
export function overrideOf(volume: Money, tiers: readonly OverrideTier[]): Money {
  return percentageOf(volume, tierOf(volume, tiers)?.percent ?? "0");
}

/** The highest step that a volume has reached. */
export function tierOf(volume: Money, tiers: readonly OverrideTier[]): OverrideTier | undefined {
  return tiers
    .filter(({ from }) => from.minor <= volume.minor)
    .toSorted((left, right) => (left.from.minor < right.from.minor ? 1 : -1))[0];
}

/** So much for each segment booked. */
export function segmentCommission(perSegment: Money, count: number): Money {
  return { currency: perSegment.currency, minor: perSegment.minor * BigInt(count) };
}
