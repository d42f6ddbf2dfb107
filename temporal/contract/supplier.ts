import type { RefusalRecord } from "./failures";
import type { IssuedDocumentPayload, RequestContext } from "./payloads";

export interface SupplierStepInput {
  readonly partner: string;
  readonly bookingId: string;
  readonly gdsProviderCode: string;
  readonly context: RequestContext;
}

/** Documents that stand at the supplier. */
export type FoundAtSupplier =
  | {
      readonly kind: "issued";
      /** Found after an answer was lost, rather than answered. */
      readonly adopted: boolean;
      readonly documents: readonly IssuedDocumentPayload[];
    }
  /** None of our requests explains them: somebody issued in the GDS itself. */
  | { readonly kind: "ticketedElsewhere"; readonly documents: readonly IssuedDocumentPayload[] }
  /** Issued, but not what the booking says: a person must look. */
  | { readonly kind: "unmatched"; readonly numbers: readonly string[] };

export type IssueAtSupplierResult =
  | FoundAtSupplier
  /** It was taken, and the supplier confirms it later: by a message, or when it is asked again. */
  | { readonly kind: "pending"; readonly message: string; readonly askAfterMs: number }
  | { readonly kind: "refused"; readonly refusal: RefusalRecord };

export type FindAtSupplierResult = FoundAtSupplier | { readonly kind: "nothing" };

export interface VoidAtSupplierResult {
  readonly voided: readonly string[];
  readonly failed: readonly { readonly number: string; readonly text: string }[];
}
