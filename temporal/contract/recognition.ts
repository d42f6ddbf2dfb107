import { defineQuery, defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { MoneyJson } from "../../domain/money";
import type { RefusalRecord } from "./failures";
import type { RequestContext, StageTime } from "./payloads";
import type { runRecognitionInputSchema, runRecognitionResultSchema } from "./schemas/recognition";

export const runRecognitionType = "runRecognition";
export type RunRecognitionInput = z.infer<typeof runRecognitionInputSchema>;
export type RunRecognitionResult = z.infer<typeof runRecognitionResultSchema>;

export const runRecognitionUpdate = defineUpdate<
  RunRecognitionResult | null,
  [{ readonly operationId: string }]
>("recognise");

/** What a run found to do, cut into batches of bookings: each from after one cut to the next. */
export interface RecognitionPlan {
  readonly through: string;
  readonly periodCode: string;
  /** Revenue less the cost of it: what a policy compares, and what is approved. */
  readonly amount: MoneyJson;
  readonly bookings: number;
  readonly lines: number;
  readonly cuts: readonly number[];
}

/** Bookings by their keys; `to` of the last batch is null. */
export interface RecognitionBatch {
  readonly after: number;
  readonly to: number | null;
}

export interface RecognitionProgress {
  readonly operationId: string;
  readonly stage: "planning" | "pending_approval" | "recognising" | "recognised" | "cancelled";
  readonly stages: readonly StageTime[];
  readonly batches: { readonly done: number; readonly total: number };
}

export type RecognitionEnd =
  | { readonly status: "succeeded" }
  | { readonly status: "failed"; readonly refusal: RefusalRecord }
  | { readonly status: "cancelled"; readonly context: RequestContext; readonly note: string };

/** Ends a run between two batches: what is recognised stays, and a later run does the rest. */
export const cancelRecognitionUpdate = defineUpdate<
  RecognitionProgress,
  [{ readonly context: RequestContext; readonly note: string }]
>("cancel");
export const recognitionProgressQuery = defineQuery<RecognitionProgress>("progress");
