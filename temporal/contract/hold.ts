import { defineSignal, defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { RequestContext } from "./payloads";
import type {
  cancelBookingInputSchema,
  endedHoldSchema,
  holdExpiryInputSchema,
} from "./schemas/hold";
import type { SupplierStepInput } from "./supplier";

export const cancelBookingType = "cancelBooking";
export const holdExpiryType = "holdExpiry";

export type CancelBookingInput = z.infer<typeof cancelBookingInputSchema>;
export type HoldExpiryInput = z.infer<typeof holdExpiryInputSchema>;
/** A booking that is held no more, or whose time limit the supplier has put off. */
export type EndedHold = z.infer<typeof endedHoldSchema>;

/** What a held booking waits for, as the books say it. */
export interface HoldReading {
  /** RFC 3339; null where the supplier states none. */
  readonly deadlineAt: string | null;
  /** Since when it is held, RFC 3339: reminders of before are not sent. */
  readonly heldAt: string;
  /** Hours before the time limit at which whoever made the booking is reminded. */
  readonly reminderHours: readonly number[];
  readonly isBeingIssued: boolean;
}

export type ReleaseStep = SupplierStepInput & {
  /** An expiry looks first whether the supplier has put the time limit off. */
  readonly purpose: "cancel" | "expire";
};

export type ReleaseResult =
  | { readonly kind: "released" }
  | { readonly kind: "postponed"; readonly deadlineAt: string };

export interface EndHoldInput {
  readonly partner: string;
  readonly bookingId: string;
  readonly operationId: string;
  readonly to: "CANCELLED_BEFORE_ISSUE" | "EXPIRED";
  readonly reason: string;
  readonly context: RequestContext;
}

export interface HoldReminderInput {
  readonly partner: string;
  readonly bookingId: string;
  readonly hours: number;
}

/** Something has become of the booking: look at it. */
export const holdChanged = defineSignal("holdChanged");

/** Waits until the booking is cancelled, or until a person must decide (null). */
export const cancelBookingUpdate = defineUpdate<
  EndedHold | null,
  [{ readonly operationId: string }]
>("cancelBooking");
