import { z } from "@hono/zod-openapi";

import { dateSchema, idSchema, instantSchema, listQuerySchema, textSchema } from "./common";

export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .openapi({ description: "ISO 4217", example: "USD" });

export const fxRateSchema = z
  .object({
    id: idSchema("fxRate"),
    object: z.literal("fx_rate"),
    livemode: z.boolean(),
    from: currencySchema,
    to: currencySchema,
    effective_on: dateSchema,
    rate: z.string().openapi({
      description: "Units of `to` for one unit of `from`.",
      example: "117.33320000",
    }),
    source: z.string(),
    recorded_at: instantSchema,
  })
  .openapi("FxRate");

export const newFxRateSchema = z
  .strictObject({
    from: currencySchema,
    to: currencySchema,
    effective_on: dateSchema,
    rate: z.string().max(20).openapi({ example: "117.3332" }),
    source: textSchema(40).default("manual"),
  })
  .openapi("NewFxRate");

export const fxRateQuerySchema = listQuerySchema.extend({
  from: currencySchema.optional(),
  to: currencySchema.optional(),
  source: z.string().max(40).optional(),
  "effective_on[gte]": dateSchema.optional(),
  "effective_on[lte]": dateSchema.optional(),
});

export const rateInForceSchema = z
  .object({
    object: z.literal("fx_rate_in_force"),
    from: currencySchema,
    to: currencySchema,
    on: dateSchema,
    rate: z.string(),
    derivation: z.enum(["explicit", "inverse"]).openapi({
      description:
        "explicit: the pair's own newest rate. inverse: it has none, and the opposite pair's is inverted to eight decimals.",
    }),
    fx_rate: fxRateSchema,
  })
  .openapi("FxRateInForce");

export const importFxRatesSchema = z
  .strictObject({
    csv: z.string().min(1).max(260_000).openapi({
      description: "With the header from_currency,to_currency,effective_on,rate,source.",
      example: "from_currency,to_currency,effective_on,rate\nUSD,BDT,2026-11-30,117.3332\n",
    }),
    dry_run: z.boolean().default(false).openapi({ description: "Reads and writes nothing." }),
  })
  .openapi("FxRateImport");

export const importedFxRatesSchema = z
  .object({
    object: z.literal("fx_rate_import"),
    livemode: z.boolean(),
    dry_run: z.boolean(),
    rows: z.number().int(),
    recorded: z.number().int(),
    corrected: z.number().int(),
    unchanged: z.number().int(),
  })
  .openapi("FxRateImportResult");

export const fxRateFeedSchema = z
  .object({
    id: idSchema("fxRateFeed"),
    object: z.literal("fx_rate_feed"),
    livemode: z.boolean(),
    feed: z.enum(["ecb"]),
    active: z.boolean(),
    crossed: z.boolean(),
    version: z.number().int(),
    updated_at: instantSchema,
  })
  .openapi("FxRateFeed");

export const setFxRateFeedSchema = z
  .strictObject({
    active: z.boolean(),
    crossed: z.boolean().default(false).openapi({
      description:
        "Derive rates to the partner's own currencies through the feed's base, where it quotes both.",
    }),
  })
  .openapi("SetFxRateFeed");

export const refreshedFxRatesSchema = z
  .object({
    object: z.literal("fx_rate_refresh"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    effective_on: dateSchema,
    recorded: z.number().int(),
    corrected: z.number().int(),
    unchanged: z.number().int(),
    kept: z.number().int().openapi({ description: "Left to what somebody entered for the day." }),
  })
  .openapi("FxRateRefresh");
