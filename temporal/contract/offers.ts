import type { z } from "zod";

import type {
  holdBookingInputSchema,
  offerPayloadSchema,
  searchOffersInputSchema,
} from "./schemas/offers";

export const searchOffersType = "searchOffers";
export const holdBookingType = "holdBooking";

export type SearchOffersInput = z.infer<typeof searchOffersInputSchema>;
export type OfferPayload = z.infer<typeof offerPayloadSchema>;
export type HoldBookingInput = z.infer<typeof holdBookingInputSchema>;

/** What a date of birth on its way to a supplier is sealed for. */
export function heldBirthContext(partner: string): string {
  return `${partner}:hold.date_of_birth`;
}
