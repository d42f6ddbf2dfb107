import type { z } from "zod";

import type { recogniseAllPartnersInputSchema } from "./schemas/recognise-all-partners";

export const recogniseAllPartnersType = "recogniseAllPartners";

/** How far it is, and at its end what it came to. */
export type RecogniseAllPartnersInput = z.infer<typeof recogniseAllPartnersInputSchema>;

/** What came of one period of a partner. */
export type ScheduledRecognition =
  | { readonly kind: "recognised"; readonly period: string; readonly lines: number }
  | { readonly kind: "up_to_date" }
  /** Another night does it, or a person of the partner's own: a run under way, say. */
  | { readonly kind: "skipped"; readonly period: string; readonly text: string }
  | { readonly kind: "failed"; readonly period: string; readonly text: string };
