import type { SignOff } from "../../domain/period/sign-offs";
import { readSignOffRoles } from "../../domain/period/sign-offs";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";

export interface SignOffRecord extends SignOff {
  readonly signOffId: number;
  readonly periodId: number;
  /** Public id of the person. */
  readonly user: string;
  readonly note: string | null;
  /** RFC 3339. */
  readonly at: string;
}

/** Words for some periods that nothing has ended, in the order in which they were given. */
export async function listSignOffs(
  { db }: PartnerDatabase,
  periodIds: readonly number[],
): Promise<SignOffRecord[]> {
  if (periodIds.length === 0) return [];
  const rows = await db
    .selectFrom("period_sign_offs as given")
    .innerJoin("users as user", "user.user_id", "given.user_id")
    .where("given.accounting_period_id", "in", periodIds)
    .where("given.sign_off_kind", "=", "given")
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom("period_sign_offs as ending")
            .select("ending.period_sign_off_id")
            .whereRef("ending.ended_sign_off_id", "=", "given.period_sign_off_id"),
        ),
      ),
    )
    .orderBy("given.period_sign_off_id")
    .select([
      "given.period_sign_off_id",
      "given.accounting_period_id",
      "given.role_code",
      "given.user_id",
      "given.note",
      "given.created_at",
      "user.public_id",
    ])
    .execute();
  return rows.map((row) => ({
    signOffId: row.period_sign_off_id,
    periodId: row.accounting_period_id,
    role: row.role_code,
    userId: row.user_id,
    user: row.public_id,
    note: row.note,
    at: toInstant(row.created_at),
  }));
}

/** Roles whose word closing a period needs, by the partner's setting. */
export async function readWantedSignOffs({ db }: PartnerDatabase): Promise<string[]> {
  const row = await db
    .selectFrom("partners")
    .select("close_sign_off_roles")
    .executeTakeFirstOrThrow();
  return readSignOffRoles(row.close_sign_off_roles);
}
