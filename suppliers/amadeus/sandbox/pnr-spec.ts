import { z } from "zod";

import { passengerTypes } from "../../../domain/reservation";

/** A PNR as an integrator writes it down; nothing is checked that Amadeus would not check. */

export const recordLocatorSchema = z.string().regex(/^[A-Z\d]{6}$/);

const dateSchema = z.iso.date();
const localTimeSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/);
const nameSchema = z.string().min(1).max(60);

/** The currency is free text, so that an unknown one can be sent. */
const amountSchema = z.strictObject({
  amount: z.string().min(1).max(20),
  currency: z.string().min(1).max(3),
});

const passengerSchema = z.strictObject({
  type: z.enum(["ADT", "CHD"]),
  surname: nameSchema,
  /** With the title, as in a PNR: `ABDUL MR`. */
  givenNames: nameSchema,
  dateOfBirthOn: dateSchema.optional(),
  /** Written as SSR DOCS, which no log of the client may show. */
  passport: z.string().max(20).optional(),
  infant: z
    .strictObject({
      surname: nameSchema.optional(),
      givenNames: nameSchema,
      dateOfBirthOn: dateSchema.optional(),
    })
    .optional(),
});

const segmentSchema = z.strictObject({
  carrierCode: z.string().regex(/^[A-Z\d]{2}$/),
  flightNumber: z.string().regex(/^\d{1,4}[A-Z]?$/),
  bookingClass: z.string().regex(/^[A-Z]$/),
  originAirport: z.string().regex(/^[A-Z]{3}$/),
  destinationAirport: z.string().regex(/^[A-Z]{3}$/),
  departsLocal: localTimeSchema,
  arrivesLocal: localTimeSchema,
  statusCode: z.string().min(1).max(4).default("HK"),
});

const taxSchema = z.strictObject({
  code: z.string().min(1).max(3),
  amount: z.string().min(1).max(20),
  /** The currency of the total where none is said. */
  currency: z.string().min(1).max(3).optional(),
  natureCode: z.string().min(1).max(3).default("AC"),
});

const fareSchema = z.strictObject({
  /** Whose fare it is, unless `passengers` says so by position, counted from 1. */
  forType: z.enum(passengerTypes).default("ADT"),
  passengers: z.array(z.number().int().min(1)).min(1).optional(),
  /** Positions of the segments, counted from 1; all where none is said. */
  segments: z.array(z.number().int().min(1)).min(1).optional(),
  base: amountSchema,
  /** The base fare in the currency of sale, where the fare was filed in another. */
  equivalent: amountSchema.optional(),
  taxes: z.array(taxSchema).max(30).default([]),
  total: amountSchema,
  fareBases: z.array(z.string().min(1).max(15)).default([]),
  validatingCarrier: z.string().min(1).max(20),
  /** The text of FM: `*M*7`, `*M*250.00A`. */
  commission: z.string().max(40).optional(),
  /** The text of FP: `CASH`, `CCVIXXXXXXXXXXXX1111/1226`. */
  formOfPayment: z.string().max(60).optional(),
});

export const pnrSpecSchema = z.strictObject({
  passengers: z.array(passengerSchema).min(1).max(99),
  segments: z.array(segmentSchema).max(16),
  fares: z.array(fareSchema).max(20),
  /** Local time of the office; written as TK XL. */
  ticketingTimeLimit: localTimeSchema.optional(),
  /** What the airline keeps of a refund or asks for an exchange, per document, in its currency. */
  penalty: z.string().min(1).max(20).optional(),
  /** Codes of taxes that the airline does not give back. */
  nonRefundableTaxes: z.array(z.string().length(2)).max(30).optional(),
  /** What the caller calls it: a remark (RM). */
  reference: z.string().min(1).max(120).optional(),
  /** PNRs that it was split off from, or that were split off from it; written as SP. */
  splitLocators: z.array(recordLocatorSchema).max(20).optional(),
  /** A cancelled PNR keeps its names and loses its flights and fares. */
  cancelled: z.boolean().default(false),
});

/** What may be changed in a PNR after it was made; the rest stays as it is, so nothing has a default. */
export const pnrChangeSchema = pnrSpecSchema
  .partial()
  .extend({ cancelled: z.boolean().optional() });

export type PnrSpec = z.output<typeof pnrSpecSchema>;
export type PnrChange = z.input<typeof pnrChangeSchema>;
export type SpecFare = PnrSpec["fares"][number];
export type SpecPassenger = PnrSpec["passengers"][number];
export type SpecSegment = PnrSpec["segments"][number];
