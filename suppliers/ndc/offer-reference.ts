import { z } from "zod";

/** An offer by the airline's names: a price, and an order, are asked for item by item. */
export interface OfferReference {
  readonly offerId: string;
  readonly items: readonly { readonly id: string; readonly paxIds: readonly string[] }[];
}

const referenceSchema = z.tuple([
  z.string(),
  z.array(z.tuple([z.string(), z.array(z.string()).min(1)])).min(1),
]);

/** What an offer is asked for by: the airline wants its items and travellers named again. */
export function writeReference({ offerId, items }: OfferReference): string {
  return JSON.stringify([offerId, items.map(({ id, paxIds }) => [id, paxIds])]);
}

/** Undefined where it is none of ours. */
export function parseReference(text: string): OfferReference | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const read = referenceSchema.safeParse(json);
  if (!read.success) return undefined;
  const [offerId, items] = read.data;
  return { offerId, items: items.map(([id, paxIds]) => ({ id, paxIds })) };
}

/** A quote that was asked for before its items were kept is named by its id alone. */
export function parseQuoteReference(text: string): OfferReference {
  return parseReference(text) ?? { offerId: text, items: [] };
}
