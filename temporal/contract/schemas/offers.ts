import { z } from "zod";

import { createBookingInputSchema } from "./create-booking";
import { moneySchema } from "./payloads";

const passengerTypeSchema = z.enum(["ADT", "CHD", "INF"]);

export const searchOffersInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  gdsProviderCode: z.string(),
  legs: z.array(
    z.strictObject({ origin: z.string(), destination: z.string(), departsOn: z.iso.date() }),
  ),
  passengers: z.array(
    z.strictObject({ type: passengerTypeSchema, count: z.number().int().positive() }),
  ),
});

export const offerPayloadSchema = z.strictObject({
  /** The supplier's. */
  reference: z.string(),
  validatingCarrier: z.string(),
  flights: z.array(
    z.strictObject({
      carrierCode: z.string(),
      flightNumber: z.string(),
      bookingClass: z.string(),
      originAirport: z.string(),
      destinationAirport: z.string(),
      departsLocal: z.string(),
      arrivesLocal: z.string(),
    }),
  ),
  fares: z.array(
    z.strictObject({
      passengerType: passengerTypeSchema,
      count: z.number().int(),
      base: moneySchema,
      taxes: z.array(z.strictObject({ code: z.string(), amount: moneySchema })),
      total: moneySchema,
    }),
  ),
  total: moneySchema,
  expiresAt: z.string().nullable(),
});

export const holdBookingInputSchema = createBookingInputSchema
  .omit({ recordLocator: true })
  .extend({
    offerReference: z.string(),
    /** The price that was accepted. */
    total: moneySchema,
    passengers: z.array(
      z.strictObject({
        type: passengerTypeSchema,
        surname: z.string(),
        givenNames: z.string(),
        /** Base64 of what the key ring sealed; null where none was given. */
        sealedDateOfBirth: z.string().nullable(),
      }),
    ),
    contact: z.strictObject({ email: z.string(), phone: z.string().nullable() }),
  });
