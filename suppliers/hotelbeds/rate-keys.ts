/** Rate keys have spaces and bars in them, and never a new line. */
const separator = "\n";

export function joinRateKeys(keys: readonly string[]): string {
  return keys.join(separator);
}

export function splitRateKeys(reference: string): string[] {
  return reference.split(separator);
}
