import { Refusal } from "./refusal";

/** States of a booking (manual 4.1). */
export const bookingStates = [
  "DRAFT",
  "HELD",
  "PENDING_PAYMENT",
  "PENDING_APPROVAL",
  "ISSUED",
  "PARTIALLY_USED",
  "COMPLETED",
  "CANCELLED_BEFORE_ISSUE",
  "CANCELLED_AFTER_ISSUE",
  "EXPIRED",
] as const;

export type BookingState = (typeof bookingStates)[number];

const edges: Readonly<Record<BookingState, readonly BookingState[]>> = {
  DRAFT: ["HELD", "CANCELLED_BEFORE_ISSUE", "EXPIRED"],
  HELD: ["PENDING_PAYMENT", "PENDING_APPROVAL", "ISSUED", "CANCELLED_BEFORE_ISSUE", "EXPIRED"],
  PENDING_PAYMENT: ["HELD", "PENDING_APPROVAL", "ISSUED", "CANCELLED_BEFORE_ISSUE", "EXPIRED"],
  PENDING_APPROVAL: ["HELD", "PENDING_PAYMENT", "ISSUED", "CANCELLED_BEFORE_ISSUE", "EXPIRED"],
  ISSUED: ["PARTIALLY_USED", "COMPLETED", "CANCELLED_AFTER_ISSUE"],
  PARTIALLY_USED: ["COMPLETED", "CANCELLED_AFTER_ISSUE"],
  COMPLETED: [],
  CANCELLED_BEFORE_ISSUE: [],
  CANCELLED_AFTER_ISSUE: [],
  EXPIRED: [],
};

export function canTransition(from: BookingState, to: BookingState): boolean {
  return edges[from].includes(to);
}

type UnissuedEnd = Extract<BookingState, "CANCELLED_BEFORE_ISSUE" | "EXPIRED">;

/** Refuses a booking that was issued by name (`BOOKING_ALREADY_ISSUED`), or has ended otherwise. */
export function assertEndsUnissued(from: BookingState, to: UnissuedEnd): void {
  if (hasBeenIssued(from)) {
    throw new Refusal(
      "BOOKING_ALREADY_ISSUED",
      "The booking has been issued: void its tickets, or refund them.",
      { from },
    );
  }
  assertTransition(from, to);
}

/** Refuses with `BOOKING_ALREADY_ISSUED` or `BOOKING_STATE_INVALID` what the edges do not allow. */
export function assertTransition(from: BookingState, to: BookingState): void {
  if (canTransition(from, to)) return;
  if (to === "ISSUED" && hasBeenIssued(from)) {
    throw new Refusal("BOOKING_ALREADY_ISSUED", "The booking has been issued already.", { from });
  }
  throw new Refusal("BOOKING_STATE_INVALID", `A booking in ${from} cannot become ${to}.`, {
    from,
    to,
  });
}

export function hasBeenIssued(state: BookingState): boolean {
  return ["ISSUED", "PARTIALLY_USED", "COMPLETED", "CANCELLED_AFTER_ISSUE"].includes(state);
}
