import { z } from "@hono/zod-openapi";

import { idSchema } from "./common";

export const splitRequestSchema = z
  .strictObject({
    record_locators: z
      .array(z.string().regex(/^[A-Za-z\d-]{1,64}$/))
      .max(10)
      .default([])
      .openapi({
        description:
          "Of the reservations that passengers were moved to. Where none is named, those that the supplier names; Amadeus does.",
        example: ["X7K2PQ"],
      }),
  })
  .openapi("SplitRequest");

export const splitSchema = z
  .object({
    object: z.literal("split"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    booking_id: idSchema("booking"),
    split_off: z.array(
      z.object({
        record_locator: z.string(),
        booking_id: z.union([idSchema("booking"), z.null()]).openapi({
          description:
            "The booking that its passengers are from now on; null where tickets were issued: they stay in this one.",
        }),
        passenger_numbers: z.array(z.number().int()),
      }),
    ),
  })
  .openapi("Split");
