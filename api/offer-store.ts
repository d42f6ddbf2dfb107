import type { Redis } from "ioredis";

import { newId } from "../db/new-id";
import { Refusal } from "../domain/refusal";
import type { OfferPayload, SearchOffersInput } from "../temporal/contract/offers";
import type { SearchStaysInput, StayOfferPayload } from "../temporal/contract/stays";

type Asked = Pick<SearchOffersInput, "gdsProviderCode" | "passengers">;

/** With whom it was asked of, and for whom. */
export interface KeptOffer extends OfferPayload, Asked {
  readonly id: string;
}

/** With whom it was asked of. */
export interface KeptStayOffer extends StayOfferPayload, Pick<SearchStaysInput, "gdsProviderCode"> {
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
  const kept = offers.map((offer) => ({
    ...offer,
    id: newId("offer"),
    gdsProviderCode,
    passengers,
  }));
  return keep(redis, partner, kept);
}

/** The same of stays. */
export async function keepStayOffers(
  redis: Redis,
  partner: string,
  { gdsProviderCode }: Pick<SearchStaysInput, "gdsProviderCode">,
  offers: readonly StayOfferPayload[],
): Promise<KeptStayOffer[]> {
  const kept = offers.map((offer) => ({ ...offer, id: newId("stayOffer"), gdsProviderCode }));
  return keep(redis, partner, kept);
}

async function keep<Offer extends { readonly id: string; readonly expiresAt: string | null }>(
  redis: Redis,
  partner: string,
  offers: readonly Offer[],
): Promise<Offer[]> {
  const timed = offers.flatMap((offer) => {
    const ms = offer.expiresAt === null ? keptMs : Date.parse(offer.expiresAt) - Date.now();
    return ms > 0 ? [{ offer, ms: Math.ceil(ms) }] : [];
  });
  await Promise.all(
    timed.map(({ offer, ms }) =>
      redis.set(keyOf(partner, offer.id), JSON.stringify(offer), "PX", ms),
    ),
  );
  return timed.map(({ offer }) => offer);
}

/** Refuses an offer that is over, was never made, or is another partner's (OFFER_EXPIRED). */
export async function getOffer(redis: Redis, partner: string, id: string): Promise<KeptOffer> {
  const text = await redis.get(keyOf(partner, id));
  if (text === null) throw offerExpired(id);
  const offer: KeptOffer = JSON.parse(text);
  return offer;
}

/** Undefined where it is over, was never made, or is another partner's. */
export async function findStayOffer(
  redis: Redis,
  partner: string,
  id: string,
): Promise<KeptStayOffer | undefined> {
  const text = await redis.get(keyOf(partner, id));
  if (text === null) return undefined;
  const offer: KeptStayOffer = JSON.parse(text);
  return offer;
}

export function offerExpired(id: string): Refusal {
  return new Refusal("OFFER_EXPIRED", "The offer is over or unknown: ask for a new one.", {
    offer: id,
  });
}
