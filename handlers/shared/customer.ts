/** One row of CustomerTable: what a restaurant knows of somebody who wrote to it. No CPF, no card. */
import * as z from "zod/mini";
import { Address } from "./order-api.ts";

const id = z.string().check(z.minLength(1));

export const CustomerRecord = z.object({
  clientId: id,
  customerId: id,
  name: z.string(),
  /** Whoever has no phone number that we may see has a WhatsApp user id. */
  phone: z.optional(id),
  whatsAppUserId: z.optional(id),
  /** Where orders went, newest first. */
  addresses: z.optional(z.array(Address)),
  /** The privacy notice that was shown first, and when. */
  consent: z.optional(z.object({ version: id, at: z.iso.datetime() })),
  /** Since when nothing is sent that is not about an order. */
  marketingOptOutAt: z.optional(z.iso.datetime()),
  /** What was answered last to "how was it", 1–5. */
  satisfaction: z.optional(z.object({ score: z.int(), orderId: id, at: z.iso.datetime() })),
  createdAt: z.string(),
});
export type CustomerRecord = z.infer<typeof CustomerRecord>;

/** Of a conversation's sender: E.164, or a WhatsApp user id. */
export function isPhone(sender: string): boolean {
  return /^\+\d{8,15}$/.test(sender);
}

const addressesKept = 3;

/** The address first, and once. */
export function withAddress(addresses: readonly Address[] | undefined, address: Address): Address[] {
  const same = (other: Address) => addressLine(other).toLowerCase() === addressLine(address).toLowerCase();
  return [address, ...(addresses ?? []).filter((other) => !same(other))].slice(0, addressesKept);
}

/** "Rua das Flores, 123, ap. 4 - Centro, CEP 01310-100" */
export function addressLine({ street, number, complement, district, postalCode }: Address): string {
  return [
    `${street}, ${number}${complement ? `, ${complement}` : ""}${district ? ` - ${district}` : ""}`,
    ...(postalCode ? [`CEP ${postalCode}`] : []),
  ].join(", ");
}
