import { z } from "zod";

/** The aggregator's JSON, in the form that Duffel's public client has; the rest of it is let be. */

export const errorsSchema = z.object({
  errors: z
    .array(
      z.object({
        code: z.string(),
        title: z.string().default(""),
        message: z.string().default(""),
      }),
    )
    .min(1),
});

const passengerTypeSchema = z.enum(["adult", "child", "infant_without_seat"]);

const segmentSchema = z.object({
  id: z.string(),
  marketing_carrier: z.object({ iata_code: z.string() }),
  marketing_carrier_flight_number: z.string(),
  booking_class: z.string().default("Y"),
  origin: z.object({ iata_code: z.string() }),
  destination: z.object({ iata_code: z.string() }),
  departing_at: z.string(),
  arriving_at: z.string(),
});

const taxSchema = z.object({ code: z.string(), amount: z.string() });

/** The price of one passenger. */
const fareSchema = z.object({
  id: z.string(),
  passenger_ids: z.array(z.string()).min(1),
  base_amount: z.string(),
  taxes: z.array(taxSchema),
  total_amount: z.string(),
  fare_basis_code: z.string().default(""),
});

export const offerSchema = z.object({
  id: z.string(),
  owner: z.object({ iata_code: z.string() }),
  expires_at: z.string(),
  total_amount: z.string(),
  total_currency: z.string(),
  passengers: z.array(z.object({ id: z.string(), type: passengerTypeSchema })).min(1),
  slices: z.array(z.object({ segments: z.array(segmentSchema) })),
  fares: z.array(fareSchema).min(1),
});

export const orderSchema = z.object({
  id: z.string(),
  booking_reference: z.string(),
  owner: z.object({ iata_code: z.string() }),
  created_at: z.string(),
  /** `pending`: paid, and the carrier has not answered yet. */
  confirmation_status: z.enum(["held", "pending", "confirmed", "failed"]),
  cancelled_at: z.string().nullable(),
  total_amount: z.string(),
  total_currency: z.string(),
  payment_status: z.object({
    awaiting_payment: z.boolean(),
    payment_required_by: z.string().nullable(),
  }),
  passengers: z.array(
    z.object({
      id: z.string(),
      type: passengerTypeSchema,
      family_name: z.string(),
      given_name: z.string(),
      born_on: z.string().nullable().default(null),
    }),
  ),
  slices: z.array(z.object({ segments: z.array(segmentSchema) })),
  fares: z.array(fareSchema),
  documents: z.array(
    z.object({
      unique_identifier: z.string(),
      type: z.string(),
      passenger_ids: z.array(z.string()).min(1),
      issued_on: z.string(),
      total_amount: z.string(),
      /** As coupons are counted: `I` open, `RF` refunded. */
      status: z.string(),
    }),
  ),
});

export const cancellationSchema = z.object({
  id: z.string(),
  order_id: z.string(),
  refund_amount: z.string().nullable(),
  refund_currency: z.string().nullable(),
  expires_at: z.string(),
  confirmed_at: z.string().nullable(),
  documents: z.array(
    z.object({
      unique_identifier: z.string(),
      base_amount: z.string(),
      taxes: z.array(taxSchema),
      penalty_amount: z.string(),
      refund_amount: z.string(),
    }),
  ),
});

export const offersSchema = z.object({ offers: z.array(offerSchema) });
export const ordersSchema = z.array(orderSchema);
export const paymentSchema = z.object({ id: z.string(), status: z.string() });

export type LccOffer = z.output<typeof offerSchema>;
export type LccOrder = z.output<typeof orderSchema>;
export type LccCancellation = z.output<typeof cancellationSchema>;
