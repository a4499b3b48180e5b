/** A pin on the map is the place of one address: the first that follows it. Another address is somewhere else. */
import { Address, type OrderResult } from "../shared/order-api.ts";
import type { ToolUse } from "./ports.ts";
import type { Conversation } from "./record.ts";
import { plain } from "./routing.ts";

type Pin = Conversation["location"];

/** Somebody who has sent a location may be elsewhere later. */
const pinMs = 2 * 60 * 60 * 1000;
/** An address that comes later than that is not said of it. */
const completedMs = 15 * 60 * 1000;

/** What is left of the pin for this call, and for those after it. */
export function pinFor({ name, input }: ToolUse, pin: Pin, now: Date): Pin {
  const age = pin ? now.getTime() - Date.parse(pin.at) : 0;
  if (!pin || age > pinMs) return undefined;
  const { mode, address: given } = (input ?? {}) as { mode?: unknown; address?: unknown };
  const { data: address } = Address.safeParse(given);
  if (name !== "set_fulfilment" || mode !== "delivery" || !address) return pin;
  if (pin.address ? !samePlace(pin.address, address) : age > completedMs) return undefined;
  return { ...pin, address: { ...pin.address, ...address } };
}

/** A call without an address took the one that the order already had. */
export function pinAfter(pin: Pin, result: OrderResult): Pin {
  const address = result.ok && "order" in result ? result.order.fulfilment?.address : undefined;
  return pin && !pin.address && address ? { ...pin, address } : pin;
}

/** What only one of the two says completes the other. */
function samePlace(a: Address, b: Address): boolean {
  return (["street", "number", "postalCode"] as const).every(
    (part) => a[part] === undefined || b[part] === undefined || plain(a[part]) === plain(b[part]),
  );
}
