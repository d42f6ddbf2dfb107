import type { Permission } from "./permissions";
import { Refusal } from "./refusal";

/** What somebody may do, and where. */
export interface Access {
  readonly permissions: ReadonlySet<Permission>;
  /** The only branches they are let near, by key; all of them, where absent. */
  readonly branches?: ReadonlySet<number>;
}

/** Nobody gives away what they do not have. */
export function assertHolds(giver: Access, given: Iterable<Permission>): void {
  for (const permission of given) {
    if (giver.permissions.has(permission)) continue;
    throw new Refusal("PERMISSION_NOT_HELD", `You lack ${permission}: it is not yours to give.`, {
      permission,
    });
  }
}
