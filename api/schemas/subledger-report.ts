import { z } from "@hono/zod-openapi";

import { dateSchema, idSchema, moneySchema } from "./common";
import {
  accountSchema,
  asOfQuerySchema,
  generalLedgerQuerySchema,
  ledgerLineSchema,
  pageFields,
  statementFields,
} from "./report";

const bucketsMax = 12;
const daysMax = 3_650;

const bucketsSchema = z
  .string()
  .max(80)
  .default("30,60,90")
  .transform((text) => text.split(",").map(Number))
  .refine(areLimits, {
    message: `is up to ${bucketsMax} whole days, rising, at most ${daysMax}`,
  })
  .openapi({
    type: "string",
    example: "30,60,90",
    description:
      "Days overdue at which a bucket ends: 30,60,90 make current, 1-30, 31-60, 61-90 and 90+.",
  });

function areLimits(limits: readonly number[]): boolean {
  const rising = limits.every((limit, index) => limit > (limits[index - 1] ?? 0));
  return (
    rising &&
    limits.length <= bucketsMax &&
    limits.every((one) => Number.isInteger(one) && one <= daysMax)
  );
}

const agingQuerySchema = asOfQuerySchema.extend({ buckets: bucketsSchema });
const party = { description: "This one only, with its open items." };
export const receivablesQuerySchema = agingQuerySchema.extend({
  customer_id: idSchema("customer").optional().openapi(party),
});
export const payablesQuerySchema = agingQuerySchema.extend({
  supplier_id: idSchema("supplier").optional().openapi(party),
});
export const customerStatementQuerySchema = generalLedgerQuerySchema.extend({
  customer_id: idSchema("customer"),
});
export const supplierStatementQuerySchema = generalLedgerQuerySchema.extend({
  supplier_id: idSchema("supplier"),
});

const partySchema = z.object({
  id: z.union([idSchema("customer"), idSchema("supplier")]),
  code: z.string(),
  name: z.string(),
  statement_url: z.string(),
});
const agingColumns = {
  buckets: z.array(moneySchema).openapi({ description: "One for each bucket, in their order." }),
  unapplied: moneySchema.openapi({
    description: "Payments that nothing has taken: zero or below, and of no age.",
  }),
  total: moneySchema,
};

const openItemSchema = z.object({
  account: accountSchema,
  entry: ledgerLineSchema.shape.entry,
  booking: z.union([z.object({ id: idSchema("booking"), reference: z.string() }), z.null()]),
  entry_date: dateSchema,
  due_on: dateSchema,
  days_overdue: z.number().int(),
  bucket: z.union([z.string(), z.null()]).openapi({ description: "Null: unapplied." }),
  amount: moneySchema,
  open: moneySchema,
});

export const agingSchema = z
  .object({
    object: z.enum(["receivables_aging", "payables_aging"]),
    ...statementFields,
    buckets: z.array(
      z.object({
        label: z.string(),
        days_from: z.union([z.number().int(), z.null()]),
        days_to: z.union([z.number().int(), z.null()]),
      }),
    ),
    rows: z.array(z.object({ party: partySchema, ...agingColumns, items_url: z.string() })),
    totals: z.object(agingColumns),
    controls: z
      .array(z.object({ account: accountSchema, balance: moneySchema }))
      .openapi({ description: "Add up to the total over all parties." }),
    items: z.union([z.array(openItemSchema), z.null()]).openapi({
      description: "Of one party, where one is asked for.",
    }),
  })
  .openapi("Aging");

export const partyStatementSchema = z
  .object({
    object: z.enum(["customer_statement", "supplier_statement"]),
    ...statementFields,
    party: partySchema,
    opening: moneySchema.openapi({
      description: "What the customer owes us, or what we owe the supplier.",
    }),
    debits: moneySchema,
    credits: moneySchema,
    closing: moneySchema,
    brought_forward: moneySchema.openapi({ description: "Before the first line of this page." }),
    data: z.array(ledgerLineSchema.extend({ account: accountSchema })),
    ...pageFields,
  })
  .openapi("PartyStatement");
