import { defineQuery, defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { StageTime } from "./payloads";
import type { onboardPartnerInputSchema } from "./schemas/onboard-partner";

export const onboardPartnerType = "onboardPartner";

export type OnboardPartnerInput = z.infer<typeof onboardPartnerInputSchema>;

export type SignUpStatus = "awaiting_verification" | "creating" | "ready" | "expired";

export interface SignUpProgress {
  readonly status: SignUpStatus;
  /** In the order in which they were reached. */
  readonly stages: readonly StageTime[];
  /** The code that the partner has, once nobody else can have it. */
  readonly code: string | null;
}

/**
 * Says that the address is verified; answers when the partner is ready. DUPLICATE_CODE where another
 * partner has the code: it is sent again with another one.
 */
export const verifySignUpUpdate = defineUpdate<SignUpProgress, [{ readonly code: string | null }]>(
  "verify",
);

export const signUpProgressQuery = defineQuery<SignUpProgress>("progress");
