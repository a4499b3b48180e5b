/** The order stage with everything outside it faked in memory; the restaurants are the two samples. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Coupons, CouponUse } from "../../../handlers/order/coupon-counters.ts";
import type { OrderMetric, OrderStore, Pointer, Ports } from "../../../handlers/order/ports.ts";
import type { OrderRecord } from "../../../handlers/order/record.ts";
import { serve } from "../../../handlers/order/service.ts";
import { toItem } from "../../../handlers/order/store.ts";
import type { Log } from "../../../handlers/shared/logger.ts";
import type { OrderRequest, OrderResult, OrderView } from "../../../handlers/shared/order-api.ts";
import type { PaymentRequest, PaymentResult } from "../../../handlers/shared/payment-api.ts";
import { TenantFile } from "../../../handlers/shared/tenant-file.ts";

const folder = join(import.meta.dirname, "../../../tenants");

export const tenants: readonly TenantFile[] = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => TenantFile.parse(parse(readFileSync(join(folder, file), "utf8"))));
export const pizzeria = tenants.find(({ clientId }) => clientId === "client_bella_napoli")!;
export const centro = pizzeria.stores.find(({ storeId }) => storeId === "store_centro")!;

export interface LoggedLine {
  readonly level: string;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export function listeningLog(lines: LoggedLine[]): Log {
  const at = (level: string) => (message: string, data?: LoggedLine["data"]) =>
    void lines.push({ level, message, data });
  const log: Log = {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    with: () => log,
  };
  return log;
}

/** Conditional writes as the table makes them; keeps every version that was ever written. */
export class MemoryOrders implements OrderStore {
  readonly orders = new Map<string, OrderRecord>();
  readonly pointers = new Map<string, Pointer>();
  readonly written: OrderRecord[] = [];

  async pointer(clientId: string, conversationId: string) {
    return this.pointers.get(`${clientId}#${conversationId}`);
  }
  async movePointer(clientId: string, conversationId: string, expected: Pointer | undefined, next: Pointer) {
    const key = `${clientId}#${conversationId}`;
    if (this.pointers.get(key)?.currentOrderId !== expected?.currentOrderId) return false;
    this.pointers.set(key, next);
    return true;
  }
  async dropPointer(clientId: string, conversationId: string, expected: Pointer) {
    const key = `${clientId}#${conversationId}`;
    return this.pointers.get(key)?.currentOrderId === expected.currentOrderId && this.pointers.delete(key);
  }
  async order(clientId: string, orderId: string) {
    const order = this.orders.get(orderId);
    return order?.clientId === clientId ? structuredClone(order) : undefined;
  }
  async put(order: OrderRecord) {
    if ((this.orders.get(order.orderId)?.revision ?? 0) !== order.revision) return undefined;
    const next = structuredClone({ ...order, revision: order.revision + 1 });
    this.orders.set(order.orderId, next);
    this.written.push(next);
    return structuredClone(next);
  }
  async ofCustomer(clientId: string, phone: string) {
    return [...this.orders.values()]
      .filter((order) => toItem(order).tenantPhone === `${clientId}#${phone}`)
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
      .map(({ orderId }) => orderId);
  }
  async expired(clientId: string, now: string) {
    return [...this.orders.values()]
      .filter((order) => toItem(order).expiryTenant === clientId && order.expiresAt! <= now)
      .map(({ orderId }) => orderId);
  }
}

/** Counts as the table does; each call is one atomic step. */
export class MemoryCoupons implements Coupons {
  readonly uses = new Map<string, CouponUse>();

  async hold(use: CouponUse) {
    const others = [...this.uses.values()].filter(
      ({ code, orderId }) => code === use.code && orderId !== use.orderId,
    );
    const own = others.filter(({ customerId }) => customerId === use.customerId);
    if (own.length >= (use.limitPerCustomer ?? Infinity)) return "used_by_customer";
    if (others.length >= (use.limitTotal ?? Infinity)) return "exhausted";
    this.uses.set(use.orderId, use);
    return "held";
  }
  async release(_: string, orderId: string) {
    this.uses.delete(orderId);
  }
  async forgetCustomer(_: string, orderId: string) {
    const use = this.uses.get(orderId);
    if (use) this.uses.set(orderId, { ...use, customerId: "cust_erased" });
  }
}

export interface World {
  readonly ports: Ports;
  readonly store: MemoryOrders;
  readonly coupons: MemoryCoupons;
  /** What the stores are configured like; a test may change its copy. */
  readonly tenants: TenantFile[];
  readonly lines: LoggedLine[];
  readonly counted: Map<OrderMetric, number>;
  readonly relayed: string[];
  /** Whose media are to go. */
  readonly mediaErased: { readonly clientId: string; readonly conversationId: string }[];
  readonly charges: PaymentRequest[];
  /** What PaymentService answers. */
  payment: (request: PaymentRequest) => Promise<PaymentResult>;
  now: Date;
  activeRegion: string;
  ask(request: OrderRequest): Promise<OrderResult>;
}

/** Tuesday, 24 November 2026, 20:00 in São Paulo: every sample store is open. */
export const tuesdayEvening = new Date("2026-11-24T23:00:00Z");

