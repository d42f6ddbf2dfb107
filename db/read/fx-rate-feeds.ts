import type { Selectable } from "kysely";

import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";

export type FxRateFeedCode = Database["fx_rate_feeds"]["fx_rate_feed_code"];

export interface FxRateFeedRecord {
  readonly rowId: number;
  readonly publicId: string;
  readonly code: FxRateFeedCode;
  readonly isActive: boolean;
  readonly isCrossed: boolean;
  readonly version: number;
  readonly updatedAt: string;
}

export async function listFxRateFeeds({ db }: PartnerDatabase): Promise<FxRateFeedRecord[]> {
  const rows = await db
    .selectFrom("fx_rate_feeds")
    .selectAll()
    .orderBy("fx_rate_feed_code")
    .execute();
  return rows.map(toFeed);
}

export async function findFxRateFeed(
  { db }: PartnerDatabase,
  code: FxRateFeedCode,
): Promise<FxRateFeedRecord | undefined> {
  const row = await db
    .selectFrom("fx_rate_feeds")
    .selectAll()
    .where("fx_rate_feed_code", "=", code)
    .executeTakeFirst();
  return row && toFeed(row);
}

/** What the partner takes of a feed, where it takes it. */
export async function findActiveFeed(
  scope: PartnerDatabase,
  code: FxRateFeedCode,
): Promise<FxRateFeedRecord | undefined> {
  const feed = await findFxRateFeed(scope, code);
  return feed?.isActive === true ? feed : undefined;
}

function toFeed(row: Selectable<Database["fx_rate_feeds"]>): FxRateFeedRecord {
  return {
    rowId: row.fx_rate_feed_id,
    publicId: row.public_id,
    code: row.fx_rate_feed_code,
    isActive: row.is_active === 1,
    isCrossed: row.is_crossed === 1,
    version: row.version,
    updatedAt: toInstant(row.updated_at),
  };
}
