import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";

import type { CsvRecord, ImportFinding } from "../../../domain/interchange/imported-rows";

/** What `raw` makes of a record; the package's types do not know it. */
const rawRecordSchema = z.object({ raw: z.string(), record: z.array(z.string()) });

/** Reads the records of a CSV file (RFC 4180) with the line that each begins on. */
export function readCsv(text: string): {
  readonly records: readonly CsvRecord[];
  readonly findings: readonly ImportFinding[];
} {
  const records: CsvRecord[] = [];
  let lastLine = 0;
  try {
    parse(text.replaceAll("\r\n", "\n"), {
      bom: true,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (read: unknown, { lines }) => {
        const { raw, record } = rawRecordSchema.parse(read);
        records.push({ line: lines - lineBreaksIn(raw.trim()), cells: record });
        lastLine = lines;
        return null;
      },
    });
    return { records, findings: [] };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // A quote that is not closed is noticed at the end of the file.
    const line = error.code === "CSV_QUOTE_NOT_CLOSED" ? lastLine + 1 : Number(error["lines"]);
    const finding = { line, column: null, code: "CSV_MALFORMED", text: error.message } as const;
    return { records, findings: [finding] };
  }
}

function lineBreaksIn(text: string): number {
  return text.split("\n").length - 1;
}
