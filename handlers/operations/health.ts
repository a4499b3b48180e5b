/** Health: GET /health. */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { openQueues } from "../adapters/queues.ts";
import { openTables } from "../adapters/tables.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { openLog } from "../shared/logger.ts";
import { tables as shapes, type TableName, type TableShape } from "../shared/tables.ts";
import { healthHandler, type Probe } from "./check.ts";

const environment = readEnvironment(
  "CONVERSATION_TABLE",
  "ORDER_CONFIG_TABLE",
  "ORDERS_TABLE",
  "PAYMENT_RECORDS_TABLE",
  "TENANT_CONFIG_TABLE",
  "CUSTOMER_TABLE",
  "IDEMPOTENCY_TABLE",
  "QUEUE_URL_PREFIX",
  "INBOX_QUEUE",
  "AWS_REGION",
);
const tables = openTables();
const queues = openQueues(environment);

/** Reads an item that need not exist: that the table answers is what counts. */
const table =
  (shape: TableName, name: string): Probe =>
  async (signal) => {
    const { hashKey, rangeKey }: TableShape = shapes[shape];
    const Key = { [hashKey]: "health", ...(rangeKey && { [rangeKey]: "health" }) };
    await tables.send(new GetCommand({ TableName: name, Key }), { abortSignal: signal });
  };

export const handler = healthHandler({
  probes: {
    ConversationTable: table("ConversationTable", environment.CONVERSATION_TABLE),
    OrderConfigTable: table("OrderConfigTable", environment.ORDER_CONFIG_TABLE),
    WhatsAppBotOrders: table("WhatsAppBotOrders", environment.ORDERS_TABLE),
    PaymentRecordsTable: table("PaymentRecordsTable", environment.PAYMENT_RECORDS_TABLE),
    TenantConfigTable: table("TenantConfigTable", environment.TENANT_CONFIG_TABLE),
    CustomerTable: table("CustomerTable", environment.CUSTOMER_TABLE),
    IdempotencyTable: table("IdempotencyTable", environment.IDEMPOTENCY_TABLE),
    inbox: (signal) => queues.probe(environment.INBOX_QUEUE, signal),
  },
  region: environment.AWS_REGION,
  clock,
  log: openLog(),
});
