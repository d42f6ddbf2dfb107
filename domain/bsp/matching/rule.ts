import type { Money, MoneyJson } from "../../money";
import type { BspResolution, DifferenceKind } from "./differences";

/** Whom a difference favours: below zero they want less of us than we expect. */
export const ruleDirections = ["in_our_favour", "against_us"] as const;

/** What a rule hits: all that is named holds. As the API takes it, and as it is kept. */
export interface RuleConditions {
  readonly kinds?: readonly DifferenceKind[] | undefined;
  /** Figures and facts (`fare`, `commission`), taxes by their code. */
  readonly fields?: readonly string[] | undefined;
  readonly airlines?: readonly string[] | undefined;
  /** What kind of document it is of (TRNC). */
  readonly codes?: readonly string[] | undefined;
  readonly direction?: (typeof ruleDirections)[number] | undefined;
  /** In this currency, and by no more than this, whichever way. */
  readonly amount_max?: MoneyJson | undefined;
}

/** How a rule resolves without posting: accepting is posted. */
export const ruleResolutions = [
  "waiting",
  "claimed",
  "disputed",
] as const satisfies BspResolution[];

/** What becomes of an exception that a rule hits. People are public ids. */
export type RuleOutcome =
  | {
      readonly kind: "resolve";
      readonly resolution: (typeof ruleResolutions)[number];
      readonly comment: string;
    }
  | { readonly kind: "assign"; readonly userId: string }
  | {
      readonly kind: "accept";
      /** Of one exception. */
      readonly upTo: Money;
      readonly comment: string;
      /** Who gets what the policy wants approved. */
      readonly userId: string | null;
    };
