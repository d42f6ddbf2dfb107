import type { Actor } from "../../domain/actor";
import type { Party } from "../../domain/approval";
import type { PartnerDatabase } from "../partner-scope";

/** An actor with the person behind it, where that is one: a token may belong to nobody. */
export async function getParty(scope: PartnerDatabase, actor: Actor): Promise<Party> {
  return { actor, userId: await findActingUser(scope, actor) };
}

async function findActingUser({ db }: PartnerDatabase, actor: Actor): Promise<number | null> {
  const { type, id } = actor;
  if (id === null || type === "system") return null;
  const row =
    type === "api_token"
      ? await db
          .selectFrom("personal_access_tokens")
          .select("user_id")
          .where("public_id", "=", id)
          .executeTakeFirst()
      : await db
          .selectFrom("users")
          .select("user_id")
          .where("public_id", "=", id)
          .executeTakeFirst();
  return row?.user_id ?? null;
}
