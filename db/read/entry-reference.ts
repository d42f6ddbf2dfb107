/** An entry's number as it was written, or the number itself. */
export function toEntryReference(row: {
  readonly entry_number: number;
  readonly entry_reference: string | null;
}): string {
  return row.entry_reference ?? String(row.entry_number);
}
