import { z } from "zod";

/** Sabre's Booking Management answers, as far as they are read; everything else in them is let be. */

const amountSchema = z.object({ amount: z.string(), currencyCode: z.string() });

export const errorsSchema = z.object({
  errors: z
    .array(
      z.object({
        category: z.string().default(""),
        type: z.string().default(""),
        description: z.string().default(""),
        fieldValue: z.string().optional(),
      }),
    )
    .default([]),
  /** Of the gateway in front of the application. */
  errorCode: z.string().optional(),
  message: z.string().optional(),
});

export const tokenSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
});

export const bookingSchema = errorsSchema.extend({
  bookingId: z.string().optional(),
  isCanceled: z.boolean().default(false),
  travelers: z
    .array(
      z.object({
        givenName: z.string(),
        surname: z.string(),
        passengerCode: z.string(),
        birthDate: z.string().optional(),
      }),
    )
    .default([]),
  flights: z
    .array(
      z.object({
        itemId: z.string(),
        airlineCode: z.string(),
        flightNumber: z.number(),
        bookingClass: z.string(),
        fromAirportCode: z.string(),
        toAirportCode: z.string(),
        departureDate: z.string(),
        departureTime: z.string(),
        arrivalDate: z.string(),
        arrivalTime: z.string(),
        flightStatusCode: z.string(),
      }),
    )
    .default([]),
  fares: z
    .array(
      z.object({
        recordId: z.string(),
        airlineCode: z.string(),
        /** From 1. */
        travelerIndices: z.array(z.number().int().min(1)),
        totals: z.object({ subtotal: z.string(), total: z.string(), currencyCode: z.string() }),
        taxBreakdown: z
          .array(z.object({ taxCode: z.string(), taxAmount: amountSchema }))
          .default([]),
        fareConstruction: z.array(z.object({ fareBasisCode: z.string() })).default([]),
        commission: z.object({ commissionPercentage: z.string() }).optional(),
      }),
    )
    .default([]),
  flightTickets: z
    .array(
      z.object({
        number: z.string(),
        date: z.string(),
        agencyIataNumber: z.string().default(""),
        travelerIndex: z.number().int().min(1),
        ticketStatusCode: z.string(),
        isEmd: z.boolean().default(false),
        payment: z.object({ total: z.string(), currencyCode: z.string() }).optional(),
        flightCoupons: z
          .array(z.object({ itemId: z.string(), couponStatusCode: z.string() }))
          .default([]),
      }),
    )
    .default([]),
});

export const fulfillSchema = errorsSchema.extend({
  tickets: z.array(z.object({ number: z.string(), isCommitted: z.boolean() })).default([]),
  warnings: z.array(z.object({ type: z.string().default("") })).default([]),
});

export const voidSchema = errorsSchema.extend({ voidedTickets: z.array(z.string()).default([]) });
export const refundSchema = errorsSchema.extend({
  refundedTickets: z.array(z.string()).default([]),
});

export const checkSchema = errorsSchema.extend({
  tickets: z
    .array(
      z.object({
        number: z.string(),
        isVoidable: z.boolean(),
        isRefundable: z.boolean(),
        refundFee: amountSchema.optional(),
        refundTaxes: z
          .array(z.object({ taxCode: z.string(), taxAmount: amountSchema }))
          .default([]),
        refundTotals: z
          .object({ subtotal: z.string(), total: z.string(), currencyCode: z.string() })
          .optional(),
      }),
    )
    .default([]),
});

export type SabreBooking = z.output<typeof bookingSchema>;
export type SabreErrors = z.output<typeof errorsSchema>;
