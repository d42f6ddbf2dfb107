import type { Redis } from "ioredis";

import { askRedis } from "../db/redis";
import { readOwnJson } from "../domain/own-json";
import type { ShownPreview } from "./present/recognition";

/** A preview as it was shown, and when (UTC). */
export interface KeptPreview {
  readonly previewedAt: string;
  readonly preview: ShownPreview;
}

interface KeptPreviews {
  readonly newest: KeptPreview;
  /** The last one that showed something else. */
  readonly before: KeptPreview | null;
}

/** A period is closed by then. */
const keptSeconds = 90 * 86_400;

/**
 * Keeps what a preview shows for those after it, and returns the partner's last one of the period
 * that showed something else. The same figures twice are one preview: who looks again still sees
 * what had changed. Of two at the same moment the later one is kept.
 */
export async function keepPreview(
  redis: Redis,
  partner: string,
  { previewedAt, preview }: KeptPreview,
): Promise<KeptPreview | null> {
  const key = `partner:${partner}:recognition-preview:${preview.period_id}`;
  const text = await askRedis(redis, () => redis.get(key));
  const last = text === null ? null : readOwnJson<KeptPreviews>(text);
  if (last !== null && JSON.stringify(last.newest.preview) === JSON.stringify(preview)) {
    return last.before;
  }
  const newest = { previewedAt, preview };
  const kept: KeptPreviews = { newest, before: last?.newest ?? null };
  await askRedis(redis, () => redis.set(key, JSON.stringify(kept), "EX", keptSeconds));
  return kept.before;
}
