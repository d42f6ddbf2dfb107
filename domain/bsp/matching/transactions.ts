import type { BillingPeriod } from "../billing-period";

/** Amounts in minor units from the airline's view: what the agent owes is positive. */
export interface Figures {
  readonly fare: bigint;
  /** Without the penalty. */
  readonly tax: bigint;
  readonly penalty: bigint;
  readonly gross: bigint;
  /** Below zero where it is the agent's. */
  readonly commission: bigint;
  /** Without tax on commission, which our books do not have. */
  readonly remittance: bigint;
}

export interface StatedTransaction extends Figures {
  /** TRNC. */
  readonly code: string;
  readonly currency: string;
  readonly agent: string;
  readonly taxes: ReadonlyMap<string, bigint>;
}

/** What our books have of it. What they do not know is left out, and not compared. */
export interface ExpectedTransaction extends Partial<Figures> {
  /** Under which it is to stand: a ticket is no EMD. */
  readonly code?: string;
  readonly currency: string;
  /** Empty where the partner has said none. */
  readonly agent: string;
  readonly issuedOn: string;
  readonly taxes?: ReadonlyMap<string, bigint>;
}

export interface MatchingTerms {
  readonly period: BillingPeriod;
  /** By how much a figure may differ, in minor units of the transaction's currency. */
  readonly tolerance: bigint;
}

export function isWithinTolerance(minor: bigint, tolerance: bigint): boolean {
  return (minor < 0n ? -minor : minor) <= tolerance;
}
