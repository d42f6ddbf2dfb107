import { invariant } from "../../invariant";
import type { Element, Layout } from "./layout";
import { isDigits, writeOverpunched } from "./overpunch";
import type { RecordValues } from "./record";

/**
 * A record as a line that begins as it is told: what has no value is blank, or zero where it may not
 * be.
 */
export function writeRecord(
  layout: Layout,
  code: string,
  { head, values }: { readonly head: string; readonly values: RecordValues },
): string {
  const record = layout.records.get(code);
  invariant(record !== undefined, `revision ${layout.revision} has ${code}`);
  const known = new Set(record.places.keys());
  const unknown = Object.keys(values).filter((name) => !known.has(name));
  invariant(unknown.length === 0, `${code} has no ${unknown.join(", ")}`);
  let text = head;
  for (const element of record.elements) {
    const occurrence = record.places.get(element.name)?.indexOf(element) ?? 0;
    text = text.padEnd(element.start) + writeElement(element, values[element.name]?.[occurrence]);
  }
  return text.padEnd(layout.length);
}

function writeElement(
  { name, start, end, kind, mayBeBlank }: Element,
  value: string | bigint | undefined,
): string {
  const length = end - start;
  if (kind === "S") {
    if (value === undefined && mayBeBlank) return " ".repeat(length);
    const written = writeOverpunched(BigInt(value ?? 0n), length);
    invariant(written !== undefined, `${name} has room for ${length} digits`);
    return written;
  }
  const text = String(value ?? "");
  if ((kind === "N" || kind === "U") && (text !== "" || !mayBeBlank)) {
    invariant(isDigits(text) && text.length <= length, `${name} has at most ${length} digits`);
    return text.padStart(length, "0");
  }
  invariant(text.length <= length, `${name} has at most ${length} characters`);
  return text.padEnd(length);
}
