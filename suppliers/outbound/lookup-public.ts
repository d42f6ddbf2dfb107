import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";

import { isPublicAddress } from "../../domain/public-address";
import { OutboundRefusedError } from "./outbound-refused";

/** Asked for each connection; one private address among several is enough to refuse. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, "");
    if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address))) {
      const refused = new OutboundRefusedError(`${hostname} is not of the public internet.`);
      return callback(refused, "");
    }
    const [first = { address: "", family: 4 }] = addresses;
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};

/** What can be told of a host before its name is resolved: a literal address is never looked up. */
export function isPublicHost(host: string): boolean {
  const isLiteral = /^[\d.]+$/.test(host) || host.includes(":");
  return !isLiteral || isPublicAddress(host);
}
