import { defineSignal, defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { ApprovalAct } from "../../domain/approval-policy/acts";
import type { MoneyJson } from "../../domain/money";
import type {
  actOnMemoInputSchema,
  actOnMemoResultSchema,
  followMemoInputSchema,
  memoActSchema,
} from "./schemas/memo";

export const followMemoType = "followMemo";
export const actOnMemoType = "actOnMemo";

export type FollowMemoInput = z.infer<typeof followMemoInputSchema>;
export type MemoAct = z.infer<typeof memoActSchema>;
export type ActOnMemoInput = z.infer<typeof actOnMemoInputSchema>;
export type ActOnMemoResult = z.infer<typeof actOnMemoResultSchema>;

/** What a memo waits for, as the books say it. */
export interface MemoReading {
  /** Until when somebody decides, RFC 3339; null: it waits for no decision. */
  readonly deadlineAt: string | null;
  /** Since when it is here, RFC 3339: reminders of before are not sent. */
  readonly receivedAt: string;
  readonly reminderHours: readonly number[];
}

/** What was tried on the books, and whose approval it takes; null: nobody's. */
export interface CheckedMemoAct {
  readonly documentNumber: string;
  readonly approval: { readonly act: ApprovalAct; readonly amount: MoneyJson } | null;
}

export interface MemoReminderInput {
  readonly partner: string;
  readonly memoId: string;
  readonly hours: number;
}

/** Something has become of the memo: look at it. */
export const memoChanged = defineSignal("memoChanged");

/** Waits for the act and its entry, or until people must decide (null). */
export const actOnMemoUpdate = defineUpdate<
  ActOnMemoResult | null,
  [{ readonly operationId: string }]
>("actOnMemo");
