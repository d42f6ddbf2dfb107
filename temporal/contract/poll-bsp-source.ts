import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type {
  bspPollProblemSchema,
  listedBspFileSchema,
  pollBspSourceInputSchema,
  pollBspSourceResultSchema,
} from "./schemas/poll-bsp-source";

export const pollBspSourceType = "pollBspSource";

export type PollBspSourceInput = z.infer<typeof pollBspSourceInputSchema>;
export type PollBspSourceResult = z.infer<typeof pollBspSourceResultSchema>;
export type BspPollProblem = z.infer<typeof bspPollProblemSchema>;
export type ListedBspFile = z.infer<typeof listedBspFileSchema>;

/** Waits until the source has been looked at, and what was new is being imported. */
export const pollBspSourceUpdate = defineUpdate<
  PollBspSourceResult | null,
  [{ readonly operationId: string }]
>("poll");

/** What lies at a source: what of it is to be fetched now, and how much of it is not, or not yet. */
export type BspListing =
  | {
      readonly kind: "listed";
      readonly files: readonly ListedBspFile[];
      readonly waiting: number;
      readonly quarantined: number;
    }
  | { readonly kind: "failed"; readonly problem: BspPollProblem }
  /** It is not to be looked at any more, or its partner is not active. */
  | { readonly kind: "skipped"; readonly status: string };

/** What became of one of them. */
export type FetchedBspFile =
  | { readonly kind: "taken_up"; readonly fileId: string; readonly operationId: string }
  | { readonly kind: "known" | "waiting" | "quarantined" }
  | { readonly kind: "failed"; readonly problem: BspPollProblem };
