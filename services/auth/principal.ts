import type { PartnerDatabase } from "../../db/partner-scope";
import type { Access } from "../../domain/access";
import type { Actor } from "../../domain/actor";
import type { PartnerStatus } from "../../domain/partner-status";
import type { Plan } from "../../domain/plans";

/** Who calls: a person, or a partner's token, and what they may do. */
export interface Principal extends Access {
  readonly scope: PartnerDatabase;
  readonly livemode: boolean;
  /** What the partner may do at all: where it is not active, nobody changes anything. */
  readonly partnerStatus: PartnerStatus;
  /** What the partner has subscribed to: how much it may ask. */
  readonly plan: Plan;
  /** As whom the audit names them: a person in a session, or a token. */
  readonly actor: Actor & { readonly id: string };
  /** The person that acts, or whose token it is; none for a service's token. */
  readonly user?: PrincipalUser;
  /** Whether they may do nothing for the partner without a second factor. */
  readonly isSecondFactorDemanded?: boolean;
  /** The version of the API that the token was made in; unchecked. */
  readonly apiVersion?: string;
  /** Where a person has signed in themselves; never for a token of `tvb_…`. */
  readonly session?: PrincipalSession;
}

export interface PrincipalUser {
  readonly userId: number;
  readonly id: string;
}

/** A sign-in that lasts: a browser's by its cookie, a mobile client's by its access token. */
export interface PrincipalSession {
  /** Public id, by which the person lists and ends it. */
  readonly id: string;
  readonly carriedBy: "cookie" | "access_token";
  /** When the person last proved who they are, RFC 3339. */
  readonly authenticatedAt: string;
  /** NIST SP 800-63B: 1 a password, 2 with a second factor, 3 with a key that is bound to hardware. */
  readonly assuranceLevel: AssuranceLevel;
  /** When they signed in, RFC 3339. */
  readonly startedAt: string;
  /** What a cookie's requests prove their origin by. */
  readonly csrfKey?: string;
}

export type AssuranceLevel = 1 | 2 | 3;
