import { defineQuery, defineSignal, defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { AttentionAction, AttentionReason } from "../../domain/attention";
import type { OperationProgress } from "./payloads";
import type {
  issueBookingInputSchema,
  issueBookingResultSchema,
  lateConfirmationInputSchema,
  resolutionSchema,
} from "./schemas/issue-booking";

export const issueBookingType = "issueBooking";

export type LateConfirmationInput = z.infer<typeof lateConfirmationInputSchema>;
export type IssueBookingInput = z.infer<typeof issueBookingInputSchema> | LateConfirmationInput;

export type IssueBookingStage =
  | "requested"
  | "pending_approval"
  | "approved"
  | "issuing"
  | "awaiting_confirmation"
  | "issued_at_supplier"
  | "needs_attention"
  | "voiding"
  | "issued"
  | "refused"
  | "cancelled"
  | "abandoned"
  | "dismissed";

export type IssueBookingResult = z.infer<typeof issueBookingResultSchema>;

export interface Attention {
  readonly reason: AttentionReason;
  readonly text: string;
  readonly since: string;
  readonly actions: readonly AttentionAction[];
}

export type Resolution = z.infer<typeof resolutionSchema>;

export interface IssueBookingProgress extends OperationProgress {
  readonly stage: IssueBookingStage;
  readonly attention: Attention | null;
}

/**
 * Waits for the tickets and their journal entry, or until a person must decide (null); rejected
 * for another operation than the running one.
 */
export const issueUpdate = defineUpdate<
  IssueBookingResult | null,
  [{ readonly operationId: string }]
>("issue");
/** The supplier has something to say of the order: it is asked at once. */
export const supplierMessageSignal = defineSignal("supplierMessage");
export const resolveUpdate = defineUpdate<OperationProgress, [Resolution]>("resolve");
export const cancelUpdate = defineUpdate<
  OperationProgress,
  [{ readonly context: Resolution["context"]; readonly note: string }]
>("cancel");
export const progressQuery = defineQuery<OperationProgress>("progress");

/** What the books say of a confirmation that came late. */
export type LateConfirmation =
  /** A person has to decide: its operation stands. */
  | { readonly kind: "begun"; readonly bookingState: string; readonly isAdoptable: boolean }
  /** It is in the books, or a person has decided to leave just these tickets. */
  | { readonly kind: "known"; readonly text: string };
