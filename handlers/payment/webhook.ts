/** PaymentWebhook: POST /webhook/asaas/{clientId}. */
import { openActiveRegion } from "../adapters/active-region.ts";
import { openQueues } from "../adapters/queues.ts";
import { openReceipts } from "../adapters/receipts.ts";
import { openSecret } from "../adapters/secrets.ts";
import { openTables } from "../adapters/tables.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { openLog } from "../shared/logger.ts";
import { AsaasSecret } from "../shared/secrets.ts";
import { paymentWebhook } from "./receive.ts";

const environment = readEnvironment(
  "IDEMPOTENCY_TABLE",
  "QUEUE_URL_PREFIX",
  "PAYMENTS_QUEUE",
  "ASAAS_SECRET",
  "ACTIVE_NAME",
  "PRIMARY_REGION",
  "AWS_REGION",
);
const log = openLog();

export const handler = paymentWebhook({
  secret: openSecret(environment.ASAAS_SECRET, AsaasSecret, clock),
  receipts: openReceipts(openTables(), environment.IDEMPOTENCY_TABLE, clock),
  queues: openQueues(environment),
  active: openActiveRegion(environment, clock, log),
  region: environment.AWS_REGION,
  paymentsQueue: environment.PAYMENTS_QUEUE,
  ...{ clock, log },
});
