/** An invocation of SQSProducer: one order's outbox, or every tenant's. */
import type { Invocation } from "../shared/events.ts";
import { RelayOutbox } from "../shared/messages.ts";
import type { Metrics } from "../shared/metrics.ts";
import { type Relayed, type RelayParts, relayAll, relayOrder } from "./relay.ts";

export function producerHandler(parts: RelayParts & { readonly metrics: Metrics<"OutboxRelayed"> }) {
  return async (event: unknown, invocation: Invocation): Promise<Relayed> => {
    const bound = { ...parts, log: parts.log.with({ requestId: invocation.awsRequestId }) };
    try {
      const { action, clientId, orderId } = RelayOutbox.parse(event);
      if (action === "relay_outbox") return await relayAll(bound);
      if (!clientId || !orderId) throw new Error("relay_order needs a clientId and an orderId.");
      const result = await relayOrder(bound, clientId, orderId);
      // Lambda invokes it again in a minute; the schedule would, too.
      if (result.left)
        throw new Error(`${result.left} entries of ${orderId}'s outbox are still to be relayed.`);
      return result;
    } finally {
      parts.metrics.flush();
    }
  };
}
