/** How what a file says differs from our books. */
export const differenceKinds = [
  "missing_in_books",
  "missing_in_bsp",
  "amount",
  "commission",
  "tax",
  "duplicate",
  "wrong_period",
  "wrong_agency",
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** What we suggest: take it as it is, claim from the airline, dispute, or wait for the next period. */
export const suggestedActions = ["accept", "claim", "dispute", "wait"] as const;
export type SuggestedAction = (typeof suggestedActions)[number];

/** How people say that it was dealt with. */
export const bspResolutions = ["accepted", "claimed", "disputed", "waiting"] as const;
export type BspResolution = (typeof bspResolutions)[number];

export interface Difference {
  readonly kind: DifferenceKind;
  /** Which figure or fact. */
  readonly field: string | null;
  readonly stated: string | null;
  readonly expected: string | null;
  /** In minor units, stated less expected: above zero they want more of us. */
  readonly minor: bigint;
  readonly action: SuggestedAction;
}

/** Of facts that are no amounts. */
export function factDiffers(
  kind: DifferenceKind,
  field: string | null,
  { stated, expected, action }: Pick<Difference, "stated" | "expected" | "action">,
): Difference {
  return { kind, field, stated, expected, minor: 0n, action };
}
