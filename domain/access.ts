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

/** Who is held to some branches gives nobody access to others: undefined stands for all of them. */
export function assertInBranches(giver: Access, branches: ReadonlySet<number> | undefined): void {
  const { branches: own } = giver;
  if (own === undefined) return;
  if (branches !== undefined && [...branches].every((branch) => own.has(branch))) return;
  throw new Refusal(
    "BRANCH_NOT_ALLOWED",
    "You are held to some branches, and give nobody access to others.",
  );
}
