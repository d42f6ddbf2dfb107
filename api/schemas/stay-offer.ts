import { z } from "@hono/zod-openapi";

import { staySupplierNames } from "../../domain/bedbanks";
import { stayPayments } from "../../domain/stay";
import { dateSchema, idSchema, instantSchema, moneySchema } from "./common";

const codeSchema = z.string().regex(/^[A-Z0-9]{1,12}$/);
const roomsMax = 9;

const occupanciesSchema = z
  .string()
  .regex(/^[1-9](-\d{1,2}){0,4}(,[1-9](-\d{1,2}){0,4}){0,8}$/)
  .transform((text) =>
    text.split(",").map((room) => {
      const [adults = 0, ...childAges] = room.split("-").map(Number);
      return { adults, childAges };
    }),
  )
  .pipe(
    z
      .array(
        z.object({
          adults: z.number().int(),
          childAges: z.array(z.number().int().max(17)),
        }),
      )
      .max(roomsMax),
  )
  .openapi({
    type: "string",
    example: "2,2-8-4",
    description:
      "Of each room the adults, then each child's age: two adults; two adults and children of 8 and 4.",
  });

export const stayOfferQuerySchema = z
  .strictObject({
    supplier: z.enum(staySupplierNames),
    destination: codeSchema
      .optional()
      .openapi({ example: "DXB", description: "The supplier's code of a place." }),
    hotels: z
      .string()
      .transform((text) => text.split(","))
      .pipe(z.array(codeSchema).min(1).max(50))
      .optional()
      .openapi({ type: "string", example: "1533,4021", description: "Instead of a place." }),
    check_in: dateSchema,
    check_out: dateSchema.openapi({ description: "The day of leaving, after the last night." }),
    rooms: occupanciesSchema.optional().openapi({ type: "string", example: "2" }),
    payment: z.enum(stayPayments).optional().openapi({
      description:
        "prepaid, which is meant without it: you pay the supplier. at_property: the guest pays there, you earn a commission.",
    }),
  })
  .refine(({ destination, hotels }) => (destination === undefined) !== (hotels === undefined), {
    path: ["destination"],
    error: "Name a destination, or hotels.",
  });

export const stayRoomSchema = z.object({
  room_code: z.string(),
  room_name: z.string(),
  board_code: z.string(),
  board_name: z.string(),
  adults: z.number().int(),
  child_ages: z.array(z.number().int()),
  total: moneySchema,
});

export const cancellationFeesSchema = z
  .array(z.object({ from: instantSchema, amount: moneySchema }))
  .openapi({ description: "What giving it up costs from when on; before the first, nothing." });

const stayOfferSchema = z
  .object({
    id: idSchema("stayOffer"),
    object: z.literal("stay_offer"),
    livemode: z.boolean(),
    supplier: z.enum(staySupplierNames),
    hotel_code: z.string(),
    hotel_name: z.string(),
    destination: z.string(),
    check_in: dateSchema,
    check_out: dateSchema,
    rooms: z.array(stayRoomSchema),
    payment: z.enum(stayPayments),
    total: moneySchema.openapi({
      description:
        "What you pay the supplier; where the guest pays at the property, what is paid there.",
    }),
    commission: z.union([moneySchema, z.null()]),
    cancellation_fees: cancellationFeesSchema,
    expires_at: z.union([instantSchema, z.null()]),
  })
  .openapi("StayOffer");

export const stayOffersSchema = z
  .object({ object: z.literal("list"), data: z.array(stayOfferSchema) })
  .openapi("StayOffers");
