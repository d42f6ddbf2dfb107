import { z } from "@hono/zod-openapi";

import type { MappedField } from "../../domain/bsp/columns/mapping";
import {
  amountFormats,
  columnSources,
  dayFormats,
  decimalMarks,
  delimiters,
  fileEncodings,
  mappedFields,
  owingParties,
} from "../../domain/bsp/columns/mapping";
import { idSchema, instantSchema, listQuerySchema, pageOf, textSchema } from "./common";

const nullable = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.null()]);

/** One for each of our fields, none of them required; a record would pass over a `__proto__`. */
function byField<Schema extends z.ZodType>(schema: Schema) {
  const fields = mappedFields.map((field) => [field, z.exactOptional(schema)] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of each field one
  const shape = Object.fromEntries(fields) as Record<MappedField, z.ZodExactOptional<Schema>>;
  return z.strictObject(shape);
}

const columnsSchema = byField(textSchema(100)).openapi({
  type: "object",
  description:
    "By our field the name of the column in the header row, without regard to case and blanks.",
  example: { code: "Type", document_number: "Document No", gross: "Gross" },
});
const constantsSchema = byField(textSchema(40)).openapi({
  type: "object",
  description: "For what the source leaves out because it is the same on every row.",
  example: { currency: "BDT", agent: "42300010" },
});
/** `CP` is the penalty, and `TAX` a tax of no code: fields of their own. */
const taxCodeSchema = z.string().regex(/^(?!(?:CP|TAX)$)[A-Z0-9]{2,8}$/);
const taxColumnsSchema = z
  .record(taxCodeSchema, textSchema(100))
  .refine((columns) => Object.keys(columns).length <= 100, "has at most 100 columns")
  .openapi({
    description:
      "By the code of a tax the name of its column, in the signs of the other amounts. Where `taxes` has a column too it is the total: what is left of it is a tax without a code, and such a row's taxes are compared by their sum.",
    example: { BD: "Travel tax", YQ: "Fuel surcharge" },
  });
/** What the source writes, as it stands in the cell. */
const theirsSchema = z.string().regex(/^(?!__proto__$)[^\p{C}]{1,40}$/u);
const codesSchema = z
  .record(theirsSchema, z.string().regex(/^[A-Z]{4}$/))
  .refine((codes) => Object.keys(codes).length <= 100, "has at most 100 codes")
  .openapi({
    description: "The source's codes of transactions by ours; without one a code is ours.",
    example: { TKT: "TKTT", RFD: "RFND" },
  });
const formsSchema = z
  .record(theirsSchema, z.enum(["CA", "CC", "EX", "MSCA", "MSCC"]))
  .refine((forms) => Object.keys(forms).length <= 100, "has at most 100 forms")
  .openapi({
    description: "The source's forms of payment by ours. A blank cell is cash (`CA`).",
    example: { CASH: "CA", CARD: "CC" },
  });

const reading = {
  columns: columnsSchema,
  tax_columns: taxColumnsSchema,
  constants: constantsSchema,
  codes: codesSchema,
  forms_of_payment: formsSchema,
  day_format: z.enum(dayFormats),
  amount_format: z.enum(amountFormats).openapi({
    description: "`minor_units`: digits alone, the last of them the decimals of the currency.",
  }),
  decimal_mark: z.enum(decimalMarks),
  owing: z
    .enum(owingParties)
    .openapi({ description: "Whose debts are positive amounts: in a HOT file the agent's." }),
  delimiter: z.enum(delimiters),
  encoding: z.enum(fileEncodings).openapi({
    description:
      "Latin-1 is a part of `windows-1252`. A file that begins with the byte order mark of UTF-16 is read as that.",
  }),
  header_row: z.number().int().min(1).max(50).openapi({
    description: "The line of the header; what stands before it is passed over.",
  }),
  market: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .openapi({
      description: "ISO 3166: of which market its files are. Billings are read by it.",
      example: "BD",
    }),
  final: z.boolean().openapi({
    description:
      "Whether a file has all of its billing period: only then is looked for what it lacks.",
  }),
};
const nameSchema = textSchema(100).openapi({ example: "AGTDATA Bangladesh" });

const newReading = {
  ...reading,
  tax_columns: reading.tax_columns.default({}),
  constants: reading.constants.default({}),
  codes: reading.codes.default({}),
  forms_of_payment: reading.forms_of_payment.default({}),
  amount_format: reading.amount_format.default("decimal"),
  decimal_mark: reading.decimal_mark.default("."),
  owing: reading.owing.default("agent"),
  delimiter: reading.delimiter.default(","),
  encoding: reading.encoding.default("utf-8"),
  header_row: reading.header_row.default(1),
  final: reading.final.default(false),
};

/** How a file is read, with what may be left out. */
export const columnReadingSchema = z.strictObject(newReading).openapi("BspColumnReading");

/** No extension of the reading: a document's `allOf` of two strict objects admits nothing. */
export const newBspColumnMappingSchema = z
  .strictObject({ ...newReading, name: nameSchema, source: z.enum(columnSources) })
  .openapi("NewBspColumnMapping");

export const changeBspColumnMappingSchema = z
  .strictObject({ name: nameSchema, ...reading })
  .partial()
  .openapi("ChangeBspColumnMapping");

export const bspColumnMappingSchema = z
  .object({
    id: idSchema("bspColumnMapping"),
    object: z.literal("bsp_column_mapping"),
    livemode: z.boolean(),
    name: z.string(),
    source: z.enum(columnSources),
    ...reading,
    columns: byField(z.string()).openapi({ type: "object" }),
    tax_columns: z.record(z.string(), z.string()),
    constants: byField(z.string()).openapi({ type: "object" }),
    codes: z.record(z.string(), z.string()),
    forms_of_payment: z.record(z.string(), z.string()),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
    deleted_at: nullable(instantSchema),
  })
  .openapi("BspColumnMapping");

export const bspColumnMappingPageSchema = pageOf(bspColumnMappingSchema, "BspColumnMappingPage");

export const bspColumnMappingQuerySchema = listQuerySchema.extend({
  source: z.enum(columnSources).optional(),
  name: textSchema(100).optional(),
});
