import { z } from "@hono/zod-openapi";

import { idSchema, textSchema } from "./common";

const codeSchema = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$/);
const classSchema = z.enum(["asset", "liability", "equity", "income", "expense"]);
const controlSchema = z.enum(["customer", "supplier", "bank_account", "gateway", "cash_drawer"]);

export const accountSchema = z
  .object({
    id: idSchema("account"),
    object: z.literal("account"),
    livemode: z.boolean(),
    code: z.string(),
    name: z.string(),
    class: classSchema,
    parent_code: z.union([z.string(), z.null()]),
    control: z.union([controlSchema, z.null()]).openapi({
      description: "The party that each of its lines names.",
    }),
    is_postable: z.boolean().openapi({ description: "A header account is not." }),
    is_monetary: z.boolean().openapi({ description: "Revalued at period end (IAS 21)." }),
    is_active: z.boolean(),
    version: z.number().int(),
  })
  .openapi("Account");

export const chartSchema = z
  .object({
    data: z.array(
      accountSchema.extend({
        depth: z.number().int().openapi({ description: "0 at the top of its tree." }),
      }),
    ),
    has_more: z.boolean(),
    next_cursor: z.union([z.string(), z.null()]),
  })
  .openapi("ChartOfAccounts");

export const newAccountSchema = z
  .strictObject({
    code: codeSchema,
    name: textSchema(200),
    class: classSchema,
    parent_code: codeSchema.optional(),
    control: controlSchema.optional(),
    is_postable: z.boolean().default(true),
    is_monetary: z.boolean().default(false),
  })
  .openapi("NewAccount");

export const renameAccountSchema = z
  .strictObject({ name: textSchema(200) })
  .openapi("RenameAccount");

export const importChartSchema = z
  .strictObject({
    csv: z.string().min(1).max(260_000).openapi({
      description: "As the export has it.",
      example:
        "code,name,class,parent_code,control,is_postable,is_monetary\n6001,Office rent,expense,,,yes,no\n",
    }),
    dry_run: z.boolean().default(false).openapi({ description: "Reads and writes nothing." }),
  })
  .openapi("ChartImport");

export const importedChartSchema = z
  .object({
    object: z.literal("chart_import"),
    livemode: z.boolean(),
    dry_run: z.boolean(),
    created: z.number().int(),
    renamed: z.number().int(),
    unchanged: z.number().int(),
  })
  .openapi("ImportedChart");
