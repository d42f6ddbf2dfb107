import * as ipaddr from "ipaddr.js";

/**
 * A range of addresses in CIDR, or one address, as it is kept: `10.0.0.0/8`, `192.0.2.7/32`.
 * Undefined where the text is neither.
 */
export function normalizeRange(text: string): string | undefined {
  const [network = "", bits, ...rest] = text.split("/");
  if (rest.length > 0 || !isAddress(network)) return undefined;
  const address = ipaddr.process(network);
  const bitsMax = address.kind() === "ipv4" ? 32 : 128;
  if (bits === undefined) return `${address.toString()}/${bitsMax}`;
  const isWritten = /^\d{1,3}$/.test(bits) && ipaddr.isValidCIDR(`${address.toString()}/${bits}`);
  return isWritten ? `${address.toString()}/${Number(bits)}` : undefined;
}

/** Whether an address is in one of the ranges. An IPv4 address in IPv6's clothes is the same one. */
export function isInRanges(address: string, ranges: readonly string[]): boolean {
  const bare = address.replace(/%.*$/, "");
  if (!isAddress(bare)) return false;
  const one = ipaddr.process(bare);
  return ranges.some((range) => {
    const [network, bits] = ipaddr.parseCIDR(range);
    return network.kind() === one.kind() && one.match(network, bits);
  });
}

/** What one customer of a provider has: an IPv4 address, or the /64 of an IPv6 one. */
export function networkOf(address: string): string {
  const bare = address.replace(/%.*$/, "");
  if (!isAddress(bare)) return "unknown";
  const one = ipaddr.process(bare);
  if (!(one instanceof ipaddr.IPv6)) return one.toString();
  const network = one.parts.map((part, index) => (index < 4 ? part : 0));
  return new ipaddr.IPv6(network).toString();
}

/** The library also takes an IPv4 address of fewer parts, octal ones among them. */
function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}
