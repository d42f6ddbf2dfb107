import { z } from "@hono/zod-openapi";

import { dateSchema, idSchema, moneySchema } from "./common";

export const bspStatementQuerySchema = z.strictObject({
  "entry_date[gte]": dateSchema.optional(),
  "entry_date[lt]": dateSchema.optional(),
});

export const bspStatementSchema = z
  .object({
    object: z.literal("bsp_statement"),
    livemode: z.boolean(),
    rows: z
      .array(
        z.object({
          supplier_id: idSchema("supplier"),
          supplier_name: z.string(),
          airline_code: z.union([z.string(), z.null()]),
          gross: z
            .object({
              sales: moneySchema,
              voids: moneySchema,
              refunds: moneySchema,
              exchanges: moneySchema,
              memos: moneySchema,
              other: moneySchema,
            })
            .openapi({ description: "Claims of 2011; below zero: the airline owes us." }),
          taxes: moneySchema.openapi({ description: "Of the fares within the sales." }),
          commission: moneySchema.openapi({ description: "Of 1109, less what was recalled." }),
          net_due: moneySchema,
        }),
      )
      .openapi({ description: "By airline and currency." }),
  })
  .openapi("BspStatement");
