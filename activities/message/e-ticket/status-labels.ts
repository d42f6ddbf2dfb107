import type { PassengerType } from "../../../domain/reservation";

export interface StatusLabel {
  readonly text: string;
  readonly tone: "good" | "open" | "bad";
}

const passengerTypes: Readonly<Record<PassengerType, string>> = {
  ADT: "Adult",
  CHD: "Child",
  INF: "Infant",
};

const segmentStatuses = new Map<string, StatusLabel>([
  ["HK", { text: "Confirmed", tone: "good" }],
  ["KK", { text: "Confirmed", tone: "good" }],
  ["RR", { text: "Confirmed", tone: "good" }],
  ["OK", { text: "Confirmed", tone: "good" }],
  ["TK", { text: "Confirmed, new times", tone: "good" }],
  ["NS", { text: "No seat (infant)", tone: "good" }],
  ["SA", { text: "Space available", tone: "open" }],
  ["HL", { text: "Waitlisted", tone: "open" }],
  ["HN", { text: "Requested", tone: "open" }],
  ["RQ", { text: "Requested", tone: "open" }],
  ["UC", { text: "Not confirmed", tone: "bad" }],
  ["UN", { text: "Not operating", tone: "bad" }],
  ["NO", { text: "No action taken", tone: "bad" }],
  ["HX", { text: "Cancelled", tone: "bad" }],
  ["XX", { text: "Cancelled", tone: "bad" }],
]);

const couponStatuses = new Map<string, StatusLabel>([
  ["O", { text: "Open for use", tone: "good" }],
  ["OPEN", { text: "Open for use", tone: "good" }],
  ["A", { text: "Airport control", tone: "good" }],
  ["C", { text: "Checked in", tone: "good" }],
  ["L", { text: "Boarded", tone: "good" }],
  ["B", { text: "Boarded", tone: "good" }],
  ["F", { text: "Flown", tone: "good" }],
  ["E", { text: "Exchanged", tone: "bad" }],
  ["R", { text: "Refunded", tone: "bad" }],
  ["V", { text: "Void", tone: "bad" }],
  ["S", { text: "Suspended", tone: "bad" }],
]);

export function labelPassengerType(type: PassengerType): string {
  return passengerTypes[type];
}

/** A code that isn't known is printed as it is. */
export function labelSegmentStatus(code: string): StatusLabel {
  return segmentStatuses.get(code.toUpperCase()) ?? { text: code, tone: "open" };
}

export function labelCouponStatus(code: string): StatusLabel {
  return couponStatuses.get(code.toUpperCase()) ?? { text: code, tone: "open" };
}
