/** SQSProducer: relays orders' outboxes to the restaurants' queues and to the conversations. */
import { openActiveRegion } from "../adapters/active-region.ts";
import { openQueues } from "../adapters/queues.ts";
import { openTables } from "../adapters/tables.ts";
import { openTenantList } from "../adapters/tenant-list.ts";
import { openTenants } from "../adapters/tenants.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { openLog } from "../shared/logger.ts";
import { openMetrics } from "../shared/metrics.ts";
import { openOutboxStore } from "./outbox-store.ts";
import { producerHandler } from "./produce.ts";

const environment = readEnvironment(
  "ORDERS_TABLE",
  "TENANT_CONFIG_TABLE",
  "QUEUE_URL_PREFIX",
  "INBOX_QUEUE",
  "ACTIVE_NAME",
  "PRIMARY_REGION",
  "AWS_REGION",
);
const log = openLog();
const tables = openTables();

export const handler = producerHandler({
  store: openOutboxStore(tables, environment.ORDERS_TABLE),
  queues: openQueues(environment),
  active: openActiveRegion(environment, clock, log),
  tenants: openTenants(tables, environment.TENANT_CONFIG_TABLE, clock),
  activeTenants: openTenantList(tables, environment.TENANT_CONFIG_TABLE),
  region: environment.AWS_REGION,
  inboxQueue: environment.INBOX_QUEUE,
  metrics: openMetrics<"OutboxRelayed">(),
  log,
});
