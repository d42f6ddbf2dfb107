import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface DelegationRecord {
  readonly delegationId: number;
  readonly publicId: string;
  /** Public ids of the people. */
  readonly delegatorId: string;
  readonly delegateId: string;
  readonly delegatorUserId: number;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly revokedAt: string | null;
  readonly reason: string;
  readonly version: number;
}

/** Keys of those who have delegated to this person what they approve, at that time. */
export async function listDelegators(
  { db }: PartnerDatabase,
  { userId, at }: { readonly userId: number; readonly at: string },
): Promise<number[]> {
  const rows = await db
    .selectFrom("approval_delegations")
    .select("delegator_user_id")
    .distinct()
    .where("delegate_user_id", "=", userId)
    .where("starts_at", "<=", at)
    .where("ends_at", ">", at)
    .where("revoked_at", "is", null)
    .orderBy("delegator_user_id")
    .execute();
  return rows.map(({ delegator_user_id }) => delegator_user_id);
}

export async function getDelegation(
  scope: PartnerDatabase,
  publicId: string,
): Promise<DelegationRecord> {
  const row = await selectDelegations(scope)
    .where("delegation.public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such delegation.");
  return toDelegation(row);
}

/** Holds it until the transaction ends. */
export async function lockDelegation(
  transaction: PartnerTransaction,
  publicId: string,
): Promise<DelegationRecord> {
  await transaction.db
    .selectFrom("approval_delegations")
    .select("approval_delegation_id")
    .where("public_id", "=", publicId)
    .forUpdate()
    .execute();
  return getDelegation(transaction, publicId);
}

/** Newest first. */
export async function listDelegations(
  scope: PartnerDatabase,
  page: PageRequest,
): Promise<Page<DelegationRecord>> {
  let query = selectDelegations(scope);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("delegation.created_at", "delegation.approval_delegation_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("delegation.created_at", "desc")
    .orderBy("delegation.approval_delegation_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toDelegation,
    key: (row) => ({ createdAt: row.created_at, id: row.approval_delegation_id }),
  });
}

function selectDelegations({ db }: PartnerDatabase) {
  return db
    .selectFrom("approval_delegations as delegation")
    .innerJoin("users as delegator", "delegator.user_id", "delegation.delegator_user_id")
    .innerJoin("users as delegate", "delegate.user_id", "delegation.delegate_user_id")
    .selectAll("delegation")
    .select(["delegator.public_id as delegator_id", "delegate.public_id as delegate_id"]);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectDelegations>["executeTakeFirstOrThrow"]>>;

function toDelegation(row: Row): DelegationRecord {
  return {
    delegationId: row.approval_delegation_id,
    publicId: row.public_id,
    delegatorId: row.delegator_id,
    delegateId: row.delegate_id,
    delegatorUserId: row.delegator_user_id,
    startsAt: toInstant(row.starts_at),
    endsAt: toInstant(row.ends_at),
    revokedAt: row.revoked_at && toInstant(row.revoked_at),
    reason: row.reason,
    version: row.version,
  };
}
