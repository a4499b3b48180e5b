/** Addresses of networks of one's own, by RFC 1918, 6598 and 4193. */
import { BlockList, isIPv6 } from "node:net";

const own = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"].map((cidr) => {
  const { address, bits, family } = parsed(cidr);
  const list = new BlockList();
  list.addSubnet(address, bits, family);
  return { list, bits };
});

/** Whether a range has addresses of the internet in it. */
export function reachesInternet(cidr: string): boolean {
  const { address, bits, family } = parsed(cidr);
  return !own.some((range) => bits >= range.bits && range.list.check(address, family));
}

function parsed(cidr: string) {
  const [address = "", bits] = cidr.split("/");
  return { address, bits: Number(bits), family: isIPv6(address) ? "ipv6" : "ipv4" } as const;
}
