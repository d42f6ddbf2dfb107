import { lookup } from "node:dns/promises";
import { BlockList, isIPv6 } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

const closed = new BlockList();
for (const [net, prefix] of [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  closed.addSubnet(net, prefix);
}
closed.addAddress("::1", "ipv6");
closed.addSubnet("fc00::", 7, "ipv6");
closed.addSubnet("fe80::", 10, "ipv6");

export async function resolveHost(host: string): Promise<string[]> {
  const found = await lookup(host.replace(/^\[(.*)\]$/, "$1"), { all: true });
  return found.map(({ address }) => address);
}

/** Whether traffic to the host never leaves this machine. */
export async function isLoopback(host: string): Promise<boolean> {
  return (await resolveHost(host)).every((address) => loopback.check(address, familyOf(address)));
}

/** An address that the whole internet can route to. */
export function isPublic(address: string): boolean {
  return !closed.check(address, familyOf(address));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}
