import type { Redis } from "ioredis";

import { newId } from "../db/new-id";
import { Refusal } from "../domain/refusal";
import type { OfferPayload, SearchOffersInput } from "../temporal/contract/offers";

type Asked = Pick<SearchOffersInput, "gdsProviderCode" | "passengers">;

/** With whom it was asked of, and for whom. */
export interface KeptOffer extends OfferPayload, Asked {
  readonly id: string;
}

/** Of an offer whose supplier states no end. */
const keptMs = 15 * 60_000;

function keyOf(partner: string, id: string): string {
  return `partner:${partner}:offer:${id}`;
}

/** Keeps offers until they expire, each under an id of its own; those that are over are left out. */
export async function keepOffers(
  redis: Redis,
  partner: string,
  { gdsProviderCode, passengers }: Asked,
  offers: readonly OfferPayload[],
): Promise<KeptOffer[]> {
  const timed = offers.flatMap((offer) => {
    const kept = { ...offer, id: newId("offer"), gdsProviderCode, passengers };
    const ms = offer.expiresAt === null ? keptMs : Date.parse(offer.expiresAt) - Date.now();
    return ms > 0 ? [{ kept, ms: Math.ceil(ms) }] : [];
  });
  await Promise.all(
    timed.map(({ kept, ms }) => redis.set(keyOf(partner, kept.id), JSON.stringify(kept), "PX", ms)),
  );
  return timed.map(({ kept }) => kept);
}

/** Refuses an offer that is over, was never made, or is another partner's (OFFER_EXPIRED). */
export async function getOffer(redis: Redis, partner: string, id: string): Promise<KeptOffer> {
  const text = await redis.get(keyOf(partner, id));
  if (text === null) {
    throw new Refusal("OFFER_EXPIRED", "The offer is over or unknown: ask for a new one.", {
      offer: id,
    });
  }
  const offer: KeptOffer = JSON.parse(text);
  return offer;
}
