import { z } from "@hono/zod-openapi";

import { bookingStates } from "../../domain/booking-state";
import { documentTypes } from "../../domain/reservation";
import { stayPayments } from "../../domain/stay";
import { isRecordLocator, airSupplierNames } from "../../domain/supplier-names";
import {
  dateSchema,
  idSchema,
  instantSchema,
  metadataSchema,
  moneyInputSchema,
  percentSchema,
  moneySchema,
  textSchema,
} from "./common";
import { cancellationFeesSchema, stayRoomSchema } from "./stay-offer";

const localTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/)
  .openapi({ example: "2026-12-24T09:15", description: "Local time at the airport" });
const airport = z.string().regex(/^[A-Z]{3}$/);
const carrier = z.string().regex(/^[A-Z0-9]{2}$/);
const reference = z.string().regex(/^[\w-]{1,10}$/);
const passengerType = z.enum(["ADT", "CHD", "INF"]);
const chargeSchema = z
  .strictObject({
    type: z.enum(["service_fee", "mark_up", "discount"]),
    amount: moneyInputSchema,
    vat_percent: percentSchema.default("0"),
  })
  .openapi("ChargeRequest", {
    example: {
      type: "service_fee",
      amount: { amount: "1000.00", currency: "BDT" },
      vat_percent: "15",
    },
  });

export const formOfPaymentSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("cash") }),
    z.strictObject({
      kind: z.literal("card"),
      brand: z.string().regex(/^[A-Z]{2}$/),
      last_four: z.string().regex(/^\d{4}$/),
    }),
  ])
  .openapi("FormOfPayment");

const reservationSchema = z
  .strictObject({
    supplier: z.enum(airSupplierNames),
    record_locator: z
      .string()
      .regex(/^[A-Za-z0-9_-]{4,64}$/)
      .openapi({
        example: "YMUQL9",
        description: "Six capitals and digits at amadeus and sabre; the order id at ndc and lcc.",
      }),
  })
  .refine(({ supplier, record_locator: locator }) => isRecordLocator(supplier, locator), {
    path: ["record_locator"],
    error: "The supplier has no record locators of this form.",
  });

const shared = {
  customer_id: idSchema("customer"),
  branch_id: idSchema("branch").optional().openapi({
    description: "The branch that sells it. Who is held to one branch sells in that one.",
  }),
  charges: z.array(chargeSchema).max(20).default([]),
  metadata: metadataSchema.optional(),
};

const fromReservationSchema = z
  .strictObject({
    ...shared,
    reservation: reservationSchema,
  })
  .openapi("NewBookingFromReservation");

const inFullSchema = z
  .strictObject({
    ...shared,
    reservation: reservationSchema.optional(),
    passengers: z
      .array(
        z.strictObject({
          reference,
          type: passengerType,
          surname: textSchema(100),
          given_names: textSchema(150),
        }),
      )
      .min(1)
      .max(198),
    segments: z
      .array(
        z.strictObject({
          reference,
          carrier,
          flight_number: z.string().regex(/^\d{1,4}[A-Z]?$/),
          booking_class: z.string().regex(/^[A-Z]$/),
          origin: airport,
          destination: airport,
          departs_local: localTime,
          arrives_local: localTime,
        }),
      )
      .min(1)
      .max(16),
    fares: z
      .array(
        z.strictObject({
          reference,
          passengers: z.array(reference).min(1),
          segments: z.array(reference).min(1),
          validating_carrier: carrier,
          base: moneyInputSchema,
          taxes: z
            .array(
              z.strictObject({ code: z.string().regex(/^[A-Z0-9]{2}$/), amount: moneyInputSchema }),
            )
            .max(60),
          total: moneyInputSchema,
          commission: z
            .union([
              z.strictObject({ percent: percentSchema }),
              z.strictObject({ amount: moneyInputSchema }),
            ])
            .optional(),
          form_of_payment: formOfPaymentSchema,
          fare_bases: z.array(z.string().regex(/^[A-Z0-9/]{1,15}$/)).default([]),
        }),
      )
      .min(1)
      .max(200),
  })
  .openapi("NewBookingInFull");

const fromOfferSchema = z
  .strictObject({
    ...shared,
    offer_id: idSchema("offer"),
    passengers: z
      .array(
        z.strictObject({
          type: passengerType,
          surname: textSchema(100),
          given_names: textSchema(150),
          date_of_birth: dateSchema.optional(),
        }),
      )
      .min(1)
      .max(198),
    contact: z.strictObject({
      email: z.email().max(254),
      phone: z
        .string()
        .regex(/^\+?[\d ()-]{5,40}$/)
        .optional(),
    }),
  })
  .openapi("NewBookingFromOffer");

const fromStayOfferSchema = z
  .strictObject({
    ...shared,
    stay_offer_id: idSchema("stayOffer"),
    guests: z
      .array(
        z.strictObject({
          room: z.number().int().min(1).max(9).openapi({ description: "Of the offer's, from 1." }),
          type: z.enum(["ADT", "CHD"]),
          surname: textSchema(100),
          given_names: textSchema(150),
          age: z.number().int().min(0).max(17).optional().openapi({
            description: "Of a child, as the offer was asked for.",
          }),
        }),
      )
      .min(1)
      .max(72)
      .openapi({ description: "An adult of the first room first: the voucher is in that name." }),
  })
  .openapi("NewBookingFromStayOffer");

export type FromStayOffer = z.infer<typeof fromStayOfferSchema>;
export type FromOffer = z.infer<typeof fromOfferSchema>;
export type InFull = z.infer<typeof inFullSchema>;
export type FromReservation = z.infer<typeof fromReservationSchema>;

