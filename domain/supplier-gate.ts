/** Decides whether a supplier is asked now, by how it has answered of late. */
export interface SupplierGate {
  admit(): Promise<Admission>;
  /** How an admitted call ended. */
  record(admission: Admitted, health: CallHealth): Promise<void>;
}

export interface Admitted {
  readonly kind: "admitted";
  /** The one call that finds out whether the supplier answers again. */
  readonly isProbe: boolean;
}

export type Admission = Admitted | { readonly kind: "heldBack"; readonly waitMs: number };

/** `answered`: it works, whatever it said. `neither`: the call says nothing of the supplier. */
export type CallHealth =
  | { readonly kind: "answered" | "failed" | "neither" }
  /** HTTP 429 or 503 with Retry-After: it says itself when it is to be asked again. */
  | { readonly kind: "limited"; readonly retryAfterMs: number };
