import { z } from "@hono/zod-openapi";

import { refundKinds } from "../../domain/posting/refund";
import { refundStates } from "../../domain/refund/refund-states";
import {
  dateSchema,
  documentNumberSchema,
  idSchema,
  instantSchema,
  moneyInputSchema,
  moneySchema,
  percentSchema,
  textSchema,
} from "./common";

const paybackKinds = ["cash", "bank", "gateway", "customer_credit", "receivable"] as const;
const keptOrReturned = z.enum(["kept", "returned"]);

export const refundKindSchema = z.enum(refundKinds).openapi({
  description:
    "voluntary, no_show and waiver: as the fare's rules have it. involuntary and schedule_change: without a penalty. tax_only: the fare is forfeited.",
});

export const refundQuoteRequestSchema = z
  .strictObject({
    booking_id: idSchema("booking"),
    ticket_numbers: z
      .array(documentNumberSchema)
      .max(99)
      .default([])
      .openapi({ description: "Those to refund; all that stand where none is named." }),
    coupons: z
      .array(
        z.strictObject({
          ticket_number: documentNumberSchema,
          coupon: z.number().int().min(1).max(4),
        }),
      )
      .max(99)
      .default([])
      .openapi({
        description:
          "Only these of the tickets that they are on, each by the number of its document; of other tickets named all that were not used.",
      }),
    kind: refundKindSchema.default("voluntary"),
    fee: z
      .strictObject({ amount: moneyInputSchema, vat_percent: percentSchema.default("0") })
      .optional()
      .openapi({ description: "What we charge for the refund, and VAT on that." }),
    mark_up: keptOrReturned.default("kept").openapi({
      description: "Returned by the share of the fare that goes back, with its VAT.",
    }),
    service_fee: keptOrReturned.default("kept").openapi({
      description: "Returned by the share of the fare that goes back, with its VAT.",
    }),
  })
  .openapi("RefundQuoteRequest", {
    example: {
      booking_id: "bk_01hxv2ztq3k4m5n6p7q8r9s0t1",
      kind: "voluntary",
      fee: { amount: { amount: "500.00", currency: "BDT" }, vat_percent: "15" },
    },
  });

export const quotedDocumentSchema = z
  .object({
    ticket_number: z.string(),
    document_numbers: z.array(z.string()).openapi({ description: "With those in conjunction." }),
    coupons: z
      .array(z.object({ ticket_number: z.string(), coupon: z.number().int() }))
      .openapi({ description: "Given up: those asked for, or all that were not used." }),
    fare: moneySchema,
    taxes: z.array(
      z.object({
        code: z.string(),
        paid: moneySchema,
        refunded: moneySchema.openapi({ description: "Zero where it is not refundable." }),
      }),
    ),
    penalty: moneySchema,
    commission_recalled: moneySchema,
    mark_up_returned: moneySchema,
    service_fee_returned: moneySchema,
    discount_recovered: moneySchema,
    vat_returned: moneySchema,
  })
  .openapi("RefundedDocument");

export const refundQuoteSchema = z
  .object({
    id: idSchema("refundQuote"),
    object: z.literal("refund_quote"),
    livemode: z.boolean(),
    booking_id: idSchema("booking"),
    state: z.enum(["QUOTED", "ACCEPTED", "EXPIRED"]),
    refund_id: z.union([idSchema("refund"), z.null()]),
    kind: z.enum(refundKinds),
    fee: z.object({ amount: moneySchema, vat: moneySchema }),
    documents: z.array(quotedDocumentSchema),
    supplier_total: moneySchema.openapi({ description: "What the supplier credits." }),
    customer_total: moneySchema.openapi({
      description: "What the customer gets; below zero: what they owe.",
    }),
    entry: z
      .array(
        z.object({ account: z.string(), side: z.enum(["debit", "credit"]), amount: moneySchema }),
      )
      .openapi({ description: "The entry that would be posted, as the books stood." }),
    expires_at: instantSchema,
    created_at: instantSchema,
  })
  .openapi("RefundQuote");