export const newBookingSchema = z
  .union([inFullSchema, fromReservationSchema, fromOfferSchema, fromStayOfferSchema])
  .openapi("NewBooking");

export function isInFull(body: z.infer<typeof newBookingSchema>): body is InFull {
  return "fares" in body;
}

export function isFromOffer(body: z.infer<typeof newBookingSchema>): body is FromOffer {
  return "offer_id" in body;
}

export function isFromStayOffer(body: z.infer<typeof newBookingSchema>): body is FromStayOffer {
  return "stay_offer_id" in body;
}

export const bookingSummarySchema = z
  .object({
    id: idSchema("booking"),
    object: z.literal("booking"),
    livemode: z.boolean(),
    reference: z.string().openapi({ example: "TVB-2026-000123" }),
    product: z.enum(["air", "hotel"]),
    state: z.enum(bookingStates),
    customer_id: idSchema("customer"),
    branch_id: z.union([idSchema("branch"), z.null()]),
    supplier: z.union([z.string(), z.null()]),
    fare: moneySchema,
    tax: moneySchema,
    charges_total: moneySchema,
    vat: moneySchema,
    total: moneySchema,
    ticketing_deadline_at: z.union([instantSchema, z.null()]),
    issued_at: z.union([instantSchema, z.null()]),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
  })
  .openapi("BookingSummary");

export const ticketSchema = z
  .object({
    number: z.string().openapi({ example: "9971122334455" }),
    object: z.literal("ticket"),
    document_type: z.enum(documentTypes).openapi({
      description: "ETKT, or an EMD of an ancillary service: EMDA associated, EMDS standing alone.",
    }),
    service: z
      .union([
        z.object({
          name: z.union([z.string(), z.null()]),
          rfic: z.union([z.string(), z.null()]),
          rfisc: z.union([z.string(), z.null()]),
        }),
        z.null(),
      ])
      .openapi({ description: "What an EMD is for: reason for issuance code and sub code." }),
    livemode: z.boolean(),
    booking_id: idSchema("booking"),
    status: z.enum(["ISSUED", "VOIDED", "REFUNDED", "EXCHANGED"]),
    check_digit: z.union([z.string(), z.null()]),
    conjunction_number: z.number().int(),
    first_ticket_number: z.string(),
    exchanged_from: z.union([z.string(), z.null()]).openapi({
      description: "The ticket that it was issued in exchange for.",
    }),
    exchanged_for: z.union([z.string(), z.null()]).openapi({
      description: "The ticket that was issued in exchange for it.",
    }),
    original_ticket_number: z.string().openapi({
      description: "The first of the chain of exchanges; its own number where there was none.",
    }),
    passenger: z.object({
      number: z.number().int(),
      type: passengerType,
      surname: z.string(),
      given_names: z.string(),
    }),
    validating_carrier: z.union([z.string(), z.null()]),
    issued_on: dateSchema,
    issuing_office: z.union([z.string(), z.null()]),
    base: moneySchema,
    taxes: z.array(z.object({ code: z.string(), amount: moneySchema })),
    total: moneySchema,
    commission: moneySchema,
    form_of_payment: formOfPaymentSchema,
    coupons: z.array(
      z.object({
        number: z.number().int(),
        status: z.string(),
        flight: z.string(),
        origin: z.string(),
        destination: z.string(),
        departs_local: z.string(),
        fare_basis: z.union([z.string(), z.null()]),
      }),
    ),
  })
  .openapi("Ticket");

export const staySchema = z.object({
  hotel_code: z.string(),
  hotel_name: z.string(),
  destination: z.string(),
  check_in: dateSchema,
  check_out: dateSchema,
  payment: z.enum(stayPayments),
  rooms: z.array(stayRoomSchema),
  cancellation_fees: cancellationFeesSchema,
});

export const bookingSchema = bookingSummarySchema
  .extend({
    record_locator: z.union([z.string(), z.null()]),
    split_from: z.union([idSchema("booking"), z.null()]).openapi({
      description: "The booking whose passengers these were before the supplier split it.",
    }),
    passengers: z.array(
      z.object({
        number: z.number().int(),
        type: passengerType,
        surname: z.string(),
        given_names: z.string(),
        room: z.union([z.number().int(), z.null()]).openapi({ description: "Of a stay, from 1." }),
        age: z.union([z.number().int(), z.null()]).openapi({
          description: "Of a child at a stay.",
        }),
        record_locator: z.union([z.string(), z.null()]).openapi({
          description:
            "Of the reservation that the passenger is in; another than the booking's own once the supplier has split it.",
        }),
      }),
    ),
    stay: z.union([staySchema, z.null()]).openapi({
      description: "Of a hotel: there are no flights then, and its one ticket is the voucher.",
    }),
    segments: z.array(
      z.object({
        number: z.number().int(),
        flight: z.string(),
        booking_class: z.string(),
        origin: z.string(),
        destination: z.string(),
        departs_local: z.string(),
        arrives_local: z.string(),
        status: z.string(),
      }),
    ),
    fares: z.array(
      z.object({
        number: z.number().int(),
        passenger_number: z.number().int(),
        validating_carrier: z.union([z.string(), z.null()]),
        base: moneySchema,
        taxes: z.array(z.object({ code: z.string(), amount: moneySchema })),
        total: moneySchema,
        commission: moneySchema,
        form_of_payment: formOfPaymentSchema,
      }),
    ),
    charges: z.array(
      z.object({
        type: z.string(),
        amount: moneySchema,
        vat_percent: z.string(),
        vat: moneySchema,
      }),
    ),
    tickets: z.array(ticketSchema),
  })
  .openapi("Booking");
