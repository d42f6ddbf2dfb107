import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import type { FxRateFeedCode, FxRateFeedRecord } from "../../db/read/fx-rate-feeds";
import { findFxRateFeed } from "../../db/read/fx-rate-feeds";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import { invariant } from "../../domain/invariant";

export interface FeedChoice {
  readonly isActive: boolean;
  readonly isCrossed: boolean;
}

/** Sets what the partner takes of a feed from its next run on. */
export async function setFxRateFeed(
  transaction: PartnerTransaction,
  code: FxRateFeedCode,
  { isActive, isCrossed }: FeedChoice,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<FxRateFeedRecord> {
  const before = await findFxRateFeed(transaction, code);
  const columns = { is_active: isActive ? 1 : 0, is_crossed: isCrossed ? 1 : 0 };
  if (before === undefined) {
    const publicId = newId("fxRateFeed");
    await transaction.db
      .insertInto("fx_rate_feeds")
      .values({ public_id: publicId, fx_rate_feed_code: code, ...columns })
      .execute();
  } else {
    await transaction.db
      .updateTable("fx_rate_feeds")
      .set({ ...columns, version: before.version + 1 })
      .where("fx_rate_feed_id", "=", before.rowId)
      .execute();
  }
  const after = await findFxRateFeed(transaction, code);
  invariant(after !== undefined, "the feed was just written");
  await writeHistory(transaction, {
    table: "fx_rate_feeds",
    ids: [after.rowId],
    type: before === undefined ? "INSERT" : "UPDATE",
    at,
    ...(before && {
      changes: {
        is_active: [before.isActive, isActive],
        is_crossed: [before.isCrossed, isCrossed],
      },
    }),
  });
  const event = {
    type: "fx_rate_feed.set",
    targetType: "fx_rate_feed",
    targetId: after.publicId,
    payload: { feed: code, is_active: isActive, is_crossed: isCrossed },
  };
  await writeAudit(transaction, context, [event], at);
  return after;
}
