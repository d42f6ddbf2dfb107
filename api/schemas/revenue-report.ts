import { z } from "@hono/zod-openapi";

import { bandNames } from "../../db/read/statements/remaining-obligations";
import { deferredPolicies } from "../../domain/recognition";
import { dateSchema, moneySchema } from "./common";
import { accountSchema, asOfQuerySchema, rangeQuerySchema, statementFields } from "./report";

const deferralColumns = {
  opening: moneySchema,
  deferred: moneySchema,
  recognised: moneySchema.openapi({ description: "Earned, against the account's own income." }),
  released: moneySchema.openapi({ description: "Given up unearned: voids, recalls, refunds." }),
  closing: moneySchema,
};
const deferralRows = z.array(z.object({ account: accountSchema, ...deferralColumns }));

export const deferredRevenueSchema = z
  .object({
    object: z.literal("deferred_revenue"),
    ...statementFields,
    periods: z.array(
      z.object({
        code: z.string(),
        from: dateSchema,
        to: dateSchema,
        rows: deferralRows,
        totals: z.object(deferralColumns),
      }),
    ),
    rows: deferralRows,
    totals: z.object(deferralColumns),
  })
  .openapi("DeferredRevenue");

const policySchema = z.enum(deferredPolicies);
const rollForwardColumns = {
  opening: moneySchema,
  additions: moneySchema.openapi({ description: "Deferred by issuances." }),
  recognised: moneySchema,
  refunded: moneySchema,
  voided: moneySchema,
  recalled: moneySchema.openapi({ description: "Given up for airlines' memos." }),
  exchanged: moneySchema.openapi({ description: "What exchanges added less what they took off." }),
  fx: moneySchema.openapi({ description: "By revaluation; deferred revenue is not monetary." }),
  other: moneySchema.openapi({ description: "Without a schedule: entries by hand." }),
  closing: moneySchema,
};

export const scheduleQuerySchema = rangeQuerySchema.omit({ currency: true }).extend({
  account: z.string().min(1).max(20).optional().openapi({ description: "Its code." }),
  policy: policySchema.optional(),
  product_code: z.string().min(1).max(20).optional().openapi({ example: "air" }),
});

export const revenueRollForwardSchema = z
  .object({
    object: z.literal("revenue_roll_forward"),
    ...statementFields,
    rows: z.array(
      z.object({
        period: z.string().openapi({ example: "2026-11" }),
        account: accountSchema,
        policy: z
          .union([policySchema, z.null()])
          .openapi({ description: "Null for what has no schedule." }),
        product_code: z.union([z.string(), z.null()]),
        ...rollForwardColumns,
      }),
    ),
    totals: z.object(rollForwardColumns).openapi({
      description: "Of all accounts, whatever rows were asked for; the closing is their balance.",
    }),
  })
  .openapi("RevenueRollForward");

export const obligationQuerySchema = asOfQuerySchema.omit({ currency: true });

const bandSchema = z
  .enum(bandNames)
  .openapi({ description: "From the day on; `overdue` waits for a recognition run." });

export const remainingObligationsSchema = z
  .object({
    object: z.literal("remaining_obligations"),
    ...statementFields,
    rows: z
      .array(
        z.object({
          month: z.string().openapi({ example: "2026-12" }),
          band: bandSchema,
          account: z.string().openapi({ example: "2031" }),
          policy: policySchema,
          product_code: z.string(),
          bookings: z.number().int(),
          amount: moneySchema,
          within_one_year: moneySchema.openapi({
            description: "Of it, of schedules that end within a year of their sale (15.121(a)).",
          }),
        }),
      )
      .openapi({ description: "What will be earned, month by month." }),
    bands: z.array(z.object({ band: bandSchema, amount: moneySchema })),
    total: moneySchema,
    within_one_year: moneySchema,
    unscheduled: moneySchema.openapi({ description: "On the accounts, by entries by hand." }),
    balance: moneySchema.openapi({ description: "Deferred revenue in the balance sheet." }),
  })
  .openapi("RemainingPerformanceObligations");

const taxColumns = {
  charged: moneySchema,
  cleared: moneySchema.openapi({
    description: "Taken back, or settled with the authority.",
  }),
  net: moneySchema,
};

const taxSectionSchema = z
  .object({
    account: accountSchema,
    opening: moneySchema,
    rows: z.array(z.object({ tax_code: z.union([z.string(), z.null()]), ...taxColumns })),
    totals: z.object(taxColumns),
    closing: moneySchema,
  })
  .openapi("TaxSection");

export const taxSummarySchema = z
  .object({
    object: z.literal("tax_summary"),
    ...statementFields,
    output_vat: taxSectionSchema,
    input_vat: taxSectionSchema,
    withholding_payable: taxSectionSchema,
    withholding_receivable: taxSectionSchema,
    vat_of_range: moneySchema.openapi({ description: "Output less input, of the range." }),
    vat_payable: moneySchema.openapi({ description: "Output less input, as it stands after it." }),
  })
  .openapi("TaxSummary");
