import type { PartnerDatabase } from "../../db/partner-scope";
import { listApprovalBranches, listApprovalWords } from "../../db/read/approval-details";
import type { ApprovalRecord } from "../../db/read/approvals";
import { permissionsOfRole } from "../../db/read/roles";

export interface Decider {
  readonly userId: number;
  /** Public id. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Public id of the person who delegated it to them; null where it is their own. */
  readonly onBehalfOf: string | null;
}

/** More are not told of, nor written to: somebody among them decides. */
const decidersMax = 50;

/** Who may still decide on a request, by themselves or for another, as things stand now. */
export async function listDeciders(
  scope: PartnerDatabase,
  approval: ApprovalRecord,
  at: string,
): Promise<Decider[]> {
  if (approval.status !== "pending") return [];
  const spoken = await listApprovalWords(scope, approval);
  const people = await readPeople(scope);
  const approvers = await keepApprovers(scope, approval, people);
  const isMaker = ({ userId }: PersonRow) => userId === approval.maker.userId;
  const authorities = approvers.filter(
    (person) =>
      !isMaker(person) && spoken.every(({ authorityUserId }) => authorityUserId !== person.userId),
  );
  const deciders = new Map<number, Decider>();
  for (const person of authorities) deciders.set(person.userId, { ...person, onBehalfOf: null });
  for (const { delegator, delegate } of await readDelegations(scope, at)) {
    const authority = authorities.find(({ userId }) => userId === delegator);
    const person = people.find(({ userId }) => userId === delegate);
    if (authority === undefined || person === undefined || deciders.has(delegate)) continue;
    if (!isMaker(person)) deciders.set(delegate, { ...person, onBehalfOf: authority.id });
  }
  return [...deciders.values()]
    .filter(({ userId }) => spoken.every(({ checkerUserId }) => checkerUserId !== userId))
    .slice(0, decidersMax);
}

type PersonRow = Omit<Decider, "onBehalfOf">;

function readPeople({ db }: PartnerDatabase): Promise<PersonRow[]> {
  return db
    .selectFrom("users")
    .select(["user_id as userId", "public_id as id", "full_name as name", "email"])
    .where("status", "=", "active")
    .where("deleted_at", "is", null)
    .orderBy("user_id")
    .execute();
}

async function keepApprovers(
  scope: PartnerDatabase,
  approval: ApprovalRecord,
  people: readonly PersonRow[],
): Promise<PersonRow[]> {
  const grants = await scope.db
    .selectFrom("user_roles")
    .innerJoin("roles", "roles.role_id", "user_roles.role_id")
    .select(["user_roles.user_id", "role_code", "is_built_in", "permissions"])
    .where("user_roles.is_current", "=", 1)
    .where("roles.is_active", "=", 1)
    .execute();
  const held = await scope.db
    .selectFrom("user_branches")
    .select(["user_id", "branch_id"])
    .where("is_current", "=", 1)
    .execute();
  const concerned = await listApprovalBranches(scope, approval);
  const { approverPermission, approverRoleCode } = approval;
  return people.filter(({ userId }) => {
    const roles = grants.filter((grant) => grant.user_id === userId);
    const own = held.filter((row) => row.user_id === userId).map(({ branch_id }) => branch_id);
    return (
      roles.some((role) => permissionsOfRole(role).some((one) => one === approverPermission)) &&
      (approverRoleCode === null ||
        roles.some(({ role_code }) => role_code === approverRoleCode)) &&
      (own.length === 0 ||
        (concerned.length > 0 && concerned.every((branch) => own.includes(branch))))
    );
  });
}

function readDelegations({ db }: PartnerDatabase, at: string) {
  return db
    .selectFrom("approval_delegations")
    .select(["delegator_user_id as delegator", "delegate_user_id as delegate"])
    .where("starts_at", "<=", at)
    .where("ends_at", ">", at)
    .where("revoked_at", "is", null)
    .orderBy("approval_delegation_id")
    .execute();
}
