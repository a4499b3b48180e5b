/** Moves what an order's outbox holds onto its queues: the kitchen's messages and the customer's notices. */
import type { QueueMessage, Queues } from "../adapters/queues.ts";
import type { Tenants } from "../adapters/tenants.ts";
import type { ActiveRegion } from "../shared/active-region.ts";
import type { Log } from "../shared/logger.ts";
import type { Metrics } from "../shared/metrics.ts";
import { type OutboxEntry, outboxKey } from "../shared/outbox.ts";
import { inboxQueueName, storeQueueName } from "../shared/tenant.ts";

export interface Outbox {
  /** In the order in which things happened. */
  readonly entries: readonly OutboxEntry[];
  /** Why an entry cannot be relayed, for those that do not parse; they stay. */
  readonly malformed: readonly string[];
  /** What clearing it need not read again, as long as nobody writes. */
  readonly stored?: { readonly revision: number; readonly outbox: readonly unknown[] };
}

export interface OutboxStore {
  /** Undefined for another tenant's order as for none. */
  read(clientId: string, orderId: string): Promise<Outbox | undefined>;
  /** Takes the relayed entries out; what was appended meanwhile stays. @param seen what was read before they were sent */
  clear(
    clientId: string,
    orderId: string,
    relayed: ReadonlySet<string>,
    seen?: Outbox["stored"],
  ): Promise<void>;
  /** Ids of the tenant's orders whose outbox is not empty, oldest first. */
  pending(clientId: string): Promise<readonly string[]>;
}

export interface RelayParts {
  readonly store: OutboxStore;
  readonly queues: Pick<Queues, "send">;
  readonly active: ActiveRegion;
  readonly activeTenants: () => Promise<readonly string[]>;
  readonly region: string;
  readonly tenants: Pick<Tenants, "find">;
  /** Of tier pool. */
  readonly inboxQueue: string;
  readonly metrics: Pick<Metrics<"OutboxRelayed">, "count">;
  readonly log: Log;
}

export interface Relayed {
  readonly relayed: number;
  /** Entries that stay for the next run. */
  readonly left: number;
}

/**
 * Sends, then clears: a crash between the two sends again, and every consumer knows an entry by its key. What fails stays
 * and holds up only what goes to the same queue after it.
 */
export async function relayOrder(parts: RelayParts, clientId: string, orderId: string): Promise<Relayed> {
  const { store, queues, region, metrics } = parts;
  const log = parts.log.with({ clientId });
  const outbox = await store.read(clientId, orderId);
  if (!outbox) {
    log.warn("There is no such order to relay.", { orderId });
    return { relayed: 0, left: 0 };
  }
  for (const problem of outbox.malformed) log.error("An outbox entry is malformed.", { orderId, problem });
  const tenant = await parts.tenants.find(clientId);
  const inbox = tenant ? inboxQueueName(parts.inboxQueue, tenant) : parts.inboxQueue;
  const relayed = new Set<string>();
  const stuck = new Set<string>();
  for (const entry of outbox.entries) {
    const message = queueMessage(entry, inbox);
    if (stuck.has(message.queue)) continue;
    try {
      await queues.send(region, message);
      relayed.add(outboxKey(entry));
    } catch (error) {
      stuck.add(message.queue);
      log.error(`${message.queue} did not take a message; the next run tries again.`, { orderId, error });
    }
  }
  if (relayed.size) {
    await store.clear(clientId, orderId, relayed, outbox.stored);
    metrics.count("OutboxRelayed", relayed.size);
    log.info("Relayed an order's outbox.", { orderId, relayed: [...relayed] });
  }
  return {
    relayed: relayed.size,
    left: outbox.entries.length + outbox.malformed.length - relayed.size,
  };
}

/**
 * Every tenant's outbox, in the active region only. After a failover the same run adopts what the other region wrote and
 * did not send. One order's trouble does not stop the next.
 */
export async function relayAll(parts: RelayParts): Promise<Relayed> {
  if ((await parts.active.current()) !== parts.region) return { relayed: 0, left: 0 };
  let [relayed, left] = [0, 0];
  for (const clientId of await parts.activeTenants()) {
    for (const orderId of await parts.store.pending(clientId)) {
      try {
        const one = await relayOrder(parts, clientId, orderId);
        relayed += one.relayed;
        left += one.left;
      } catch (error) {
        left += 1;
        parts.log.with({ clientId }).error("An order's outbox was not relayed.", { orderId, error });
      }
    }
  }
  return { relayed, left };
}

function queueMessage(entry: OutboxEntry, inboxQueue: string): QueueMessage {
  const { clientId, storeId } = entry.message;
  const deduplicationId = outboxKey(entry);
  return entry.to === "pos"
    ? { queue: storeQueueName(clientId, storeId), group: storeId, deduplicationId, body: entry.message }
    : { queue: inboxQueue, group: entry.message.conversationId, deduplicationId, body: entry.message };
}
