/** PosConversations: what a restaurant's people read and write of their customers' conversations, and their schedules. */
import { openActiveRegion } from "../adapters/active-region.ts";
import { openQueues } from "../adapters/queues.ts";
import { openTables } from "../adapters/tables.ts";
import { openTenantList } from "../adapters/tenant-list.ts";
import { openTenants } from "../adapters/tenants.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import type { Invocation } from "../shared/events.ts";
import { openLog } from "../shared/logger.ts";
import { deskHandler } from "./desk.ts";
import { openDeskStore } from "./desk-store.ts";
import type { PosEvent } from "./kitchen.ts";
import { SweepConversations, sweep } from "./sweep.ts";

const environment = readEnvironment(
  "CONVERSATION_TABLE",
  "TENANT_CONFIG_TABLE",
  "QUEUE_URL_PREFIX",
  "INBOX_QUEUE",
  "ACTIVE_NAME",
  "PRIMARY_REGION",
  "AWS_REGION",
);
const log = openLog();
const tables = openTables();
const parts = {
  store: openDeskStore(tables, environment.CONVERSATION_TABLE),
  tenants: openTenants(tables, environment.TENANT_CONFIG_TABLE, clock),
  activeTenants: openTenantList(tables, environment.TENANT_CONFIG_TABLE),
  queues: openQueues(environment),
  active: openActiveRegion(environment, clock, log),
  region: environment.AWS_REGION,
  inboxQueue: environment.INBOX_QUEUE,
  clock,
  log,
};
const desk = deskHandler(parts);

export const handler = (event: unknown, invocation: Invocation): Promise<object> => {
  const tick = SweepConversations.safeParse(event);
  if (!tick.success) return desk(event as PosEvent, invocation);
  return sweep(tick.data.action, { ...parts, log: log.with({ requestId: invocation.awsRequestId }) });
};
