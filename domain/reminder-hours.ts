/** The hours before a deadline at which people are reminded, the longest first: `168,48,24`. */
export function formatReminderHours(hours: readonly number[]): string {
  return [...new Set(hours)].toSorted((left, right) => right - left).join(",");
}

export function readReminderHours(text: string): number[] {
  return text === "" ? [] : text.split(",").map(Number);
}
