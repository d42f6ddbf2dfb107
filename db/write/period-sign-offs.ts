import type { PartnerTransaction } from "../partner-scope";
import type { SignOffRecord } from "../read/period-sign-offs";

export async function insertSignOff(
  { db }: PartnerTransaction,
  signOff: {
    readonly periodId: number;
    readonly role: string;
    readonly userId: number;
    readonly note: string | null;
    readonly at: string;
  },
): Promise<void> {
  await db
    .insertInto("period_sign_offs")
    .values({
      accounting_period_id: signOff.periodId,
      sign_off_kind: "given",
      role_code: signOff.role,
      user_id: signOff.userId,
      note: signOff.note,
      created_at: signOff.at,
    })
    .execute();
}

/** Ends words by further rows: whoever gave them takes them back, or the period was reopened. */
export async function endSignOffs(
  { db }: PartnerTransaction,
  signOffs: readonly SignOffRecord[],
  { kind, at }: { readonly kind: "withdrawn" | "voided"; readonly at: string },
): Promise<void> {
  if (signOffs.length === 0) return;
  await db
    .insertInto("period_sign_offs")
    .values(
      signOffs.map(({ signOffId, periodId, role, userId }) => ({
        accounting_period_id: periodId,
        sign_off_kind: kind,
        ended_sign_off_id: signOffId,
        role_code: role,
        user_id: userId,
        created_at: at,
      })),
    )
    .execute();
}
