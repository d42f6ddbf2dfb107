import { Refusal } from "../refusal";
import type { Period } from "./period-state";
import { takesAdjustments } from "./period-state";

/** A person's word, in one of their roles, that a period may be closed; not withdrawn since. */
export interface SignOff {
  readonly role: string;
  readonly userId: number;
}

/** Roles whose word is asked for, as they are stored: `controller,partner_admin`. */
export function formatSignOffRoles(roles: readonly string[]): string {
  return [...new Set(roles)].join(",");
}

export function readSignOffRoles(text: string): string[] {
  return text === "" ? [] : text.split(",");
}

/** The roles that are asked for and have not given their word. */
export function missingSignOffs(roles: readonly string[], given: readonly SignOff[]): string[] {
  return roles.filter((role) => given.every((each) => each.role !== role));
}

/**
 * Refuses the word of a person who has not the role, or of a role that is not asked for
 * (`PERIOD_SIGN_OFF_NOT_YOURS`); a second one of the role or of the person (`PERIOD_SIGN_OFF_GIVEN`).
 */
export function assertMaySignOff(
  role: string,
  {
    period,
    userId,
    wanted,
    held,
    given,
  }: {
    readonly period: string;
    readonly userId: number;
    readonly wanted: readonly string[];
    /** The person's roles. */
    readonly held: readonly string[];
    readonly given: readonly SignOff[];
  },
): void {
  if (!wanted.includes(role)) {
    throw new Refusal(
      "PERIOD_SIGN_OFF_NOT_YOURS",
      `Closing ${period} does not ask for ${role}: ${wanted.join(", ") || "for nobody"}.`,
      { period, role },
    );
  }
  if (!held.includes(role)) {
    throw new Refusal("PERIOD_SIGN_OFF_NOT_YOURS", `You are no ${role}.`, { period, role });
  }
  const before = given.find((each) => each.role === role || each.userId === userId);
  if (before === undefined) return;
  throw new Refusal(
    "PERIOD_SIGN_OFF_GIVEN",
    before.role === role
      ? `${period} has been signed off as ${role}.`
      : `You have signed ${period} off as ${before.role}. Another person does it as ${role}.`,
    { period, role: before.role },
  );
}

/** Once the period has ended, and while it takes adjustments: what is closed is reopened first. */
export function assertTakesSignOffs({ code, status, endsOn }: Period, today: string): void {
  if (!takesAdjustments(status)) {
    throw new Refusal("PERIOD_STATE_INVALID", `Period ${code} is ${status}.`, {
      period: code,
      periodStatus: status,
    });
  }
  if (endsOn < today) return;
  throw new Refusal("PERIOD_NOT_ENDED", `Period ${code} ends on ${endsOn}.`, {
    period: code,
    endsOn,
  });
}

/** Refuses to close without a word that is asked for (`PERIOD_SIGN_OFF_MISSING`). */
export function assertSignedOff(period: string, missing: readonly string[]): void {
  if (missing.length === 0) return;
  const roles = missing.join(", ");
  throw new Refusal("PERIOD_SIGN_OFF_MISSING", `${period} waits for the sign-off of ${roles}.`, {
    period,
    roles,
  });
}
