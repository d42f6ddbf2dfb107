import { readDay } from "../read-day";
import { malformed } from "./faults";
import type { FixedRecord } from "./record";

/** An element YYMMDD as a day; refused where the calendar has none such. */
export function dayOf(record: FixedRecord, element: string): string {
  const text = record.string(element);
  const day = readDay(text, "YYMMDD");
  if (day !== undefined) return day;
  throw malformed(`a day as YYMMDD, not "${text}".`, {
    line: record.line,
    record: record.code,
    element,
  });
}
