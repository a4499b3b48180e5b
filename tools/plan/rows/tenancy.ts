import type { PlanSection } from "../row.ts";
import { spoilt, types } from "./support.ts";

const hasTable = (table: string) =>
  `what the primary owns for both regions has ${table} in both regions, with the keys and indexes that handlers query`;

export const tenancy: readonly PlanSection[] = [
  {
    number: "3.1",
    title: "Isolamento de Dados",
    rows: [
      {
        row: "Chave de Partição: clientId; Chave de Ordenação: storeId (quando aplicável)",
        stands: ["handlers/shared/tables.ts", { type: types.table }],
        tests: [spoilt("an index over all tenants", "table-index-tenant-first")],
        note: "Orders and charges are found by their own ids, whose indexes all start with the tenant.",
      },
      {
        row: "ConversationTable: Armazena contexto de conversas",
        stands: [{ type: types.table, name: "*-ConversationTable" }],
        tests: [hasTable("ConversationTable")],
      },
      {
        row: "OrderConfigTable: Configurações de pedidos por cliente/loja",
        stands: [{ type: types.table, name: "*-OrderConfigTable" }],
        tests: [hasTable("OrderConfigTable")],
      },
      {
        row: "WhatsAppBotOrders: Pedidos realizados via chatbot",
        stands: [{ type: types.table, name: "*-WhatsAppBotOrders" }],
        tests: [hasTable("WhatsAppBotOrders")],
      },
      {
        row: "PaymentRecordsTable: Registros de pagamentos",
        stands: [{ type: types.table, name: "*-PaymentRecordsTable" }],
        tests: [hasTable("PaymentRecordsTable")],
      },
      {
        row: "CustomerTable: Dados de clientes finais",
        stands: [{ type: types.table, name: "*-CustomerTable" }],
        tests: [hasTable("CustomerTable")],
      },
    ],
  },
  {
    number: "3.2",
    title: "Isolamento de Processamento",
    rows: [
      {
        row: "Filas SQS Dedicadas: Cada cliente/loja tem sua própria fila SQS FIFO",
        stands: [
          { type: "chatbot:messaging:TenantQueues" },
          { type: types.queue, name: "client_*-store_*-queue" },
        ],
        tests: [
          "a tenant has one queue for each store in each region, under the same name",
          "one restaurant more changes no resource of any other, and each of its own says whose it is",
        ],
      },
      {
        row: "Concorrência Lambda: Limites de concorrência por cliente para funções críticas",
        stands: [
          "components/messaging/tenant-queues.ts",
          { type: types.mapping, holds: ["maximumConcurrency"] },
        ],
        tests: [
          "a tenant of tier silo has an inbox queue of its own in both regions, answered by so many batches at the same time",
          "A tenant's limits of messages a minute turn a turn to menus, without a model",
        ],
        note: "Reserved concurrency is a function's, not a tenant's: tier silo has its own queue, the pool a bucket each.",
      },
      {
        row: "Throttling por API Key: Limites de taxa específicos por cliente no API Gateway",
        stands: [{ type: types.apiKey, name: "client_*" }, { type: types.usagePlan }],
        tests: [
          "a tenant is metered by a key of the value that the authorizer names, on the plan of its tier",
          "API Gateway's usage plans and throttles throttles each key by its own bucket, and lets it in again as the bucket fills",
        ],
      },
    ],
  },
  {
    number: "3.3",
    title: "Configuração Multi-Tenant",
    rows: [
      {
        row: "Tabela DynamoDB TenantConfig para armazenar configurações específicas por cliente",
        stands: [
          { type: types.table, name: "*-TenantConfigTable" },
          { type: "aws:dynamodb/tableItem:TableItem", name: "client_*-tenant" },
          "tenants/client_bella_napoli.yaml",
        ],
        tests: [
          "a tenant is in the primary's tables as its file says, and in no other stack's",
          "the tenants' folder names file, line, place and problem of what is not accepted",
        ],
        note: "Keys and tokens are in Secrets Manager, and queues are named, not addressed: they do not fail over.",
      },
    ],
  },
];
