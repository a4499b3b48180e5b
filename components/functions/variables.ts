/** What the functions' environment variables are in one region. */
import * as pulumi from "@pulumi/pulumi";
import type { Configuration } from "../configuration.ts";
import { activeName, publicName } from "../dns/names.ts";
import type { FifoQueue } from "../messaging/fifo-queue.ts";
import type { Names } from "../naming.ts";
import type { FunctionName, ProgramVariable } from "./catalogue.ts";
import { alias } from "./handler-function.ts";

export interface Surroundings {
  /** Names by region. */
  readonly mediaBuckets: pulumi.Output<Readonly<Record<string, string>>>;
  readonly inbox: FifoQueue;
  readonly payments: FifoQueue;
}

export function functionVariables(
  configuration: Configuration,
  names: Names,
  { mediaBuckets, inbox, payments }: Surroundings,
): Readonly<Record<ProgramVariable, pulumi.Input<string>>> {
  const { domain, modelIds, region, peerRegion, primaryRegion, twilioBaseUrl, asaasBaseUrl } = configuration;
  const peer = peerRegion ?? region;
  const mediaBucketIn = (home: string) => mediaBuckets.apply((buckets) => buckets[home] ?? "");
  const qualified = (fn: FunctionName) => `${names.function(fn)}:${alias}`;
  return {
    CONVERSATION_TABLE: names.table("ConversationTable"),
    ORDER_CONFIG_TABLE: names.table("OrderConfigTable"),
    ORDERS_TABLE: names.table("WhatsAppBotOrders"),
    PAYMENT_RECORDS_TABLE: names.table("PaymentRecordsTable"),
    TENANT_CONFIG_TABLE: names.table("TenantConfigTable"),
    CUSTOMER_TABLE: names.table("CustomerTable"),
    IDEMPOTENCY_TABLE: names.table("IdempotencyTable"),
    MEDIA_BUCKET: mediaBucketIn(region),
    PEER_MEDIA_BUCKET: mediaBucketIn(peer),
    QUEUE_URL_PREFIX: pulumi.interpolate`${inbox.url}`.apply((url) => url.replace(/[^/]+$/, "")),
    INBOX_QUEUE: inbox.queueName,
    PAYMENTS_QUEUE: payments.queueName,
    ORDER_FUNCTION: qualified("OrderService"),
    PAYMENT_FUNCTION: qualified("PaymentService"),
    PRODUCER_FUNCTION: qualified("SQSProducer"),
    ERASURE_FUNCTION: qualified("MediaErasure"),
    TWILIO_SECRET: names.secret("twilio"),
    ASAAS_SECRET: names.secret("asaas"),
    POS_SECRET: names.secret("pos"),
    TWILIO_BASE_URL: twilioBaseUrl,
    ASAAS_BASE_URL: asaasBaseUrl,
    PUBLIC_BASE_URL: `https://${publicName(domain)}`,
    ACTIVE_NAME: activeName(domain),
    PRIMARY_REGION: primaryRegion,
    PEER_REGION: peer,
    MODEL_IDS: modelIds.join(","),
  };
}
