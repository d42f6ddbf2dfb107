import type { z } from "@hono/zod-openapi";

import type { BspColumnMappingRecord } from "../../db/read/bsp-column-mappings";
import type { FileMapping } from "../../domain/bsp/columns/mapping";
import type {
  bspColumnMappingSchema,
  changeBspColumnMappingSchema,
  columnReadingSchema,
} from "../schemas/bsp-column-mapping";

export function presentBspColumnMapping(
  record: BspColumnMappingRecord,
  livemode: boolean,
): z.infer<typeof bspColumnMappingSchema> {
  const { mapping } = record;
  return {
    id: record.publicId,
    object: "bsp_column_mapping",
    livemode,
    name: record.name,
    source: record.source,
    columns: { ...mapping.columns },
    tax_columns: { ...mapping.taxColumns },
    constants: { ...mapping.constants },
    codes: { ...mapping.codes },
    forms_of_payment: { ...mapping.formsOfPayment },
    day_format: mapping.dayFormat,
    amount_format: mapping.amountFormat,
    decimal_mark: mapping.decimalMark,
    owing: mapping.owing,
    delimiter: mapping.delimiter,
    encoding: mapping.encoding,
    header_row: mapping.headerRow,
    market: mapping.market,
    final: mapping.isFinal,
    version: record.version,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    deleted_at: record.deletedAt,
  };
}

export function toFileMapping(body: z.infer<typeof columnReadingSchema>): FileMapping {
  return {
    columns: body.columns,
    taxColumns: body.tax_columns,
    constants: body.constants,
    codes: body.codes,
    formsOfPayment: body.forms_of_payment,
    dayFormat: body.day_format,
    amountFormat: body.amount_format,
    decimalMark: body.decimal_mark,
    owing: body.owing,
    delimiter: body.delimiter,
    encoding: body.encoding,
    headerRow: body.header_row,
    market: body.market,
    isFinal: body.final,
  };
}

/** What a change names, and nothing else. */
export function toMappingChange(
  body: z.infer<typeof changeBspColumnMappingSchema>,
): Partial<FileMapping> {
  return {
    ...(body.columns && { columns: body.columns }),
    ...(body.tax_columns && { taxColumns: body.tax_columns }),
    ...(body.constants && { constants: body.constants }),
    ...(body.codes && { codes: body.codes }),
    ...(body.forms_of_payment && { formsOfPayment: body.forms_of_payment }),
    ...(body.day_format && { dayFormat: body.day_format }),
    ...(body.amount_format && { amountFormat: body.amount_format }),
    ...(body.decimal_mark && { decimalMark: body.decimal_mark }),
    ...(body.owing && { owing: body.owing }),
    ...(body.delimiter && { delimiter: body.delimiter }),
    ...(body.encoding && { encoding: body.encoding }),
    ...(body.header_row !== undefined && { headerRow: body.header_row }),
    ...(body.market && { market: body.market }),
    ...(body.final !== undefined && { isFinal: body.final }),
  };
}
