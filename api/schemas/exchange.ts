import { z } from "@hono/zod-openapi";

import {
  idSchema,
  instantSchema,
  moneyInputSchema,
  moneySchema,
  percentSchema,
  textSchema,
} from "./common";

const ticketNumber = z.string().regex(/^\d{13}$/);
const emdNumbers = z
  .array(ticketNumber)
  .openapi({ description: "EMDs that keep a residual value; none where it was given back." });

export const exchangeQuoteRequestSchema = z
  .strictObject({
    booking_id: idSchema("booking"),
    ticket_numbers: z.array(ticketNumber).max(40).default([]).openapi({
      description: "Those to exchange; all that stand where none is named.",
    }),
    kind: z.enum(["voluntary", "involuntary"]).default("voluntary").openapi({
      description:
        "involuntary: the airline changed the journey. Quoted only where it asks no money; we charge nothing.",
    }),
    residual: z.enum(["refunded", "credited", "emd"]).default("refunded").openapi({
      description:
        "What becomes of a lower price: paid back (2022), kept as an advance (2021), or kept by the supplier as an EMD for the passenger, where it offers that.",
    }),
    mark_up: moneyInputSchema.optional(),
    fee: z
      .strictObject({ amount: moneyInputSchema, vat_percent: percentSchema.default("0") })
      .optional()
      .openapi({ description: "What the customer is charged for it, and VAT on that." }),
  })
  .openapi("ExchangeQuoteRequest");

const quotedPriceShape = {
  kind: z.enum(["voluntary", "involuntary"]),
  residual: z.enum(["refunded", "credited", "emd"]),
  fare_difference: moneySchema,
  tax_difference: moneySchema,
  penalty: moneySchema,
  commission_difference: moneySchema,
  due: moneySchema.openapi({
    description: "To the supplier, penalty included; negative: the residual value.",
  }),
  mark_up: moneySchema,
  fee: moneySchema,
  fee_vat: moneySchema,
  customer_amount: moneySchema.openapi({
    description: "What the customer owes more; negative: what they get.",
  }),
};

export const exchangeQuoteSchema = z
  .object({
    id: idSchema("exchangeQuote"),
    object: z.literal("exchange_quote"),
    livemode: z.boolean(),
    booking_id: idSchema("booking"),
    status: z.enum(["QUOTED", "EXCHANGED"]),
    ...quotedPriceShape,
    documents: z.array(
      z.object({
        ticket_number: ticketNumber,
        base: moneySchema,
        taxes: z.array(z.object({ code: z.string(), amount: moneySchema })),
        commission: moneySchema,
        fare_difference: moneySchema,
        tax_difference: moneySchema,
        penalty: moneySchema,
        commission_difference: moneySchema,
        flights: z.array(z.number().int()).openapi({
          description: "Positions in `flights`, from 0.",
        }),
      }),
    ),
    flights: z.array(
      z.object({
        flight: z.string(),
        booking_class: z.string(),
        origin: z.string(),
        destination: z.string(),
        departs_local: z.string(),
        arrives_local: z.string(),
        status: z.string(),
      }),
    ),
    entry: z
      .array(
        z.object({
          account_code: z.string(),
          side: z.enum(["debit", "credit"]),
          amount: moneySchema,
        }),
      )
      .openapi({ description: "The lines that the exchange would post." }),
    expires_at: instantSchema,
    created_at: instantSchema,
  })
  .openapi("ExchangeQuote");

export const exchangeRequestSchema = z
  .strictObject({
    quote_id: idSchema("exchangeQuote"),
    reason: textSchema(500).min(3).openapi({ description: "Why; audited with who." }),
  })
  .openapi("ExchangeRequest");

export const exchangeResultSchema = z
  .object({
    object: z.literal("exchange_result"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    exchange_id: idSchema("exchange"),
    quote_id: idSchema("exchangeQuote"),
    booking_id: idSchema("booking"),
    exchanged_ticket_numbers: z.array(ticketNumber),
    ticket_numbers: z.array(ticketNumber),
    emd_numbers: emdNumbers,
    customer_amount: moneySchema,
    journal_entry_id: idSchema("journalEntry"),
    exchanged_at: instantSchema,
  })
  .openapi("ExchangeResult");

export const exchangeSchema = z
  .object({
    id: idSchema("exchange"),
    object: z.literal("exchange"),
    livemode: z.boolean(),
    booking_id: idSchema("booking"),
    quote_id: idSchema("exchangeQuote"),
    reason: z.string(),
    ...quotedPriceShape,
    exchanged_ticket_numbers: z.array(ticketNumber),
    ticket_numbers: z.array(ticketNumber),
    emd_numbers: emdNumbers,
    journal_entry_id: idSchema("journalEntry"),
    exchanged_at: instantSchema,
    created_at: instantSchema,
  })
  .openapi("Exchange");
