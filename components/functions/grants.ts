/** Turns the table of access.ts into policies, each made by the owner of what it opens. */
import type * as pulumi from "@pulumi/pulumi";
import { inRegion } from "../arns.ts";
import type { Cache } from "../cache/cache.ts";
import type { DataKey } from "../data/data-key.ts";
import type { GlobalTables } from "../data/global-tables.ts";
import type { MediaBuckets } from "../data/media-buckets.ts";
import type { Secrets } from "../data/secrets.ts";
import type { FifoQueue } from "../messaging/fifo-queue.ts";
import { access, type QueueName } from "./access.ts";
import { type FunctionName, functionNames, usesCache } from "./catalogue.ts";
import type { HandlerFunction } from "./handler-function.ts";
import { grantModels } from "./models.ts";

export interface Grantors {
  readonly region: string;
  readonly peerRegion?: string;
  readonly key: DataKey;
  readonly tables: GlobalTables;
  readonly secrets: Secrets;
  readonly media: MediaBuckets;
  readonly queues: Readonly<Record<QueueName, FifoQueue>>;
  /** ARN pattern of the inbox queues that tenants of tier silo have of their own, and of their dead-letter queues. */
  readonly tenantInboxes: pulumi.Input<string>;
  /** ARN pattern of every store's queue. */
  readonly storeQueues: pulumi.Input<string>;
  readonly modelIds: readonly string[];
  /** @default none */
  readonly cache?: Cache;
}

export function grantAccess(
  functions: Readonly<Record<FunctionName, HandlerFunction>>,
  from: Grantors,
): void {
  for (const name of functionNames) {
    const fn = functions[name];
    const { tables, secrets, media, erasesMedia, sends, setsAside } = access[name];
    const { handsOver, sendsToStores, probes, invokes, models } = access[name];
    if (tables) from.tables.grant(fn, tables);
    if (secrets) from.secrets.grantRead(fn, secrets);
    if (media) from.media.grant(fn, media);
    if (erasesMedia) from.media.grantErase(fn);
    from.key.grantUse(fn, [
      ...(tables ? ["dynamodb"] : []),
      ...(media ? ["s3"] : []),
      ...(secrets ? ["secretsmanager"] : []),
    ]);
    for (const queue of sends ?? []) from.queues[queue].grantSend(fn);
    for (const queue of setsAside ?? []) from.queues[queue].grantSetAside(fn);
    for (const queue of handsOver ?? []) from.queues[queue].grantSend(fn, from.peerRegion);
    const inbox = (queues: readonly QueueName[] | undefined) => queues?.includes("inbox");
    if (inbox(sends) || inbox(setsAside) || inbox(handsOver))
      fn.allow("send-to-tenant-inboxes", {
        actions: ["sqs:SendMessage"],
        resources: [
          from.tenantInboxes,
          ...(inbox(handsOver) && from.peerRegion ? [inRegion(from.tenantInboxes, from.peerRegion)] : []),
        ],
      });
    for (const queue of probes ?? []) from.queues[queue].grantProbe(fn);
    if (sendsToStores)
      fn.allow("send-to-stores", { actions: ["sqs:SendMessage"], resources: [from.storeQueues] });
    for (const other of invokes ?? []) functions[other].grantInvoke(fn);
    if (usesCache(name)) from.cache?.grantUse(fn);
    if (models) grantModels(fn, from.modelIds, from.region);
  }
}
