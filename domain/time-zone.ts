const zoneName = /^[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)*$/;

/** Whether it names a zone of the IANA database, by whatever of its names; offsets are none. */
export function isTimeZone(text: string): boolean {
  if (!zoneName.test(text)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
