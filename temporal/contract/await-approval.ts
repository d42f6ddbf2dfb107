import { defineSignal } from "@temporalio/workflow";
import type { z } from "zod";

import type { ApprovalStatus } from "../../domain/approval";
import type { awaitApprovalInputSchema } from "./schemas/await-approval";

export const awaitApprovalType = "awaitApproval";
export type AwaitApprovalInput = z.infer<typeof awaitApprovalInputSchema>;

export interface AwaitApprovalResult {
  readonly status: Exclude<ApprovalStatus, "pending">;
}

/** How a request stands, and in how many milliseconds something is due; null: never. */
export interface ApprovalWait {
  readonly status: ApprovalStatus;
  readonly waitMs: number | null;
  /** Whether a workflow waits for the decision. */
  readonly isAwaited?: boolean;
}

/** Told that a request was decided on: what it came to is read from the books. */
export const approvalChanged = defineSignal("approvalChanged");

/** For a workflow that waits for a decision. */
export const approvalDecided =
  defineSignal<[{ readonly approvalId: string } & AwaitApprovalResult]>("approvalDecided");

/** Why people are written to of a request. */
export type ApprovalMailOccasion = "requested" | "reminder" | "decided";

export interface MailApprovalInput extends AwaitApprovalInput {
  readonly occasion: ApprovalMailOccasion;
}
