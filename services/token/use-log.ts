import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";

/** The time of a token's last use is true to this. */
const precisionMs = 60_000;
const tokensMax = 10_000;

/**
 * Notes that a token was used, at most once a minute and in nobody's way: what cannot be written is
 * written the next time.
 */
export function createUseLog(): (scope: PartnerDatabase, tokenId: number) => void {
  const noted = new Map<number, number>();
  return (scope, tokenId) => {
    const now = Date.now();
    if (now - (noted.get(tokenId) ?? 0) < precisionMs) return;
    if (noted.size >= tokensMax) noted.clear();
    noted.set(tokenId, now);
    void writeUse(scope, tokenId, now).catch(() => noted.delete(tokenId));
  };
}

async function writeUse({ db }: PartnerDatabase, tokenId: number, now: number): Promise<void> {
  await db
    .updateTable("personal_access_tokens")
    .set((eb) => ({ last_used_at: at(now), updated_at: eb.ref("updated_at") }))
    .where("personal_access_token_id", "=", tokenId)
    .where((eb) =>
      eb.or([eb("last_used_at", "is", null), eb("last_used_at", "<=", at(now - precisionMs))]),
    )
    .execute();
}

function at(ms: number): string {
  return toDateTime(new Date(ms).toISOString());
}
