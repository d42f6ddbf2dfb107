import { z } from "zod";

import { stayPayments } from "../../../domain/stay";
import { moneySchema } from "./payloads";

const ageSchema = z.number().int().min(0).max(17);

export const searchStaysInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  gdsProviderCode: z.string(),
  place: z.union([
    z.strictObject({ destination: z.string() }),
    z.strictObject({ hotels: z.array(z.string()).min(1) }),
  ]),
  checkIn: z.iso.date(),
  checkOut: z.iso.date(),
  rooms: z
    .array(z.strictObject({ adults: z.number().int().positive(), childAges: z.array(ageSchema) }))
    .min(1),
  payment: z.enum(stayPayments),
});

export const stayOfferPayloadSchema = z.strictObject({
  /** The supplier's. */
  reference: z.string(),
  hotelCode: z.string(),
  hotelName: z.string(),
  destinationCode: z.string(),
  checkIn: z.iso.date(),
  checkOut: z.iso.date(),
  rooms: z.array(
    z.strictObject({
      roomCode: z.string(),
      roomName: z.string(),
      boardCode: z.string(),
      boardName: z.string(),
      adults: z.number().int(),
      childAges: z.array(ageSchema),
      total: moneySchema,
    }),
  ),
  payment: z.enum(stayPayments),
  total: moneySchema,
  commission: moneySchema.nullable(),
  cancellationFees: z.array(z.strictObject({ from: z.string(), amount: moneySchema })),
  expiresAt: z.string().nullable(),
});
