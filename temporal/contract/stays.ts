import type { z } from "zod";

import type { searchStaysInputSchema, stayOfferPayloadSchema } from "./schemas/stays";

export const searchStaysType = "searchStays";

export type SearchStaysInput = z.infer<typeof searchStaysInputSchema>;
export type StayOfferPayload = z.infer<typeof stayOfferPayloadSchema>;
