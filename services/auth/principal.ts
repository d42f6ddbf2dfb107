import type { PartnerDatabase } from "../../db/partner-scope";
import type { Actor } from "../../domain/actor";
import type { Permission } from "../../domain/permissions";

/** Who calls: a person, or a partner's token, and what they may do. */
export interface Principal {
  readonly scope: PartnerDatabase;
  readonly livemode: boolean;
  /** As whom the audit names them: a person in a session, or a token. */
  readonly actor: Actor & { readonly id: string };
  /** The person that acts, or whose token it is; none for a service's token. */
  readonly user?: PrincipalUser;
  readonly permissions: ReadonlySet<Permission>;
  /** The only branches they are let near, by key; all of them, where absent. */
  readonly branches?: ReadonlySet<number>;
}

export interface PrincipalUser {
  readonly userId: number;
  readonly id: string;
}
