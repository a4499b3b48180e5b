/** The queues between a region's functions, and how those that belong to tenants are named beside them. */
import type * as pulumi from "@pulumi/pulumi";
import { inboxQueueName } from "../../handlers/shared/tenant.ts";
import { siblingOf } from "../arns.ts";
import type { Names } from "../naming.ts";
import type { Part } from "../tags.ts";
import { FifoQueue } from "./fifo-queue.ts";

export interface RegionQueues {
  readonly queues: { readonly inbox: FifoQueue; readonly payments: FifoQueue };
  /** ARN pattern of the inbox queues that tenants of tier silo have of their own, and of their dead-letter queues. */
  readonly tenantInboxes: pulumi.Output<string>;
  /** ARN pattern of every store's queue. */
  readonly storeQueues: pulumi.Output<string>;
}

export function createQueues(name: string, names: Names, part: Part): RegionQueues {
  const queue = (queueName: string) =>
    new FifoQueue(
      `${name}-${queueName}`,
      { queueName: names.queue(queueName) },
      // What waits in them stands nowhere else yet.
      { ...part("messaging", "personal"), protect: true },
    );
  const queues = { inbox: queue("inbox"), payments: queue("payments") };
  const { arn, queueName } = queues.inbox;
  const tenants = { clientId: "client_*", tier: "silo" } as const;
  return {
    queues,
    tenantInboxes: siblingOf(arn, inboxQueueName(queueName, tenants)),
    storeQueues: siblingOf(arn, "client_*_store_*.fifo"),
  };
}
