import type { Reservation } from "../domain/reservation";

/**
 * How a call to a supplier ended.
 * `refused`: the supplier said no, nothing happened there. `notDone`: the request never reached
 * it or was turned away unread, trying again is safe. `unknown`: it may have acted; ask first.
 */
export type SupplierOutcome<T> =
  | { readonly kind: "done"; readonly value: T }
  | {
      readonly kind: "refused";
      readonly reason: SupplierRefusalReason;
      /** The supplier's own code and text, redacted, for the operator. */
      readonly supplierCode: string;
      readonly supplierText: string;
    }
  | { readonly kind: "notDone"; readonly message: string; readonly retryAfterMs?: number }
  | { readonly kind: "unknown"; readonly message: string };

export type SupplierRefusalReason =
  | "reservation_not_found"
  | "reservation_invalid"
  | "already_ticketed"
  | "document_not_found"
  | "void_window_closed"
  | "credentials_rejected"
  | "rejected";

export interface IssueRequest {
  readonly recordLocator: string;
  /** Stored fares to ticket, by the supplier's reference. */
  readonly fareReferences: readonly string[];
}

export interface VoidRequest {
  /** 13 digits each. */
  readonly documentNumbers: readonly string[];
}

export interface VoidResult {
  readonly voided: readonly string[];
  readonly failed: readonly {
    readonly number: string;
    readonly reason: SupplierRefusalReason;
    readonly supplierCode: string;
    readonly supplierText: string;
  }[];
}

export interface CallOptions {
  /** Ends the call: at the activity's cancellation or at its deadline. */
  readonly signal: AbortSignal;
}

/**
 * Called inside the supplier's session after the reservation was read and before it is
 * ticketed, so that nothing is issued that differs from what was booked.
 */
export type BeforeIssue = (reservation: Reservation) => Promise<
  | {
      readonly proceed: true;
      /** The fares to ticket by the references they have now, where those are not the request's. */
      readonly fareReferences?: readonly string[];
    }
  | { readonly proceed: false }
>;

export type IssueValue =
  /** The reservation as it was read after issuing, with its documents. */
  | { readonly kind: "issued"; readonly reservation: Reservation }
  /** Some of the fares carried documents before anything was asked of the supplier. */
  | { readonly kind: "alreadyTicketed"; readonly reservation: Reservation }
  /** `beforeIssue` said no: nothing was asked of the supplier. */
  | { readonly kind: "stopped"; readonly reservation: Reservation };

/** The operations that issuance needs of a supplier of air tickets. */
export interface TicketingSupplier {
  retrieve(recordLocator: string, options: CallOptions): Promise<SupplierOutcome<Reservation>>;
  /** Reads the reservation, issues, and reads it again for the numbers; one session. */
  issue(
    request: IssueRequest,
    beforeIssue: BeforeIssue,
    options: CallOptions,
  ): Promise<SupplierOutcome<IssueValue>>;
  voidDocuments(request: VoidRequest, options: CallOptions): Promise<SupplierOutcome<VoidResult>>;
}
