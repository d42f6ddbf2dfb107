import type { Context, MiddlewareHandler } from "hono";

import { assuranceLevelOf } from "../../domain/assurance";
import type { Permission } from "../../domain/permissions";
import { Refusal } from "../../domain/refusal";
import type { AssuranceLevel, Principal } from "../../services/auth/principal";
import type { BranchRule } from "../branch-access";
import { assertBranchRule } from "../branch-access";
import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";

export interface RouteDemands {
  /** Whether a person must have proved who they are within the last minutes. Tokens cannot, and need not. */
  readonly stepUp?: boolean;
  /** For who is held to some branches. A route that does not say is not for them. */
  readonly branches?: BranchRule;
  /** Whether it can be called although the partner is suspended or closed, and is no GET. */
  readonly whileSuspended?: boolean;
  /** Whose assurance level is wanted, where the route's own permission tells less than it does. */
  readonly assuranceOf?: Permission;
}

/** How long after a person proved who they are a sensitive act needs no further proof. */
const stepUpMs = 15 * 60_000;

/** Refuses whoever lacks the permission that the route states. */
export function requirePermission(
  permission: Permission,
  demands: RouteDemands = {},
): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    const principal = c.get("principal");
    if (!principal.permissions.has(permission)) {
      throw new ProblemError({
        status: 403,
        code: "permission_missing",
        title: "Permission missing",
        detail: `The token lacks ${permission}. Use one that has it.`,
        facts: { permission },
      });
    }
    if (!isReading(c)) checkStatus(principal, demands);
    checkAssurance(principal, wantedLevel(principal, demands.assuranceOf ?? permission));
    checkStepUp(principal, demands);
    await assertBranchRule(c, demands.branches ?? "all");
    await next();
  };
}

function isReading({ req }: Context<ApiEnvironment>): boolean {
  return req.method === "GET" || req.method === "HEAD";
}

/** Running workflows go to their end, and what they wait for people to decide can be decided. */
function checkStatus({ partnerStatus }: Principal, { whileSuspended = false }: RouteDemands): void {
  if (partnerStatus === "active" || whileSuspended) return;
  if (partnerStatus === "closed") {
    throw new Refusal(
      "PARTNER_CLOSED",
      "The account is closed: it is read and exported. An administrator opens it again by POST /v1/partner/reopen.",
    );
  }
  throw new Refusal(
    "PARTNER_SUSPENDED",
    "The account is suspended: it is read and exported. GET /v1/partner says why.",
  );
}

/** Of people, where it is about real money: a test partner's are let try things out. */
function wantedLevel(
  { livemode, isSecondFactorDemanded }: Principal,
  permission: Permission,
): AssuranceLevel {
  const own = isSecondFactorDemanded === true ? 2 : 1;
  const ofPermission = livemode ? assuranceLevelOf(permission) : 1;
  return ofPermission > own ? ofPermission : own;
}

function checkAssurance({ session }: Principal, wanted: AssuranceLevel): void {
  if (session === undefined || session.assuranceLevel >= wanted) return;
  throw new ProblemError({
    status: 403,
    code: "second_factor_required",
    title: "Sign in with a second factor",
    detail: "Take up an authenticator by POST /v1/auth/totp, or sign in with yours.",
    facts: { assurance_level: wanted },
  });
}

/** Refuses tokens: what concerns a person is for them to do, signed in. */
export function requireSession(demands: RouteDemands = {}): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    const principal = c.get("principal");
    if (principal.session === undefined) {
      throw new ProblemError({
        status: 403,
        code: "sign_in_required",
        title: "Sign in",
        detail: "Only a person who has signed in may do this. No token does.",
      });
    }
    checkStepUp(principal, demands);
    await next();
  };
}

function checkStepUp({ session }: Principal, { stepUp = false }: RouteDemands): void {
  if (!stepUp || session === undefined) return;
  if (Date.parse(session.authenticatedAt) + stepUpMs > Date.now()) return;
  throw new ProblemError({
    status: 403,
    code: "step_up_required",
    title: "Prove once more who you are",
    detail: "Sign in anew by POST /v1/auth/step-up, then send the request again.",
    facts: { seconds_max: stepUpMs / 1000 },
  });
}
