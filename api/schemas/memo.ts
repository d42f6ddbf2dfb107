import { z } from "@hono/zod-openapi";

import { disputeReasons, memoCauses, memoKinds, memoStates } from "../../domain/memo/memo";
import {
  dateSchema,
  idSchema,
  instantSchema,
  listQuerySchema,
  moneyInputSchema,
  moneySchema,
  percentSchema,
  textSchema,
} from "./common";
import { documentSchema } from "./document";

const documentNumberSchema = z.string().regex(/^\d{6,14}$/);
const ticketNumberSchema = z.string().regex(/^\d{13}$/);

export const newMemoSchema = z
  .strictObject({
    kind: z.enum(memoKinds).openapi({ description: "adm: the airline claims. acm: it grants." }),
    supplier_id: idSchema("supplier").openapi({ description: "The airline." }),
    document_number: documentNumberSchema.openapi({ description: "One per airline." }),
    ticket_number: ticketNumberSchema.optional().openapi({
      description: "As the airline states it. One that is not ours leaves the memo unlinked.",
    }),
    cause: z.enum(memoCauses),
    cause_text: textSchema(500).optional().openapi({ description: "In the airline's words." }),
    amount: moneyInputSchema.openapi({ description: "In all, commission included." }),
    commission: moneyInputSchema.optional().openapi({
      description: "The part of it that recalls or grants commission; none without it.",
    }),
    issued_on: dateSchema,
    dispute_deadline_at: instantSchema.openapi({ description: "Until then it may be disputed." }),
    billed_on: dateSchema.optional().openapi({ description: "Where BSP has billed it already." }),
  })
  .openapi("NewMemo", {
    example: {
      kind: "adm",
      supplier_id: "sup_01hxv2ztq3k4m5n6p7q8r9s0t1",
      document_number: "9970001234",
      ticket_number: "9971234567890",
      cause: "fare",
      amount: { amount: "1250.00", currency: "BDT" },
      issued_on: "2026-11-20",
      dispute_deadline_at: "2026-12-20T18:00:00Z",
    },
  });

export const memoQuerySchema = listQuerySchema.extend({
  state: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(memoStates)).min(1))
    .optional()
    .openapi({ type: "string", example: "RECEIVED,UNDER_REVIEW" }),
  kind: z.enum(memoKinds).optional(),
  cause: z.enum(memoCauses).optional(),
  supplier_id: idSchema("supplier").optional(),
  document_number: documentNumberSchema.optional(),
  ticket_number: ticketNumberSchema.optional(),
  linked: z.enum(["true", "false"]).optional(),
  "dispute_deadline_at[lt]": instantSchema.optional(),
  "created_at[gte]": instantSchema.optional(),
  "created_at[lt]": instantSchema.optional(),
});

export const reviewRequestSchema = z
  .strictObject({
    ticket_number: ticketNumberSchema.optional().openapi({
      description: "The ticket that was found for it. May be said again while it is under review.",
    }),
    note: textSchema(500).optional(),
  })
  .openapi("MemoReview");

export const acceptRequestSchema = z
  .strictObject({ note: textSchema(500).optional() })
  .openapi("MemoAcceptance");

export const disputeRequestSchema = z
  .strictObject({
    reason: z.enum(disputeReasons),
    text: textSchema(1000).min(3).openapi({ description: "Why we do not owe it." }),
    probable_loss: moneyInputSchema.optional().openapi({
      description: "Provided in 2051 (IAS 37) where a loss is probable.",
    }),
  })
  .openapi("MemoDispute");

export const billingRequestSchema = z
  .strictObject({ billed_on: dateSchema })
  .openapi("MemoBilling");

export const resolutionRequestSchema = z
  .strictObject({
    upheld: moneyInputSchema.openapi({
      description: "What the airline stands by: all of it where we lost, zero where we won.",
    }),
    note: textSchema(500).min(3),
  })
  .openapi("MemoResolution");

