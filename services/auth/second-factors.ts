import type { PartnerDatabase } from "../../db/partner-scope";
import type { Person } from "./person";

export type SecondFactor = "totp" | "passkey" | "recovery_code";

/** By what a person completes a sign-in; none where one factor is all they have. */
export async function listSecondFactors(
  { db }: PartnerDatabase,
  { userId, hasTotp }: Pick<Person, "userId" | "hasTotp">,
): Promise<readonly SecondFactor[]> {
  const passkey = await db
    .selectFrom("user_passkeys")
    .select("user_passkey_id")
    .where("user_id", "=", userId)
    .where("removal", "=", 0)
    .limit(1)
    .executeTakeFirst();
  const own: SecondFactor[] = [
    ...(hasTotp ? (["totp"] as const) : []),
    ...(passkey === undefined ? [] : (["passkey"] as const)),
  ];
  return own.length === 0 ? [] : [...own, "recovery_code"];
}
