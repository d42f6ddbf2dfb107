import { z } from "@hono/zod-openapi";

import { dateSchema, moneySchema } from "./common";
import { accountSchema, statementFields } from "./report";

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
