import * as ipaddr from "ipaddr.js";

/**
 * Whether an address is of the public internet: not of this machine, a private network, a link, a
 * translation of IPv4 (NAT64, 6to4, Teredo), or reserved. An IPv4 address in IPv6's clothes is the same one.
 */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, "");
  const isWritten = ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare);
  return isWritten && ipaddr.process(bare).range() === "unicast";
}
