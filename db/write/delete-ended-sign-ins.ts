import { sql } from "kysely";

import type { DatabaseHandle } from "../pool";
import type { PurgedKeys } from "./delete-expired-keys";

/** A statement of some milliseconds, so that no request waits long for what it locks. */
const batchMax = 1_000;
/** What is asked about after the end, a stolen token perhaps, is in the audit for longer. */
const keptDays = 30;

/**
 * Deletes the sign-ins of mobile clients, with their refresh tokens, that ended thirty days ago: of
 * all partners, the oldest first, up to a batch of them.
 */
export async function deleteEndedSignIns(
  { system }: Pick<DatabaseHandle, "system">,
  limit = batchMax,
): Promise<PurgedKeys> {
  const endedBefore = sql<string>`UTC_TIMESTAMP(6) - INTERVAL ${keptDays} DAY`;
  const ended = await system
    .selectFrom("refresh_token_families")
    .select("refresh_token_family_id")
    .where((eb) => eb.or([eb("expires_at", "<", endedBefore), eb("revoked_at", "<", endedBefore)]))
    .orderBy("refresh_token_family_id")
    .limit(limit)
    .execute();
  if (ended.length === 0) return { count: 0, isLast: true };
  const ids = ended.map(({ refresh_token_family_id: id }) => id);
  await system.deleteFrom("refresh_tokens").where("refresh_token_family_id", "in", ids).execute();
  await system
    .deleteFrom("refresh_token_families")
    .where("refresh_token_family_id", "in", ids)
    .execute();
  return { count: ended.length, isLast: ended.length < limit };
}
