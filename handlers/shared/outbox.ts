/**
 * An order's outbox: what the kitchen and the customer must still be told. An entry is appended by the very write that
 * changed the order, holds the whole message, and leaves the order once it is on its queue.
 */
import * as z from "zod/mini";
import { Notice, PosMessage } from "./messages.ts";

export const OutboxEntry = z.discriminatedUnion("to", [
  z.object({ to: z.literal("pos"), message: PosMessage }),
  z.object({ to: z.literal("customer"), message: Notice }),
]);
export type OutboxEntry = z.infer<typeof OutboxEntry>;

/** Unique within the system for ever; the deduplication id on the queue. */
export function outboxKey({ to, message }: OutboxEntry): string {
  const change = `${message.orderId}#${message.version}`;
  return to === "pos" ? change : `${change}#${message.notice}`;
}
