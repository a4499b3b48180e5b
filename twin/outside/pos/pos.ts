/** The restaurants' point of sale: consumes every store's queue in both regions and answers as the kitchen does. */
import { type PosStatus, PosStatus as PosStatusSchema } from "../../../handlers/shared/messages.ts";
import { storeQueueName } from "../../../handlers/shared/tenant.ts";
import type { Clock } from "../../clock.ts";
import type { TwinEvents } from "../../events.ts";
import { type Internet, postPublic } from "../internet.ts";
import { Board } from "./board.ts";
import { consume } from "./consumer.ts";
import { createDesk } from "./desk.ts";
import type { Pos, PosRegion, PosSnapshot, StatusResult, StoreQueue } from "./types.ts";

export type * from "./types.ts";

export interface PosOptions {
  readonly clock: Clock;
  readonly events: TwinEvents;
  readonly restore?: PosSnapshot;
}

const budgetMs = 30_000;

export function createPos({ clock, events, restore }: PosOptions): Pos {
  const board = new Board(clock, events, restore);
  const stopping = new AbortController();
  const consumers = new Map<string, { readonly ended: Promise<unknown>; readonly stop: AbortController }>();
  let regions: readonly PosRegion[] = [];
  let internet: Internet | undefined;

  const queuesOf = (clientId: string, queue: string): StoreQueue[] =>
    regions.map(({ name, endpoint, queueUrlPrefix, credentialsOf }) => ({
      ...{ name, endpoint, queueUrl: queueUrlPrefix + queue },
      credentials: credentialsOf(clientId),
    }));

  function open(clientId: string, storeId: string): void {
    const queue = storeQueueName(clientId, storeId);
    const stop = new AbortController();
    const signal = AbortSignal.any([stopping.signal, stop.signal]);
    const ended = Promise.all(
      queuesOf(clientId, queue).map((one) => consume(one, queue, board, clock, signal)),
    );
    consumers.set(queue, { ended, stop });
  }

  return {
    ...createDesk(
      clock,
      () => internet,
      (clientId) => board.tenant(clientId).apiKey,
    ),
    register: ({ clientId, storeIds }) => board.register(clientId, storeIds),
    apiKey: (clientId) => board.tenant(clientId).apiKey,
    connect(world) {
      internet = world.internet;
      regions = world.regions;
      for (const { clientId, storeIds } of board.tenants())
        for (const storeId of storeIds) open(clientId, storeId);
    },
    async leave(clientId, storeId) {
      const queue = storeQueueName(clientId, storeId);
      const consumer = consumers.get(queue);
      if (!consumer) throw new Error(`There is no store ${storeId} of ${clientId} with a point of sale.`);
      consumer.stop.abort();
      await consumer.ended;
      return {
        apiKey: board.tenant(clientId).apiKey,
        queues: queuesOf(clientId, queue),
        comeBack: () => open(clientId, storeId),
      };
    },
    board: (clientId, storeId) =>
      board
        .orders()
        .filter(
          ({ order }) =>
            (clientId === undefined || order.clientId === clientId) &&
            (storeId === undefined || order.storeId === storeId),
        ),
    order: (orderId) => board.order(orderId),
    async setStatus(orderId, status, details = {}): Promise<StatusResult> {
      const entry = board.order(orderId);
      if (!entry) return { ok: false, reason: `No kitchen has an order ${orderId}.` };
      if (!internet) return { ok: false, reason: "The point of sale is not connected yet." };
      const { clientId } = entry.order;
      const body = PosStatusSchema.safeParse({ status, ...details });
      if (!body.success) return { ok: false, reason: body.error.issues[0]?.message ?? "malformed status" };
      const reply = await postPublic(internet, clock, {
        url: statusUrl(internet, clientId, orderId),
        headers: { "content-type": "application/json", "x-api-key": board.tenant(clientId).apiKey },
        body: JSON.stringify(body.data satisfies PosStatus),
        budgetMs,
      });
      if (!reply.ok) return { ok: false, reason: reply.reason };
      if (reply.status !== 200)
        return { ok: false, httpStatus: reply.status, reason: `HTTP ${reply.status}: ${reply.body}` };
      return { ok: true, httpStatus: 200, order: board.move(entry, status, details) };
    },
    rejected: () => board.rejected(),
    snapshot: () => board.snapshot(),
    async stop() {
      stopping.abort();
      await Promise.all([...consumers.values()].map(({ ended }) => ended));
    },
  };
}

function statusUrl(internet: Internet, clientId: string, orderId: string): string {
  return `https://${internet.publicHost}/pos/${clientId}/orders/${encodeURIComponent(orderId)}/status`;
}
