/** PaymentService: charges at Asaas and what becomes of them. Invoked with a PaymentRequest, by its queue and its schedule. */

import { openActiveRegion } from "../adapters/active-region.ts";
import { type ChargeSplit, openAsaas } from "../adapters/asaas.ts";
import { openFunctions } from "../adapters/functions.ts";
import { openInbox } from "../adapters/inbox.ts";
import { openMediaStore } from "../adapters/media.ts";
import { openSecret } from "../adapters/secrets.ts";
import { openTables } from "../adapters/tables.ts";
import { openTenantList } from "../adapters/tenant-list.ts";
import { openTenants } from "../adapters/tenants.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { openLog } from "../shared/logger.ts";
import { openMetrics } from "../shared/metrics.ts";
import type { OrderResult } from "../shared/order-api.ts";
import { AsaasSecret } from "../shared/secrets.ts";
import type { TenantConfig } from "../shared/tenant.ts";
import { chargingMs } from "./charging.ts";
import { paymentHandler } from "./entry.ts";
import type { Account, PaymentMetric } from "./ports.ts";
import { openPaymentStore } from "./store.ts";

const environment = readEnvironment(
  "PAYMENT_RECORDS_TABLE",
  "TENANT_CONFIG_TABLE",
  "MEDIA_BUCKET",
  "QUEUE_URL_PREFIX",
  "ORDER_FUNCTION",
  "ASAAS_SECRET",
  "ASAAS_BASE_URL",
  "ACTIVE_NAME",
  "PRIMARY_REGION",
  "AWS_REGION",
);
const log = openLog();
const tables = openTables();
const functions = openFunctions();
const tenants = openTenants(tables, environment.TENANT_CONFIG_TABLE, clock);
const secret = openSecret(environment.ASAAS_SECRET, AsaasSecret, clock);

async function account(clientId: string): Promise<Account | undefined> {
  const [tenant, secrets] = await Promise.all([tenants.find(clientId), secret.read()]);
  const apiKey = (secrets[clientId] ?? (await secret.refresh())[clientId])?.apiKey;
  if (!tenant || !apiKey) return undefined;
  const asaas = openAsaas({
    baseUrl: environment.ASAAS_BASE_URL,
    apiKey,
    signal: AbortSignal.timeout(chargingMs),
  });
  const { asaasConfig } = tenant;
  return { asaas, defaultCpfCnpj: asaasConfig.defaultCpfCnpj, split: splitOf(asaasConfig) };
}

function splitOf(config: TenantConfig["asaasConfig"]): ChargeSplit | undefined {
  const { splitPayments, walletId, splitPercent, splitFixedCentavos } = config;
  if (!splitPayments || walletId === undefined) return undefined;
  if (splitPercent !== undefined) return { walletId, percent: splitPercent };
  return splitFixedCentavos === undefined ? undefined : { walletId, fixedCentavos: splitFixedCentavos };
}

export const handler = paymentHandler({
  store: openPaymentStore(tables, environment.PAYMENT_RECORDS_TABLE, log),
  queue: openInbox(environment.QUEUE_URL_PREFIX, tables),
  media: openMediaStore(environment.MEDIA_BUCKET, tables),
  order: (request) => functions.call<OrderResult>(environment.ORDER_FUNCTION, request),
  metrics: openMetrics<PaymentMetric>(),
  active: openActiveRegion(environment, clock, log),
  region: environment.AWS_REGION,
  activeTenants: openTenantList(tables, environment.TENANT_CONFIG_TABLE),
  ...{ account, clock, log },
});
