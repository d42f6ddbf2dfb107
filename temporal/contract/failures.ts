import { ApplicationFailure } from "@temporalio/common";
import type { z } from "zod";

import type { RefusalCode, RefusalDetails } from "../../domain/refusal";
import { refusalCodes } from "../../domain/refusal";
import type { refusalRecordSchema } from "./schemas/failures";

/**
 * Failure types beside the refusal codes, which are types themselves and never retried: the
 * business said no. These are faults, and retried but for what only a person can find out.
 */
export const faultTypes = {
  supplierUnavailable: "SUPPLIER_UNAVAILABLE_FAULT",
  outcomeUnknown: "SUPPLIER_OUTCOME_UNKNOWN",
  /** An answer was lost, and the supplier refuses to say what came of the request. */
  outcomeUntold: "SUPPLIER_OUTCOME_UNTOLD",
} as const;

/** A refusal as it crosses Temporal; its code is the failure's type. */
export function refusalFailure(
  code: RefusalCode,
  message: string,
  details: RefusalDetails = {},
): ApplicationFailure {
  return ApplicationFailure.create({ type: code, message, details: [details], nonRetryable: true });
}

export type RefusalRecord = z.infer<typeof refusalRecordSchema>;

/** The refusal inside a failure or at the end of its causes, where there is one. */
export function findRefusal(error: unknown): RefusalRecord | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!(cause instanceof ApplicationFailure)) continue;
    const code = refusalCodes.find((known) => known === cause.type);
    if (code !== undefined) {
      const [details] = cause.details ?? [];
      return { code, message: cause.message, details: isDetails(details) ? details : {} };
    }
  }
  return undefined;
}

/** Whether at the end of its causes the supplier refuses to say what came of a request. */
export function isOutcomeUntold(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ApplicationFailure && cause.type === faultTypes.outcomeUntold) return true;
  }
  return false;
}

function isDetails(value: unknown): value is RefusalDetails {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
