import type { Expression, ExpressionBuilder, SqlBool } from "kysely";

import type { Database } from "../generated/database";

/** Whose approval counts: a person, with what they may approve. */
export interface ApprovalAuthority {
  readonly userId: number;
  readonly permissions: readonly string[];
  readonly roleCodes: readonly string[];
  /** Absent: all of them. */
  readonly branches?: ReadonlySet<number>;
}

type Builder = ExpressionBuilder<Database, "approvals">;

/** Requests that a person may decide on now, by themselves or for those who have delegated to them. */
export function decidableBy(
  eb: Builder,
  { userId, authorities, at }: DecidableBy,
): Expression<SqlBool> {
  const notMadeBy = (maker: number) =>
    eb.or([eb("maker_user_id", "is", null), eb("maker_user_id", "!=", maker)]);
  return eb.and([
    eb("status", "=", "pending"),
    eb.or([eb("expires_at", "is", null), eb("expires_at", ">", at)]),
    notMadeBy(userId),
    eb.not(
      eb.exists(
        eb
          .selectFrom("approval_decisions as word")
          .select("word.approval_id")
          .whereRef("word.approval_id", "=", "approvals.approval_id")
          .where("word.checker_user_id", "=", userId),
      ),
    ),
    eb.or(
      authorities.map((authority) =>
        eb.and([
          notMadeBy(authority.userId),
          eb("approver_permission", "in", orNone(authority.permissions)),
          eb.or([
            eb("approver_role_code", "is", null),
            eb("approver_role_code", "in", orNone(authority.roleCodes)),
          ]),
          eb.not(
            eb.exists(
              eb
                .selectFrom("approval_decisions as spoken")
                .select("spoken.approval_id")
                .whereRef("spoken.approval_id", "=", "approvals.approval_id")
                .where("spoken.authority_user_id", "=", authority.userId),
            ),
          ),
          concernsOnly(eb, authority.branches),
        ]),
      ),
    ),
  ]);
}

export interface DecidableBy {
  readonly userId: number;
  readonly authorities: readonly ApprovalAuthority[];
  /** DATETIME(6) in UTC. */
  readonly at: string;
}

/** Of these branches and no others; everything where there is no set. */
export function concernsOnly(
  eb: Builder,
  branches: ReadonlySet<number> | undefined,
): Expression<SqlBool> {
  if (branches === undefined) return eb.lit(true);
  const own = [...branches];
  const concerned = eb
    .selectFrom("approval_branches as concerned")
    .select("concerned.approval_id")
    .whereRef("concerned.approval_id", "=", "approvals.approval_id");
  return eb.and([
    eb.exists(concerned.where("concerned.branch_id", "in", own)),
    eb.not(eb.exists(concerned.where("concerned.branch_id", "not in", own))),
  ]);
}

/** An empty list is no SQL. */
function orNone(values: readonly string[]): readonly string[] {
  return values.length === 0 ? [""] : values;
}
