/** OrderService: the only code that knows prices and order states. Invoked with an OrderRequest, and by its schedule. */
import { openActiveRegion } from "../adapters/active-region.ts";
import { openFunctions } from "../adapters/functions.ts";
import { openTables } from "../adapters/tables.ts";
import { openTenantList } from "../adapters/tenant-list.ts";
import { openTenants } from "../adapters/tenants.ts";
import { openTurns } from "../adapters/turns.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { openEpoch } from "../shared/epoch.ts";
import type { EraseMedia } from "../shared/erase-media.ts";
import { openLog } from "../shared/logger.ts";
import { openMetrics } from "../shared/metrics.ts";
import type { PaymentResult } from "../shared/payment-api.ts";
import { openCoupons } from "./coupon-counters.ts";
import { orderHandler } from "./entry.ts";
import type { OrderMetric } from "./ports.ts";
import { openOrderStore } from "./store.ts";
import { openStores } from "./stores.ts";

const environment = readEnvironment(
  "ORDERS_TABLE",
  "ORDER_CONFIG_TABLE",
  "TENANT_CONFIG_TABLE",
  "IDEMPOTENCY_TABLE",
  "PAYMENT_FUNCTION",
  "PRODUCER_FUNCTION",
  "ERASURE_FUNCTION",
  "ACTIVE_NAME",
  "PRIMARY_REGION",
  "AWS_REGION",
);
const region = environment.AWS_REGION;
const tables = openTables();
const functions = openFunctions();
const log = openLog();
const active = openActiveRegion(environment, clock, log);

export const handler = orderHandler({
  store: openOrderStore(tables, environment.ORDERS_TABLE),
  coupons: openCoupons(tables, environment.ORDERS_TABLE),
  tenants: openStores({
    tables,
    orderConfigTable: environment.ORDER_CONFIG_TABLE,
    tenants: openTenants(tables, environment.TENANT_CONFIG_TABLE, clock),
    activeTenants: openTenantList(tables, environment.TENANT_CONFIG_TABLE),
    clock,
  }),
  payments: { request: (request) => functions.call<PaymentResult>(environment.PAYMENT_FUNCTION, request) },
  relay: (clientId, orderId) =>
    functions.start(environment.PRODUCER_FUNCTION, { action: "relay_order", clientId, orderId }),
  eraseMedia: (clientId, conversationId) =>
    functions.start(environment.ERASURE_FUNCTION, { clientId, conversationId } satisfies EraseMedia),
  epoch: openEpoch({ store: openTurns(tables, environment.IDEMPOTENCY_TABLE), active, region, clock }),
  ...{ active, region, clock, log, metrics: openMetrics<OrderMetric>() },
});
