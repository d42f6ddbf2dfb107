/**
 * `onboarding` until everything that a partner begins with is there; `suspended` by the platform,
 * `closed` by the partner itself: both read and export, and change nothing.
 */
export type PartnerStatus = "onboarding" | "active" | "suspended" | "closed" | "deleted";

/** Whether its people and tokens are let in, if only to read. */
export function letsIn(status: PartnerStatus): boolean {
  return status === "active" || status === "suspended" || status === "closed";
}
