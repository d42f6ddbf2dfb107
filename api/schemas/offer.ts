import { z } from "@hono/zod-openapi";

import { airSupplierNames } from "../../domain/supplier-names";
import { dateSchema, idSchema, instantSchema, moneySchema } from "./common";

const countSchema = z
  .string()
  .regex(/^\d{1,2}$/)
  .transform(Number)
  .openapi({ type: "string", example: "1" });

const legsSchema = z
  .string()
  .regex(/^[A-Z]{3}-[A-Z]{3}-\d{4}-\d{2}-\d{2}(,[A-Z]{3}-[A-Z]{3}-\d{4}-\d{2}-\d{2}){0,5}$/)
  .transform((text) => text.split(","))
  .pipe(
    z.array(
      z
        .string()
        .transform((leg) => ({
          origin: leg.slice(0, 3),
          destination: leg.slice(4, 7),
          departs_on: leg.slice(8),
        }))
        .pipe(z.object({ origin: z.string(), destination: z.string(), departs_on: dateSchema })),
    ),
  )
  .openapi({
    type: "string",
    example: "DAC-DXB-2027-01-05,DXB-DAC-2027-01-12",
    description: "Origin, destination and day of departure of each leg, in order.",
  });

export const offerQuerySchema = z.strictObject({
  supplier: z.enum(airSupplierNames),
  legs: legsSchema,
  adults: countSchema.optional(),
  children: countSchema.optional(),
  infants: countSchema.optional(),
});

const offerSchema = z
  .object({
    id: idSchema("offer"),
    object: z.literal("offer"),
    livemode: z.boolean(),
    supplier: z.enum(airSupplierNames),
    validating_carrier: z.string(),
    flights: z.array(
      z.object({
        flight: z.string(),
        booking_class: z.string(),
        origin: z.string(),
        destination: z.string(),
        departs_local: z.string(),
        arrives_local: z.string(),
      }),
    ),
    fares: z
      .array(
        z.object({
          passenger_type: z.enum(["ADT", "CHD", "INF"]),
          count: z.number().int(),
          base: moneySchema,
          taxes: z.array(z.object({ code: z.string(), amount: moneySchema })),
          total: moneySchema,
        }),
      )
      .openapi({ description: "Of one passenger of the type." }),
    total: moneySchema,
    expires_at: z.union([instantSchema, z.null()]),
  })
  .openapi("Offer");

export const offersSchema = z
  .object({ object: z.literal("list"), data: z.array(offerSchema) })
  .openapi("Offers");
