import { z } from "zod";

/** Hotelbeds' JSON as far as it is read; the rest of it is let be. */

/** Written as a number by some messages, and as a text by others. */
const amountSchema = z.union([z.string(), z.number().transform(String)]);
const codeSchema = z.union([z.string(), z.number().transform(String)]);

const cancellationPoliciesSchema = z
  .array(z.object({ amount: amountSchema, from: z.string() }))
  .nullish();

const rateSchema = z.object({
  rateKey: z.string(),
  net: amountSchema,
  /** With our commission in it: what the guest pays where it is paid at the hotel. */
  sellingRate: amountSchema.nullish(),
  commission: amountSchema.nullish(),
  /** `AT_WEB` or `AT_HOTEL`. */
  paymentType: z.string(),
  boardCode: z.string(),
  boardName: z.string().default(""),
  cancellationPolicies: cancellationPoliciesSchema,
  /** It is of so many rooms, with so many adults and children in each. */
  rooms: z.number().int().default(1),
  adults: z.number().int().optional(),
  children: z.number().int().default(0),
  childrenAges: z.string().nullish(),
});

const roomSchema = z.object({
  code: z.string(),
  name: z.string().default(""),
  rates: z.array(rateSchema).default([]),
});

const hotelSchema = z.object({
  code: codeSchema,
  name: z.string(),
  destinationCode: z.string(),
  currency: z.string(),
  rooms: z.array(roomSchema),
});

export const availabilitySchema = z.object({
  hotels: z.object({ hotels: z.array(hotelSchema).nullish() }).nullish(),
});

export const checkRateSchema = z.object({
  hotel: hotelSchema.extend({
    checkIn: z.string(),
    checkOut: z.string(),
    paymentDataRequired: z.boolean().nullish(),
  }),
});

const paxSchema = z.object({
  type: z.enum(["AD", "CH"]),
  name: z.string().default(""),
  surname: z.string().default(""),
  age: z.number().nullish(),
});

const bookedRoomSchema = z.object({
  paxes: z.array(paxSchema).default([]),
  rates: z
    .array(
      rateSchema
        .pick({ sellingRate: true, commission: true, paymentType: true, boardCode: true })
        .extend({ net: amountSchema.nullish() }),
    )
    .default([]),
});

const bookingSchema = z.object({
  reference: z.string().regex(/^[A-Z0-9-]{4,20}$/),
  clientReference: z.string(),
  creationDate: z.string().regex(/^\d{4}-\d{2}-\d{2}/),
  /** `CONFIRMED`, `CANCELLED`; its schema knows `PRECONFIRMED` too. */
  status: z.string(),
  totalNet: amountSchema.nullish(),
  totalSellingRate: amountSchema.nullish(),
  currency: z.string(),
  hotel: z.object({
    code: codeSchema,
    name: z.string(),
    destinationCode: z.string(),
    checkIn: z.string(),
    checkOut: z.string(),
    totalNet: amountSchema.nullish(),
    rooms: z.array(bookedRoomSchema).default([]),
  }),
});

export const bookingAnswerSchema = z.object({ booking: bookingSchema });

export const bookingListSchema = z.object({
  bookings: z.object({
    total: z.number().int().nullish(),
    bookings: z
      .array(
        z.object({
          reference: z.string(),
          clientReference: z.string().nullish(),
          status: z.string(),
        }),
      )
      .nullish(),
  }),
});

/** Of a cancellation, or of one that is only tried out. */
export const cancellationSchema = z.object({
  booking: z.object({
    reference: z.string(),
    status: z.string(),
    currency: z.string().nullish(),
    hotel: z
      .object({ cancellationAmount: amountSchema.nullish(), currency: z.string().nullish() })
      .nullish(),
  }),
});

/** The application's own no, and the gateway's, which is a text. */
export const errorSchema = z.object({
  error: z.union([
    z.string().transform((message) => ({ code: "", message })),
    z.object({ code: z.string(), message: z.string().default("") }),
  ]),
});

export type HotelbedsHotel = z.output<typeof hotelSchema>;
export type HotelbedsRate = z.output<typeof rateSchema>;
export type CheckedHotel = z.output<typeof checkRateSchema>["hotel"];
export type HotelbedsBooking = z.output<typeof bookingSchema>;
export type HotelbedsCancellation = z.output<typeof cancellationSchema>["booking"];
