/** `host:port` of each, separated by commas; what is none is refused when a process starts. */
export function readTrustedHosts(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      if (/^[^\s/:]+:\d{1,5}$/.test(part)) return part;
      throw new Error(`${part} is not host:port.`);
    });
}
