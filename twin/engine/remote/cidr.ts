/** IPv4 ranges of a network's subnets. */
import { Refusal } from "../errors.ts";
import type { Inputs } from "../outputs/rule.ts";

/** How much smaller than its zone's share a subnet is, in bits, where its specification gives no mask. */
const narrower: Readonly<Record<string, number>> = { Private: 1, Public: 2, Isolated: 4, Unused: 4 };

/**
 * Ranges in zone number `zone` (from 0), in the order of `specs`: the network is split evenly between zones, and each
 * subnet starts at the next multiple of its own size.
 */
export function subnetRanges(
  network: string,
  zones: number,
  zone: number,
  specs: readonly Inputs[],
): string[] {
  const [address = "", networkMask = ""] = network.split("/");
  const zoneMask = Number(networkMask) + Math.ceil(Math.log2(zones));
  const zoneSize = 2 ** (32 - zoneMask);
  const start = parse(address) + zone * zoneSize;
  let next = start;
  return specs.map((spec) => {
    const mask =
      spec.cidrMask ?? (spec.size ? 32 - Math.log2(spec.size) : zoneMask + (narrower[spec.type] ?? 2));
    const size = 2 ** (32 - mask);
    const from = Math.ceil(next / size) * size;
    next = from + size;
    if (!Number.isInteger(mask) || mask > 28 || next > start + zoneSize)
      throw new Refusal(
        `The subnets of ${network} do not fit into ${zones} zones; give them larger cidrMasks.`,
      );
    return `${format(from)}/${mask}`;
  });
}

function parse(address: string): number {
  return address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

function format(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
}
