import { z } from "zod";

import { requestContextSchema } from "./payloads";

export const rateFeedCodeSchema = z.enum(["ecb"]);

/** One day of a feed as it crosses Temporal: what one unit of its base is worth. */
export const rateFeedSchema = z.strictObject({
  base: z.string().length(3),
  effectiveOn: z.iso.date(),
  rates: z.array(z.strictObject({ currency: z.string().length(3), rate: z.string() })),
});

export const refreshExchangeRatesInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  feed: rateFeedCodeSchema,
  /** The one that asks; null on the Schedule, for every partner that takes the feed. */
  request: z
    .strictObject({ partner: z.string(), operationId: z.string(), context: requestContextSchema })
    .nullable(),
});

export const refreshExchangeRatesResultSchema = z.strictObject({
  effectiveOn: z.iso.date(),
  partners: z.number().int(),
  recorded: z.number().int(),
  corrected: z.number().int(),
  unchanged: z.number().int(),
  /** Left to what somebody had entered for the day. */
  kept: z.number().int(),
});
