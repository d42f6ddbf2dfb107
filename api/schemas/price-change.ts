import { z } from "@hono/zod-openapi";

import { idSchema, instantSchema, moneySchema } from "./common";

export const acceptPriceSchema = z
  .strictObject({
    price_change_id: idSchema("priceChange").openapi({
      description: "Of the refusal `price_changed`: the price that is accepted.",
    }),
  })
  .openapi("AcceptPriceRequest");

const priceSchema = z.object({ fare: moneySchema, tax: moneySchema, total: moneySchema });

export const priceChangeSchema = z
  .object({
    id: idSchema("priceChange"),
    object: z.literal("price_change"),
    livemode: z.boolean(),
    booking_id: idSchema("booking"),
    status: z.enum(["FOUND", "ACCEPTED", "SUPERSEDED"]),
    old: priceSchema.openapi({ description: "All fares of the booking, without its charges." }),
    new: priceSchema,
    fares: z
      .array(
        z.object({
          number: z.number().int().openapi({ description: "Of the fare that it replaces." }),
          base: moneySchema,
          taxes: z.array(z.object({ code: z.string(), amount: moneySchema })),
          total: moneySchema,
          commission: moneySchema,
        }),
      )
      .openapi({ description: "The fares that change, as they would be." }),
    found_at: instantSchema,
    accepted_at: z.union([instantSchema, z.null()]),
  })
  .openapi("PriceChange");
