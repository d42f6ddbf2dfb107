import type { SpecFare, SpecPassenger, SpecSegment } from "./pnr-spec";

/** What a session has sold and not saved. */
export interface PnrDraft {
  readonly segments: readonly SpecSegment[];
  readonly passengers: readonly SpecPassenger[];
  /** As they were priced. */
  readonly fares: readonly SpecFare[];
  /** Whether stored fares were made of them. */
  readonly isStored: boolean;
  readonly reference?: string;
  readonly ticketingTimeLimit?: string;
  readonly formOfPayment?: string;
  readonly isReceived?: boolean;
}
