import type { PartnerDatabase } from "../../db/partner-scope";

/** Whoever made something, or the partner's own address where a token did or they have left. */
export async function findRecipient(
  { db }: PartnerDatabase,
  userId: number | null,
): Promise<{ readonly name: string; readonly address: string } | undefined> {
  const person =
    userId === null
      ? undefined
      : await db
          .selectFrom("users")
          .select(["full_name as name", "email as address"])
          .where("user_id", "=", userId)
          .where("status", "=", "active")
          .where("deleted_at", "is", null)
          .executeTakeFirst();
  if (person !== undefined) return person;
  const partner = await db
    .selectFrom("partners")
    .select(["partner_name as name", "contact_email as address"])
    .executeTakeFirstOrThrow();
  return partner.address === null ? undefined : { name: partner.name, address: partner.address };
}
