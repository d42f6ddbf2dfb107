import { z } from "@hono/zod-openapi";

import { dateSchema, idSchema } from "./common";

/** A body of an import; of other routes `API_BODY_BYTES_MAX` holds. */
export const importBytesMax = 8 * 1024 * 1024;

const importFields = {
  csv: z.string().min(1).max(importBytesMax).openapi({
    description:
      "With a header. account, debit, credit and currency are needed; functional_amount or fx_rate where the day's rate is not meant; customer, supplier and branch by their codes; service_date, product, tax_code.",
  }),
  dry_run: z.boolean().default(false).openapi({
    description: "Lists every row that is bad, and writes nothing.",
  }),
};

export const importJournalSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("journal").openapi({
        description:
          "Further columns: entry, date, description. Rows that follow each other and have the same entry are its lines; an entry is imported once.",
      }),
      ...importFields,
    }),
    z.strictObject({
      kind: z.literal("opening_balances").openapi({ description: "The whole file is one entry." }),
      opening_on: dateSchema.openapi({ description: "The day that the balances are of." }),
      ...importFields,
    }),
  ])
  .openapi("NewJournalImport");

export const journalImportSchema = z
  .object({
    id: idSchema("journalImport"),
    object: z.literal("journal_import"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    dry_run: z.boolean(),
    rows: z.number().int(),
    entries: z.number().int(),
    first_entry_number: z.union([z.number().int(), z.null()]),
    last_entry_number: z.union([z.number().int(), z.null()]),
    findings: z.array(
      z.object({
        line: z.number().int(),
        column: z.union([z.string(), z.null()]),
        code: z.string().openapi({ example: "ACCOUNT_NOT_POSTABLE" }),
        text: z.string(),
      }),
    ),
  })
  .openapi("JournalImport");
