import type { Resolution } from "./issue-booking";
import type { RequestContext } from "./payloads";

/** What every act on issued tickets is about. */
export interface ActInput {
  readonly act: "void";
  readonly partner: string;
  readonly bookingId: string;
  readonly operationId: string;
  readonly context: RequestContext;
}

/** Why a person is asked; the runbook says what each means and what to do. */
export interface ActAttention {
  readonly reason: "supplier_silent" | "void_incomplete" | "posting_refused";
  readonly text: string;
}

export type ActResolution = Resolution;