export const memoSettlementSchema = z
  .strictObject({
    settled_on: dateSchema,
    reference: textSchema(200).openapi({ description: "Of the billing that it was paid with." }),
  })
  .openapi("MemoSettlement");

export const memoStatisticsQuerySchema = z.strictObject({
  "issued_on[gte]": dateSchema.optional(),
  "issued_on[lt]": dateSchema.optional(),
});

const sharesSchema = z.object({ memos: z.number().int(), amount: moneySchema });

export const memoStatisticsSchema = z
  .object({
    object: z.literal("memo_statistics"),
    livemode: z.boolean(),
    rows: z
      .array(
        z.object({
          supplier_id: idSchema("supplier"),
          supplier_name: z.string(),
          airline_code: z.union([z.string(), z.null()]),
          kind: z.enum(memoKinds),
          cause: z.enum(memoCauses),
          received: sharesSchema.openapi({ description: "All of them, in whatever state." }),
          open: sharesSchema.openapi({ description: "Neither decided nor lost or won yet." }),
          accepted: sharesSchema,
          disputed: sharesSchema.openapi({ description: "Ever: open, won and lost ones." }),
          upheld: moneySchema.openapi({ description: "What airlines stood by in disputes." }),
        }),
      )
      .openapi({ description: "By airline, kind, cause and currency." }),
  })
  .openapi("MemoStatistics");

export const rechargeRequestSchema = z
  .strictObject({
    amount: moneyInputSchema,
    to: z.discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("customer"),
        fee: z
          .strictObject({ amount: moneyInputSchema, vat_percent: percentSchema.default("0") })
          .optional()
          .openapi({ description: "What we charge for it, and VAT on that; not of an ACM." }),
      }),
      z.strictObject({
        kind: z.literal("branch"),
        branch_id: idSchema("branch"),
        user_id: idSchema("user").optional().openapi({ description: "Whose doing it was." }),
      }),
    ]),
    note: textSchema(500).min(3),
  })
  .openapi("MemoRecharge");

export const memoSummarySchema = z
  .object({
    id: idSchema("memo"),
    object: z.literal("memo"),
    livemode: z.boolean(),
    kind: z.enum(memoKinds),
    document_number: z.string(),
    supplier_id: idSchema("supplier"),
    supplier_name: z.string(),
    airline_code: z.union([z.string(), z.null()]),
    ticket_number: z.union([z.string(), z.null()]),
    booking_id: z.union([idSchema("booking"), z.null()]).openapi({
      description: "Of the ticket that it is linked to; null: somebody has yet to find it.",
    }),
    booking_reference: z.union([z.string(), z.null()]),
    cause: z.enum(memoCauses),
    cause_text: z.union([z.string(), z.null()]),
    amount: moneySchema,
    commission: moneySchema,
    issued_on: dateSchema,
    dispute_deadline_at: instantSchema,
    state: z.enum(memoStates),
    billed_on: z.union([dateSchema, z.null()]),
    dispute: z.union([
      z.object({
        reason: z.enum(disputeReasons),
        text: z.string(),
        provision: moneySchema,
        upheld: z.union([moneySchema, z.null()]),
      }),
      z.null(),
    ]),
    recharge: z.union([
      z.object({
        kind: z.enum(["customer", "branch"]),
        amount: moneySchema,
        branch_id: z.union([idSchema("branch"), z.null()]),
        user_id: z.union([idSchema("user"), z.null()]),
      }),
      z.null(),
    ]),
    settlement: z.union([z.object({ settled_on: dateSchema, reference: z.string() }), z.null()]),
    attention: z.union([z.string(), z.null()]).openapi({
      description: "memo_deadline_passed: nobody decided in time.",
    }),
    version: z.number().int(),
    created_at: instantSchema,
  })
  .openapi("MemoSummary");

export const memoSchema = memoSummarySchema
  .extend({
    documents: z.array(documentSchema),
    journal_entry_ids: z.array(idSchema("journalEntry")),
    history: z.array(z.object({ at: instantSchema, state: z.enum(memoStates) })),
  })
  .openapi("Memo");
