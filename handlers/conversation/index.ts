/** AIConversation: consumes inbox.fifo. */
import { openModel } from "../adapters/bedrock.ts";
import { openCache } from "../adapters/cache.ts";
import { nearConversations, openContextCache } from "../adapters/context-cache.ts";
import { openConversations } from "../adapters/conversations.ts";
import { openCustomers } from "../adapters/customers.ts";
import { openFunctions } from "../adapters/functions.ts";
import { openInbox } from "../adapters/inbox.ts";
import { openMediaStore } from "../adapters/media.ts";
import { openMediaLinks } from "../adapters/media-links.ts";
import { openSecret } from "../adapters/secrets.ts";
import { openTables } from "../adapters/tables.ts";
import { openTenants } from "../adapters/tenants.ts";
import { openMessenger } from "../adapters/twilio.ts";
import { openMediumFetcher } from "../adapters/twilio-media.ts";
import { openUsage } from "../adapters/usage.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment, readOptionalEnvironment } from "../shared/environment.ts";
import { openLog } from "../shared/logger.ts";
import { openMetrics } from "../shared/metrics.ts";
import type { OrderResult } from "../shared/order-api.ts";
import { TwilioSecret } from "../shared/secrets.ts";
import { conversationHandler } from "./batch.ts";
import { openCommonAnswers } from "./common/answers.ts";

const environment = readEnvironment(
  "CONVERSATION_TABLE",
  "TENANT_CONFIG_TABLE",
  "CUSTOMER_TABLE",
  "IDEMPOTENCY_TABLE",
  "QUEUE_URL_PREFIX",
  "MEDIA_BUCKET",
  "ORDER_FUNCTION",
  "TWILIO_SECRET",
  "TWILIO_BASE_URL",
  "PUBLIC_BASE_URL",
  "MODEL_IDS",
  "AWS_REGION",
);
const { CACHE_URL, CACHE_NAME } = readOptionalEnvironment("CACHE_URL", "CACHE_NAME");
const log = openLog();
const tables = openTables();
const cache = openCache({ url: CACHE_URL, name: CACHE_NAME, client: tables, clock, log });
const functions = openFunctions();
const twilioSecret = openSecret(environment.TWILIO_SECRET, TwilioSecret, clock);

export const handler = conversationHandler({
  tenants: openTenants(tables, environment.TENANT_CONFIG_TABLE, clock, cache),
  conversations: nearConversations(
    openConversations(tables, environment.CONVERSATION_TABLE, environment.AWS_REGION, clock),
    openContextCache(cache),
  ),
  customers: openCustomers(tables, environment.CUSTOMER_TABLE, clock, log),
  orders: (request, timeoutMs) => functions.call<OrderResult>(environment.ORDER_FUNCTION, request, timeoutMs),
  model: openModel(tables.config.requestHandler),
  modelIds: environment.MODEL_IDS.split(",").map((id) => id.trim()),
  messenger: openMessenger(environment.TWILIO_BASE_URL, twilioSecret),
  inbox: openInbox(environment.QUEUE_URL_PREFIX, tables),
  usage: openUsage(tables, environment.IDEMPOTENCY_TABLE, clock),
  commonAnswers: openCommonAnswers(clock),
  fetchMedium: openMediumFetcher(environment.TWILIO_BASE_URL, twilioSecret),
  mediaStore: openMediaStore(environment.MEDIA_BUCKET, tables),
  mediaLinks: openMediaLinks(environment.MEDIA_BUCKET, tables),
  twilioSecret,
  publicBaseUrl: environment.PUBLIC_BASE_URL,
  metrics: openMetrics(),
  clock,
  log,
});
