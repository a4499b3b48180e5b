import type { PlanSection } from "../row.ts";
import { spoilt, types } from "./support.ts";

export const scaling: readonly PlanSection[] = [
  {
    number: "5.1",
    title: "Dimensionamento Automático",
    rows: [
      {
        row: "Lambda — Concorrência provisionada para funções críticas",
        stands: [{ type: types.provisioned }, { type: types.scalingPolicy, holds: ['"targetValue":0.7'] }],
        tests: ["functions that wait warm become more when seven in ten are busy"],
      },
      {
        row: "Lambda — Reserva de 10-20 instâncias para picos",
        stands: [{ type: types.scheduledAction, holds: ['"minCapacity":10', "America/Sao_Paulo"] }],
        tests: [
          "functions that wait warm are ten to twenty for lunch and for dinner, by São Paulo's clock, and one in between",
        ],
      },
      {
        row: "Lambda — Limites por cliente para evitar monopolização",
        stands: ["components/messaging/silo-concurrency.ts", "handlers/conversation/allowance.ts"],
        tests: [
          "a tenant of tier silo may be promised no more than is left beside the shared inbox at its peak",
          "A tenant's limits of tokens a day are reserved before a turn and settled after it",
        ],
      },
      {
        row: "DynamoDB — Capacidade sob demanda",
        stands: [{ type: types.table, holds: ['"billingMode":"PAY_PER_REQUEST"'] }],
        tests: [spoilt("provisioned capacity", "table-on-demand")],
      },
      {
        row: "DynamoDB — Auto-scaling para tabelas com tráfego previsível",
        stands: [{ type: types.table }],
        tests: [spoilt("provisioned capacity", "table-on-demand")],
        note: "No table's traffic is predictable here: all are on demand, which scales by itself.",
      },
      {
        row: "DynamoDB — Particionamento eficiente para evitar hot keys",
        stands: ["handlers/shared/tables.ts"],
        tests: [
          "what the primary owns for both regions has WhatsAppBotOrders in both regions, with the keys and indexes that handlers query",
        ],
        note: "Orders, charges and receipts spread by their own ids, not by their tenant.",
      },
      {
        row: "SQS — Filas FIFO com alta capacidade",
        stands: [{ type: types.queue, holds: ['"fifoThroughputLimit":"perMessageGroupId"'] }],
        tests: [spoilt("one throughput for all tenants", "queue-fifo-throughput")],
      },
      {
        row: "SQS — Configuração de throughput por cliente",
        stands: [{ type: types.mapping, holds: ["maximumConcurrency"] }],
        tests: [
          "a tenant of tier silo has an inbox queue of its own in both regions, answered by so many batches at the same time",
        ],
      },
      {
        row: "SQS — Dead-letter queues para mensagens problemáticas",
        stands: [
          { type: types.queue, name: "*-dlq" },
          { type: "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy" },
        ],
        tests: [
          spoilt("a queue whose poison stays", "queue-dead-letters"),
          spoilt("a standard queue behind a FIFO one", "queue-dead-letters-same-kind"),
          "a conversation in trouble puts a message that nobody can read into the dead-letter queue, with the reason",
        ],
      },
    ],
  },
  {
    number: "5.2",
    title: "Limites e Cotas",
    rows: [
      {
        row: "Lambda Concurrency: 100 por função; solicitar aumento para 1000+",
        stands: [{ type: types.function, holds: ['"reservedConcurrentExecutions":100'] }],
        tests: [
          "the quotas count a reservation for each function that a message passes, and what Lambda keeps for the others",
          spoilt("more reserved than the account has", "concurrency-sums"),
        ],
      },
      {
        row: "API Gateway RPS: 1000 req/s; solicitar aumento para 5000+",
        stands: [{ type: types.methodSettings, holds: ['"throttlingRateLimit":1000'] }],
        tests: ["the regional API in us-east-1 takes the plan's 1000 requests a second and 2000 at once"],
      },
      {
        row: "DynamoDB Throughput: Sob demanda; monitorar custos e ajustar",
        stands: [{ type: types.table }, { type: "aws:budgets/budget:Budget" }],
        tests: ["the month's budget is the plan's US$ 437, and says so before it is spent"],
      },
      {
        row: "SQS Throughput: 300 TPS por fila; distribuir entre múltiplas filas",
        stands: [{ type: types.queue, holds: ['"fifoThroughputLimit":"perMessageGroupId"'] }],
        tests: ["a tenant has one queue for each store in each region, under the same name"],
        note: "In high-throughput mode a limit holds for a message group: a conversation, or a store.",
      },
      {
        row: "Bedrock Tokens: 100K tokens/min; solicitar aumento conforme necessário",
        stands: ["handlers/conversation/allowance.ts", { type: types.alarm, name: "*-menu-mode" }],
        tests: [
          "A tenant's limits of tokens a day are reserved before a turn and settled after it",
          "a conversation in trouble sells a meal by menus while Bedrock is down, and is back with the model by itself",
        ],
      },
    ],
  },
  {
    number: "5.3",
    title: "Estratégia Multi-Região",
    rows: [
      {
        row: "Implantação Primária: us-east-1 (N. Virginia)",
        stands: ["Pulumi.us-east-1.yaml"],
        tests: [
          "what the primary owns for both regions is made by the primary alone: the secondary knows the same things in its own region",
        ],
      },
      {
        row: "Implantação Secundária: sa-east-1 (São Paulo)",
        stands: ["Pulumi.sa-east-1.yaml", { type: "pulumi:pulumi:StackReference" }],
        tests: [
          "a customer's journey in sa-east-1, once us-east-1 is drained a typo, a change of mind and a removed item end in the right total, a PIX and a delivered order",
          "the secondary, before anything of it is made, stops with a sentence where the primary's stack is not there",
        ],
      },
      {
        row: "DynamoDB Global Tables para replicação de dados",
        stands: [{ type: types.table, holds: ['"replicas":[{', '"regionName":"sa-east-1"'] }],
        tests: [
          spoilt("a table that stays in one region", "table-replicated"),
          "Replication between the regions of tables carries a write after the lag, and not before",
        ],
      },
      {
        row: "S3 Cross-Region Replication para mídias",
        stands: [{ type: "aws:s3/bucketReplicationConfig:BucketReplicationConfig", count: [1, 1] }],
        tests: [spoilt("replication one way only", "bucket-replicated")],
      },
      {
        row: "Route 53 para failover automático",
        stands: [
          { type: types.record, holds: ["failoverRoutingPolicies"] },
          { type: "aws:route53/healthCheck:HealthCheck" },
        ],
        tests: [
          "failover by DNS gives the public name and the active region's name a primary and a secondary answer",
          "Route 53's health checks of a primary that can be drained leaves the primary when its own health fails",
          spoilt("a name that is remembered too long", "failover-pair"),
        ],
      },
      {
        row: "API Gateway Regional Endpoints em cada região",
        stands: [{ type: types.domain, holds: ["REGIONAL"] }],
        tests: [
          "the regional API in us-east-1 answers on the public name and the region's own, over TLS 1.2, and nowhere else",
        ],
      },
    ],
  },
];
