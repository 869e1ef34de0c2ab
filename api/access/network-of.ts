import { isIPv4, isIPv6 } from "node:net";

/** How many of the eight groups of an IPv6 address are its network. */
const NETWORK_GROUPS = 4;

/**
 * What a client is known by: its address, of IPv6 the network, in which one
 * client has more addresses than can be counted.
 */
export function networkOf(address: string): string {
  const mapped = unmap(address);
  if (!isIPv6(mapped)) return mapped;
  const [head = "", tail] = address.split("%")[0]!.split("::");
  const groupsOf = (part: string | undefined) => (part ? part.split(":") : []);
  const left = groupsOf(head);
  const zeros =
    tail === undefined ? 0 : 8 - left.length - groupsOf(tail).length;
  const groups = [
    ...left,
    ...Array<string>(zeros).fill("0"),
    ...groupsOf(tail),
  ];
  const network = groups.slice(0, NETWORK_GROUPS);
  return `${network.map((group) => parseInt(group, 16).toString(16)).join(":")}::/64`;
}

/** Whether an address is one of this machine, which no other can use. */
export function isLoopback(address: string): boolean {
  const mapped = unmap(address);
  return isIPv4(mapped) ? mapped.startsWith("127.") : mapped === "::1";
}

/** The IPv4 address that an IPv6 socket writes as one of IPv6. */
const unmap = (address: string): string =>
  /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
