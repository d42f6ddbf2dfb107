import { z } from "zod";

/** What may be asked, member by member: one that is not known is refused. */

export const searchSchema = z
  .strictObject({
    stay: z.strictObject({ checkIn: z.iso.date(), checkOut: z.iso.date() }),
    occupancies: z
      .array(
        z.strictObject({
          rooms: z.number().int().min(1),
          adults: z.number().int().min(1),
          children: z.number().int().min(0),
          paxes: z
            .array(z.strictObject({ type: z.literal("CH"), age: z.number().int().min(0).max(17) }))
            .default([]),
        }),
      )
      .min(1),
    hotels: z.strictObject({ hotel: z.array(z.number().int()).min(1).max(2_000) }).optional(),
    destination: z.strictObject({ code: z.string() }).optional(),
    filter: z
      .strictObject({
        paymentType: z.enum(["AT_WEB", "AT_HOTEL", "BOTH"]).default("AT_WEB"),
        maxHotels: z.number().int().min(1).max(2_000).default(2_000),
      })
      .prefault({}),
    sourceMarket: z.string().optional(),
  })
  .refine(({ stay }) => stay.checkIn < stay.checkOut)
  .refine(({ occupancies }) => occupancies.reduce((sum, { rooms }) => sum + rooms, 0) <= 9)
  .refine(({ hotels, destination }) => (hotels === undefined) !== (destination === undefined));

export const checkSchema = z.strictObject({
  rooms: z.array(z.strictObject({ rateKey: z.string() })).length(1),
});

export const listSchema = z.strictObject({
  clientReference: z.string().optional(),
  filterType: z.literal("CREATION"),
  status: z.enum(["ALL", "CONFIRMED", "CANCELLED"]),
  start: z.iso.date(),
  end: z.iso.date(),
  from: z.coerce.number().int().min(1),
  to: z.coerce.number().int().min(1),
});

export const cancelSchema = z.strictObject({
  cancellationFlag: z.enum(["SIMULATION", "CANCELLATION"]).default("CANCELLATION"),
});
