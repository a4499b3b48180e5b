/** What the kitchens' screens remember: one entry an order, whatever a queue delivers how often. */
import { randomBytes } from "node:crypto";
import type { PosMessage } from "../../../handlers/shared/messages.ts";
import type { Clock } from "../../clock.ts";
import type { TwinEvents } from "../../events.ts";
import type { KitchenOrder, PosSnapshot, RejectedMessage } from "./types.ts";

const rejectedKept = 100;

interface Tenant {
  readonly clientId: string;
  readonly storeIds: readonly string[];
  readonly apiKey: string;
}

export class Board {
  readonly #clock: Clock;
  readonly #events: TwinEvents;
  readonly #tenants = new Map<string, Tenant>();
  readonly #orders = new Map<string, KitchenOrder>();
  readonly #rejected: RejectedMessage[] = [];

  constructor(clock: Clock, events: TwinEvents, restore?: PosSnapshot) {
    this.#clock = clock;
    this.#events = events;
    for (const tenant of restore?.tenants ?? []) this.#tenants.set(tenant.clientId, tenant);
    for (const order of restore?.orders ?? []) this.#orders.set(order.order.orderId, order);
  }

  register(clientId: string, storeIds: readonly string[]): Tenant {
    const apiKey = this.#tenants.get(clientId)?.apiKey ?? `pos_${randomBytes(20).toString("hex")}`;
    const tenant = { clientId, storeIds, apiKey };
    this.#tenants.set(clientId, tenant);
    return tenant;
  }

  tenants(): readonly Tenant[] {
    return [...this.#tenants.values()];
  }

  tenant(clientId: string): Tenant {
    const tenant = this.#tenants.get(clientId);
    if (tenant) return tenant;
    throw new Error(`${clientId} has no point of sale: register one before its orders arrive.`);
  }

  orders(): readonly KitchenOrder[] {
    return [...this.#orders.values()];
  }

  order(orderId: string): KitchenOrder | undefined {
    return this.#orders.get(orderId);
  }

  rejected(): readonly RejectedMessage[] {
    return this.#rejected;
  }

  /** The same order and version twice, from either region, is one entry; an older version changes nothing. */
  receive(message: PosMessage, region: string): void {
    const known = this.#orders.get(message.orderId);
    if (known && known.order.version >= message.version) return;
    const at = this.#clock.now();
    this.#put({
      order: message,
      status: known && message.status === "confirmed" ? known.status : message.status,
      fromRegion: known?.fromRegion ?? region,
      receivedAt: known?.receivedAt ?? at,
      updatedAt: at,
      minutes: known?.minutes,
      reason: known?.reason,
    });
  }

  reject(message: Omit<RejectedMessage, "at">): void {
    const again = this.#rejected.some(
      (known) => known.messageId === message.messageId && known.region === message.region,
    );
    if (again) return;
    this.#rejected.push({ ...message, at: this.#clock.now() });
    if (this.#rejected.length > rejectedKept) this.#rejected.shift();
  }

  move(
    entry: KitchenOrder,
    status: KitchenOrder["status"],
    details: { readonly minutes?: number; readonly reason?: string },
  ): KitchenOrder {
    const current = this.#orders.get(entry.order.orderId) ?? entry;
    return this.#put({
      ...current,
      status,
      minutes: details.minutes ?? current.minutes,
      reason: details.reason ?? current.reason,
      updatedAt: this.#clock.now(),
    });
  }

  snapshot(): PosSnapshot {
    return structuredClone({ tenants: this.tenants(), orders: this.orders() });
  }

  #put(entry: KitchenOrder): KitchenOrder {
    this.#orders.set(entry.order.orderId, entry);
    const { clientId, storeId, orderId } = entry.order;
    this.#events.emit("kitchen", { clientId, storeId, orderId });
    return entry;
  }
}
