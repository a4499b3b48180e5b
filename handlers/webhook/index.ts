/** WebhookHandler: POST /webhook/{clientId} and POST /webhook/twilio/{clientId}. */
import { openActiveRegion } from "../adapters/active-region.ts";
import { openQueues } from "../adapters/queues.ts";
import { openReceipts } from "../adapters/receipts.ts";
import { openSecret } from "../adapters/secrets.ts";
import { openTables } from "../adapters/tables.ts";
import { openTenants } from "../adapters/tenants.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { openLog } from "../shared/logger.ts";
import { openMetrics } from "../shared/metrics.ts";
import { TwilioSecret } from "../shared/secrets.ts";
import { webhookHandler } from "./receive.ts";

const environment = readEnvironment(
  "TENANT_CONFIG_TABLE",
  "IDEMPOTENCY_TABLE",
  "QUEUE_URL_PREFIX",
  "INBOX_QUEUE",
  "TWILIO_SECRET",
  "PUBLIC_BASE_URL",
  "ACTIVE_NAME",
  "PRIMARY_REGION",
  "AWS_REGION",
);
const log = openLog();
const tables = openTables();

export const handler = webhookHandler({
  tenants: openTenants(tables, environment.TENANT_CONFIG_TABLE, clock),
  secret: openSecret(environment.TWILIO_SECRET, TwilioSecret, clock),
  receipts: openReceipts(tables, environment.IDEMPOTENCY_TABLE, clock),
  queues: openQueues(environment),
  active: openActiveRegion(environment, clock, log),
  region: environment.AWS_REGION,
  inboxQueue: environment.INBOX_QUEUE,
  publicBaseUrl: environment.PUBLIC_BASE_URL,
  metrics: openMetrics(),
  clock,
  log,
});