export function world(): World {
  const [store, coupons] = [new MemoryOrders(), new MemoryCoupons()];
  const restaurants = structuredClone(tenants) as TenantFile[];
  const [lines, relayed, charges]: [LoggedLine[], string[], PaymentRequest[]] = [[], [], []];
  const counted = new Map<OrderMetric, number>();
  const mediaErased: World["mediaErased"][number][] = [];
  const self: World = {
    ...{ store, coupons, lines, counted, relayed, mediaErased, charges, tenants: restaurants },
    now: tuesdayEvening,
    activeRegion: "us-east-1",
    payment: async (request) => ({
      ok: true,
      paymentId: `chg_${request.orderId}`,
      providerPaymentId: "pay_1",
      pixCode: "00020126PIX",
      pixQrKey: `${request.clientId}/pix/chg.png`,
      invoiceUrl: "https://www.asaas.com/i/1",
    }),
    ask: (request) => serve(self.ports, request),
    ports: {
      ...{ store, coupons },
      tenants: {
        activeTenants: async () => restaurants.map(({ clientId }) => clientId),
        async store(clientId, storeId) {
          const tenant = restaurants.find((candidate) => candidate.clientId === clientId);
          if (!tenant) return "unknown_tenant";
          const found = tenant.stores.find((candidate) => candidate.storeId === storeId);
          if (!found) return "unknown_store";
          const { name: storeName, operatingHours: hours, closedOn, location, orderConfig } = found;
          const { suspended } = tenant;
          return { storeId, storeName, hours, closedOn, location, suspended, orderConfig };
        },
      },
      payments: {
        async request(request) {
          charges.push(request);
          return self.payment(request);
        },
      },
      relay: async (_, orderId) => void relayed.push(orderId),
      eraseMedia: async (clientId, conversationId) => void mediaErased.push({ clientId, conversationId }),
      active: { current: async () => self.activeRegion },
      epoch: { current: async () => 3 },
      region: "us-east-1",
      clock: () => self.now,
      metrics: { count: (name, times = 1) => void counted.set(name, (counted.get(name) ?? 0) + times) },
      log: listeningLog(lines),
    },
  };
  return self;
}

let requests = 0;

/** What every request of the sample conversation carries. */
export function inChat(requestId = `SM${++requests}#1`) {
  return { clientId: pizzeria.clientId, storeId: "store_centro", conversationId: "conv_ana", requestId };
}

export const ana = { customerId: "cust_ana", name: "Ana", phone: "+5511987654321" };

export function orderOf(result: OrderResult): OrderView {
  if (result.ok && "order" in result) return result.order;
  throw new Error(`Expected an order, got ${JSON.stringify(result)}.`);
}

export function errorOf(result: OrderResult) {
  if (!result.ok) return result.error;
  throw new Error(`Expected a refusal, got ${JSON.stringify(result)}.`);
}

/** Two margheritas and a coke, to be delivered: R$ 54,90 × 2 + R$ 6,50 + R$ 7,00 = R$ 123,30. */
export async function fillCart({ ask }: World): Promise<void> {
  await ask({ ...inChat(), action: "add_item", itemId: "pizza_margherita", quantity: 2 });
  await ask({ ...inChat(), action: "add_item", itemId: "coca_cola_lata", quantity: 1 });
  const address = { street: "Rua Augusta", number: "100" };
  await ask({ ...inChat(), action: "set_fulfilment", mode: "delivery", address });
}

export const filledTotal = 12_330;

export async function placeOrder(the: World, requestId?: string): Promise<string> {
  await fillCart(the);
  return orderOf(await place(the, { requestId })).orderId!;
}

type Where = Partial<ReturnType<typeof inChat>>;
type Place = Extract<OrderRequest, { action: "place_order" }>;

/** The customer confirms what they see, and pays by PIX unless `how` says otherwise. */
export async function place({ ask }: World, how: Where & Partial<Place> = {}): Promise<OrderResult> {
  const { requestId, ...rest } = how;
  const { clientId, storeId, conversationId } = { ...inChat(), ...rest };
  const where = { clientId, storeId, conversationId };
  const seen = await ask({ ...inChat(), ...where, action: "view_cart" });
  const quoteId = seen.ok && "order" in seen ? seen.order.quoteId : undefined;
  return ask({
    ...{ ...inChat(requestId), action: "place_order", paymentMethod: "PIX", customer: ana, quoteId },
    ...rest,
  });
}

export function settled(orderId: string, amountCentavos = filledTotal) {
  return {
    clientId: pizzeria.clientId,
    action: "payment_settled",
    orderId,
    paymentId: `chg_${orderId}`,
    amountCentavos,
  } as const;
}

/** The notices and kitchen messages that the order's versions put into its outbox, in order, each once. */
export function told({ store }: World, orderId: string): string[] {
  const keys = store.written
    .filter((order) => order.orderId === orderId)
    .flatMap((order) => order.outbox)
    .map((entry) => {
      const what = entry.to === "pos" ? `pos ${entry.message.status}` : entry.message.notice;
      return `${entry.message.version} ${what}`;
    });
  return [...new Set(keys)].map((key) => key.slice(key.indexOf(" ") + 1));
}