export const refundRequestSchema = z
  .strictObject({
    quote_id: idSchema("refundQuote"),
    reason: textSchema(500).min(3).openapi({ description: "Why; audited with who." }),
  })
  .openapi("RefundRequest");

export const refundSummarySchema = z
  .object({
    id: idSchema("refund"),
    object: z.literal("refund"),
    livemode: z.boolean(),
    booking_id: idSchema("booking"),
    booking_reference: z.string(),
    customer_id: idSchema("customer"),
    quote_id: idSchema("refundQuote"),
    kind: z.enum(refundKinds),
    state: z.enum(refundStates),
    reason: z.string(),
    customer_total: moneySchema.openapi({
      description: "What the customer gets; below zero: what they owe.",
    }),
    payable: moneySchema.openapi({ description: "What was booked to be paid back." }),
    paid_back: moneySchema,
    settlement: z
      .union([
        z.object({
          kind: z.enum(["bsp", "direct"]),
          reference: z.union([z.string(), z.null()]),
          settled_on: dateSchema,
        }),
        z.null(),
      ])
      .openapi({ description: "How the airline's part arrived." }),
    attention: z.union([z.string(), z.null()]).openapi({
      description: "refund_not_settled: the airline's part is late.",
    }),
    failure: z.union([z.object({ code: z.string(), text: z.string() }), z.null()]),
    version: z.number().int(),
    created_at: instantSchema,
    refunded_at: z.union([instantSchema, z.null()]),
    completed_at: z.union([instantSchema, z.null()]),
  })
  .openapi("RefundSummary");

export const refundSchema = refundSummarySchema
  .extend({
    documents: z.array(
      z.object({
        ticket_number: z.string(),
        coupons: z.array(z.number().int()).openapi({
          description: "Given up, counted over the documents of a conjunction.",
        }),
        fare: moneySchema,
        taxes: moneySchema,
        penalty: moneySchema,
        commission_recalled: moneySchema,
      }),
    ),
    paybacks: z.array(
      z.object({
        id: idSchema("refundPayback"),
        kind: z.enum(paybackKinds),
        amount: moneySchema,
        paid_on: dateSchema,
        reference: z.union([z.string(), z.null()]),
        credit_expires_on: z.union([dateSchema, z.null()]),
      }),
    ),
    journal_entry_ids: z.array(idSchema("journalEntry")),
    history: z.array(z.object({ at: instantSchema, state: z.enum(refundStates) })),
  })
  .openapi("Refund");

export const paybackRequestSchema = z
  .strictObject({
    amount: moneyInputSchema,
    means: z
      .discriminatedUnion("kind", [
        z.strictObject({ kind: z.enum(["cash", "bank", "gateway"]) }),
        z.strictObject({
          kind: z.literal("customer_credit"),
          months: z.number().int().min(1).max(120).openapi({
            description: "After so many months the credit expires.",
          }),
        }),
        z.strictObject({
          kind: z.literal("receivable"),
          applications: z
            .array(z.strictObject({ booking_id: idSchema("booking"), amount: moneyInputSchema }))
            .min(1)
            .max(50),
        }),
      ])
      .openapi({ description: "receivable: set off against what the customer owes for bookings." }),
    reference: textSchema(200).optional().openapi({ description: "Of the payment." }),
  })
  .openapi("PaybackRequest");

export const paybackOutcomeSchema = z
  .object({
    object: z.literal("refund_payback"),
    id: idSchema("refundPayback"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    refund_id: idSchema("refund"),
    refund_state: z.string(),
    remaining: moneySchema.openapi({ description: "Still to be paid back." }),
    credit_expires_on: z.union([dateSchema, z.null()]),
    journal_entry_id: idSchema("journalEntry"),
  })
  .openapi("Payback");

export const settlementRequestSchema = z
  .strictObject({
    kind: z.enum(["bsp", "direct"]).openapi({
      description: "bsp: it shows in a BSP file. direct: the airline has paid it.",
    }),
    settled_on: dateSchema,
    reference: textSchema(200).optional().openapi({ description: "Of the file or payment." }),
    reason: textSchema(500).min(3).openapi({ description: "Why; audited with who." }),
  })
  .openapi("RefundSettlement");
