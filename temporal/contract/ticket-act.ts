import type { AttentionReason } from "../../domain/attention";
import type { Resolution } from "./issue-booking";
import type { RequestContext } from "./payloads";

/** What every act on issued tickets is about; others say what instead of a booking. */
export interface ActInput {
  readonly act:
    | "bsp"
    | "cancel"
    | "exchange"
    | "exchange_quote"
    | "expire"
    | "hold"
    | "memo"
    | "payback"
    | "refund"
    | "remittance"
    | "schedule_check"
    | "split"
    | "stray_order"
    | "void";
  readonly partner: string;
  readonly bookingId: string | null;
  /** Where there is no booking. */
  readonly about?: {
    readonly type: "bsp_exception" | "bsp_remittance" | "memo" | "supplier_order";
    readonly id: string;
  };
  readonly operationId: string;
  readonly context: RequestContext;
}

/** Why a person is asked. */
export interface ActAttention {
  readonly reason: AttentionReason;
  readonly text: string;
}

/** With what the person may do about it. */
export interface RecordedAttention extends ActAttention {
  readonly actions: readonly ActResolution["action"][];
}

export type ActResolution = Resolution;
