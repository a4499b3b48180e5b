/** What the order stage needs from outside, for each entry to wire and each test to fake. */
import type { ActiveRegion } from "../shared/active-region.ts";
import type { Clock } from "../shared/clock.ts";
import type { Epoch } from "../shared/epoch.ts";
import type { Log } from "../shared/logger.ts";
import type { Metrics } from "../shared/metrics.ts";
import type { Location } from "../shared/order-api.ts";
import type { PaymentRequest, PaymentResult } from "../shared/payment-api.ts";
import type { OrderConfig } from "../shared/tenant.ts";
import type { Coupons } from "./coupon-counters.ts";
import type { Opening } from "./opening-hours.ts";
import type { OrderRecord } from "./record.ts";

/** Which basket or order a conversation is at. One item a conversation, so that two events never open two baskets. */
export interface Pointer {
  readonly currentOrderId: string;
  /** The latest order that was placed before the current basket was opened. */
  readonly previousOrderId?: string;
  /** The orders placed before that one, newest first. */
  readonly earlierOrderIds?: readonly string[];
  /** Requests that those orders were changed by, oldest first: applying one again changes no later basket. */
  readonly served?: readonly { readonly requestId: string; readonly orderId: string }[];
}

export interface OrderStore {
  pointer(clientId: string, conversationId: string): Promise<Pointer | undefined>;
  /** False when the conversation's pointer is no longer `expected`. */
  movePointer(
    clientId: string,
    conversationId: string,
    expected: Pointer | undefined,
    next: Pointer,
  ): Promise<boolean>;
  /** False when the conversation's pointer is no longer `expected`. */
  dropPointer(clientId: string, conversationId: string, expected: Pointer): Promise<boolean>;
  /** Undefined for another tenant's order as for none. */
  order(clientId: string, orderId: string): Promise<OrderRecord | undefined>;
  /** Writes the order and returns it as stored; undefined when somebody wrote after it was read. */
  put(order: OrderRecord): Promise<OrderRecord | undefined>;
  /** Ids of the orders that somebody placed at any of the tenant's stores, newest first. */
  ofCustomer(clientId: string, phone: string): Promise<readonly string[]>;
  /** Ids of the tenant's orders and baskets whose time is over, oldest first. */
  expired(clientId: string, now: string): Promise<readonly string[]>;
}

/** What a store sells, where and when. */
export interface StoreConfig extends Opening {
  readonly storeId: string;
  readonly storeName: string;
  readonly location?: Location;
  /** The restaurant takes no orders for now; what was ordered before goes on. */
  readonly suspended?: boolean;
  readonly orderConfig: OrderConfig;
}

export interface TenantReader {
  store(clientId: string, storeId: string): Promise<StoreConfig | "unknown_tenant" | "unknown_store">;
  activeTenants(): Promise<readonly string[]>;
}

export interface Payments {
  /** Throws when PaymentService gives no answer. */
  request(request: PaymentRequest): Promise<PaymentResult>;
}

export type OrderMetric =
  | "OrdersPlaced"
  /** Reais of the orders that were placed. */
  | "OrderValue"
  | "OrdersConfirmed"
  | "OrdersCancelled"
  | "OrdersExpired"
  | "OrdersRejected"
  | "OrdersRefunded";

export interface Ports {
  readonly store: OrderStore;
  readonly tenants: TenantReader;
  readonly payments: Payments;
  readonly coupons: Coupons;
  /** Starts SQSProducer for one order, without waiting for it. */
  readonly relay: (clientId: string, orderId: string) => Promise<void>;
  /** Starts MediaErasure for one customer, without waiting for it. */
  readonly eraseMedia: (clientId: string, conversationId: string) => Promise<void>;
  readonly active: ActiveRegion;
  readonly epoch: Epoch;
  /** This region. */
  readonly region: string;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics<OrderMetric>, "count">;
  readonly log: Log;
}
