import type { Selectable } from "kysely";

import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface UserRecord {
  readonly userId: number;
  readonly publicId: string;
  readonly email: string;
  readonly emailVerifiedAt: string | null;
  readonly fullName: string;
  readonly status: Selectable<Database["users"]>["status"];
  readonly roles: readonly NamedRecord[];
  /** None where they are let near all of them. */
  readonly branches: readonly NamedRecord[];
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface NamedRecord {
  readonly publicId: string;
  readonly code: string;
  readonly name: string;
}

export async function getUser(scope: PartnerDatabase, publicId: string): Promise<UserRecord> {
  const row = await scope.db
    .selectFrom("users")
    .selectAll()
    .where("public_id", "=", publicId)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such person.");
  const [user] = await toUsers(scope, [row]);
  if (user === undefined) throw new Refusal("NOT_FOUND", "No such person.");
  return user;
}

export interface UserFilter {
  readonly email?: string;
  readonly status?: UserRecord["status"];
  /** Public id. */
  readonly role?: string;
}

/** Newest first. */
export async function listUsers(
  scope: PartnerDatabase,
  filter: UserFilter,
  page: PageRequest,
): Promise<Page<UserRecord>> {
  let query = scope.db.selectFrom("users").selectAll("users").where("users.deleted_at", "is", null);
  if (filter.email) query = query.where("users.email", "=", filter.email);
  if (filter.status) query = query.where("users.status", "=", filter.status);
  const { role } = filter;
  if (role) {
    query = query.where("users.user_id", "in", (eb) =>
      eb
        .selectFrom("user_roles")
        .innerJoin("roles", "roles.role_id", "user_roles.role_id")
        .select("user_roles.user_id")
        .where("roles.public_id", "=", role)
        .where("user_roles.is_current", "=", 1),
    );
  }
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("users.created_at", "users.user_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("users.created_at", "desc")
    .orderBy("users.user_id", "desc")
    .limit(page.limit + 1)
    .execute();
  const users = await toUsers(scope, rows);
  const keys = new Map(rows.map((row) => [row.user_id, row.created_at]));
  return toPage(users, page, {
    item: (user) => user,
    key: ({ userId }) => ({ createdAt: keys.get(userId) ?? "", id: userId }),
  });
}

/** Rows with what belongs to them, in their order. */
async function toUsers(
  scope: PartnerDatabase,
  rows: readonly Selectable<Database["users"]>[],
): Promise<UserRecord[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ user_id }) => user_id);
  const [roles, branches] = await Promise.all([rolesOf(scope, ids), branchesOf(scope, ids)]);
  return rows.map((row) => ({
    userId: row.user_id,
    publicId: row.public_id,
    email: row.email,
    emailVerifiedAt: row.email_verified_at === null ? null : toInstant(row.email_verified_at),
    fullName: row.full_name,
    status: row.status,
    roles: roles.filter(({ userId }) => userId === row.user_id).map(toNamed),
    branches: branches.filter(({ userId }) => userId === row.user_id).map(toNamed),
    version: row.version,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  }));
}

function toNamed({ publicId, code, name }: NamedRecord): NamedRecord {
  return { publicId, code, name };
}

function rolesOf({ db }: PartnerDatabase, userIds: readonly number[]) {
  return db
    .selectFrom("user_roles")
    .innerJoin("roles", "roles.role_id", "user_roles.role_id")
    .select([
      "user_roles.user_id as userId",
      "roles.public_id as publicId",
      "role_code as code",
      "role_name as name",
    ])
    .where("user_roles.user_id", "in", [...userIds])
    .where("user_roles.is_current", "=", 1)
    .orderBy("role_code")
    .execute();
}

function branchesOf({ db }: PartnerDatabase, userIds: readonly number[]) {
  return db
    .selectFrom("user_branches")
    .innerJoin("branches", "branches.branch_id", "user_branches.branch_id")
    .select([
      "user_branches.user_id as userId",
      "branches.public_id as publicId",
      "branch_code as code",
      "branch_name as name",
    ])
    .where("user_branches.user_id", "in", [...userIds])
    .where("user_branches.is_current", "=", 1)
    .orderBy("branch_code")
    .execute();
}
