import type { PlanSection } from "../row.ts";
import { spoilt, types } from "./support.ts";

export const services: readonly PlanSection[] = [
  {
    number: "2.1",
    title: "Computação",
    rows: [
      {
        row: "AWS Lambda — Processamento serverless: Memória: 1024-2048 MB",
        stands: [{ type: types.function, holds: ['"runtime":"nodejs24.x"'] }],
        tests: [
          "a handler function stands up AIConversation in both regions: a role, a log group, a function, the alias",
          "a handler function refuses memory outside the plan's",
        ],
        note: "TypeScript on nodejs24.x: the plan's Python 3.9 and Node 18 have ended.",
      },
      {
        row: "AWS Lambda — Timeout: 15-30s",
        stands: [{ type: types.function }],
        tests: ["a handler function refuses a timeout outside the plan's"],
      },
      {
        row: "AWS Lambda — Concorrência: Provisionada",
        stands: [{ type: types.provisioned, count: [4, 6] }],
        tests: [
          "functions that wait warm are those that a message passes, by their alias, each with a reservation that has room for them",
        ],
      },
      {
        row: "API Gateway — Endpoints HTTP para webhooks: Throttling: 1000 req/s",
        stands: [{ type: types.methodSettings, holds: ['"throttlingRateLimit":1000'] }],
        tests: [
          "the regional API in us-east-1 takes the plan's 1000 requests a second and 2000 at once",
          spoilt("a stage without limits", "stage-throttled"),
        ],
      },
      {
        row: "API Gateway — Timeout: 29s",
        stands: [{ type: types.integration }],
        tests: [
          "the regional API in us-east-1 hands each route to the live alias of its function, for 29 s at most",
        ],
      },
      {
        row: "API Gateway — Autenticação: API Key",
        stands: [{ type: types.api, holds: ['"apiKeySource":"AUTHORIZER"'] }, { type: types.apiKey }],
        tests: [
          "the regional API in us-east-1 needs the authorizer and a key on every route but health and drain",
          "the regional API in us-east-1 takes the meter's key from the authorizer, which Twilio cannot send",
          "the public API answers a forged signature with 403 and leaves no trace in any table",
        ],
        note: "Twilio signs and never sends x-api-key: the authorizer names the tenant's key, and the signature is checked.",
      },
      {
        row: "Amazon Bedrock — Modelo de IA generativa: Modelo: Claude 3 Sonnet",
        stands: [
          { type: types.function, name: "AIConversation-function", holds: ["MODEL_IDS"] },
          "components/functions/models.ts",
        ],
        tests: [
          spoilt("the plan's model", "model-supported"),
          "The chain of models goes on with the next when one does not answer, and stays with it for the turn",
        ],
        note: "Claude 3 Sonnet is retired: models are configuration, with a chain to fall back on.",
      },
      {
        row: "Amazon Bedrock — Temperatura: 0.7",
        stands: ["handlers/conversation/model-chain.ts"],
        tests: [
          "The chain of models begins with the tenant's own model, at the tenant's temperature",
          "The chain of models asks a model that refuses the request once more without a temperature",
        ],
        note: "The tenant's, since newer models refuse any but their own.",
      },
      {
        row: "Amazon Bedrock — Tokens máximos: 4096",
        stands: ["handlers/conversation/loop.ts"],
        tests: ["A turn's bounds stop a turn that has used its tokens"],
        note: "1024 for an answer, which WhatsApp cuts at 1600 characters; a turn and a day have their own bounds.",
      },
    ],
  },
  {
    number: "2.2",
    title: "Armazenamento e Banco de Dados",
    rows: [
      {
        row: "DynamoDB — Armazenamento de dados: Capacidade: Sob demanda",
        stands: [{ type: types.table, holds: ['"billingMode":"PAY_PER_REQUEST"'] }],
        tests: [spoilt("provisioned capacity", "table-on-demand")],
      },
      {
        row: "DynamoDB — Tabelas: 5-7",
        stands: [{ type: types.table, count: [5, 7] }],
        tests: [
          "what the primary owns for both regions has WhatsAppBotOrders in both regions, with the keys and indexes that handlers query",
        ],
      },
      {
        row: "DynamoDB — Índices: 10-15",
        stands: [{ type: types.table, holds: ['"globalSecondaryIndexes":[{'] }],
        tests: [
          "what the primary owns for both regions has between ten and fifteen indexes, as planned",
          spoilt("an index over all tenants", "table-index-tenant-first"),
        ],
      },
      {
        row: "S3 — Armazenamento de mídias e logs: Lifecycle: 90 dias",
        stands: [
          {
            type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            name: "chatbot-media-*",
            holds: ['"expiration":{"days":90}'],
          },
        ],
        tests: [
          "what the primary owns for both regions keeps media in us-east-1 versioned, encrypted, private and for 90 days, and copies them to sa-east-1",
          spoilt("media that live longer on one side", "bucket-twins-alike"),
        ],
      },
      {
        row: "S3 — Criptografia: SSE-S3",
        stands: [{ type: types.bucketEncryption, holds: ['"sseAlgorithm":"aws:kms"'] }],
        tests: [spoilt("S3's own key in the peer's bucket", "bucket-own-key")],
        note: "With a key of ours (SSE-KMS), as 6.1 asks.",
      },
      {
        row: "S3 — Versionamento: Habilitado",
        stands: [{ type: "aws:s3/bucketVersioning:BucketVersioning", holds: ['"status":"Enabled"'] }],
        tests: [spoilt("a bucket without versions", "bucket-versioned")],
      },
      {
        row: "ElastiCache — Cache de sessão e contexto: Tipo: Redis",
        stands: [{ type: "aws:elasticache/replicationGroup:ReplicationGroup", holds: ['"engine":"valkey"'] }],
        tests: [
          "the cache holds a conversation once it is answered, by the function's own role, and no other tenant finds it",
        ],
        note: "Valkey: Redis's open successor, cheaper at AWS.",
      },
      {
        row: "ElastiCache — Nós: 2 (Multi-AZ)",
        stands: [
          { type: "aws:elasticache/replicationGroup:ReplicationGroup", holds: ['"numCacheClusters":2'] },
        ],
        tests: [
          "the cache in us-east-1 is Valkey on two nodes in two zones, and fails over by itself",
          spoilt("a cache in one zone", "cache-survives-a-zone"),
        ],
      },
      {
        row: "ElastiCache — Tamanho: cache.t3.small",
        stands: [{ type: "aws:elasticache/replicationGroup:ReplicationGroup", holds: ["cache.t4g.small"] }],
        tests: ["a cache refuses a node type that is none of ElastiCache's"],
        note: "cache.t4g.small, the same on Graviton and cheaper; chatbot:cacheNodeType takes the plan's.",
      },
    ],
  },
  {
    number: "2.3",
    title: "Mensageria e Integração",
    rows: [
      {
        row: "SQS — Filas de mensagens para POS: Tipo: FIFO",
        stands: [{ type: types.queue, name: "client_*-store_*", holds: ['"fifoQueue":true'] }],
        tests: ["a tenant has one queue for each store in each region, under the same name"],
      },
      {
        row: "SQS — Retenção: 14 dias",
        stands: [{ type: types.queue, holds: ['"messageRetentionSeconds":1209600'] }],
        tests: [spoilt("a queue that forgets in four days", "queue-retention")],
      },
      {
        row: "SQS — DLQ: Habilitado",
        stands: [{ type: types.queue, name: "*-dlq" }],
        tests: [
          "a FIFO queue has a FIFO dead-letter queue that takes from it alone, in every region",
          spoilt("a queue whose poison stays", "queue-dead-letters"),
        ],
      },
      {
        row: "EventBridge — Agendamento de tarefas: Regras: 5-10",
        stands: [{ type: types.schedule, count: [5, 10] }],
        tests: ["the schedule table has an age and a number of retries that Scheduler accepts"],
        note: "EventBridge Scheduler: retries, a dead-letter queue and a role for each. The 24-hour window is looked at as a message is sent, and a region's health by Route 53 every ten seconds: neither needs a schedule.",
      },
      {
        row: "EventBridge — Frequência: 1-15 min",
        stands: [
          { type: types.schedule, name: "*-expire-orders", holds: ["rate(5 minutes)"] },
          { type: types.schedule, name: "*-relay-outbox", holds: ["rate(1 minute)"] },
          { type: types.schedule, name: "*-reconcile-payments", holds: ["rate(15 minutes)"] },
        ],
        tests: [
          "schedules in us-east-1 end unpaid orders every five minutes and relay the outbox every minute",
          "schedules in us-east-1 reconcile payments every fifteen minutes",
        ],
      },
      {
        row: "SNS — Notificações e alertas: Tópicos: 3-5",
        stands: [{ type: types.topic, count: [3, 5] }],
        tests: [
          "alarms in us-east-1 let CloudWatch publish to each of the four topics, for this account alone",
        ],
      },
      {
        row: "SNS — Protocolos: Email, SMS",
        stands: [
          { type: types.subscription, holds: ['"protocol":"email"'] },
          { type: types.subscription, name: "chatbot-alerts-critical-*", holds: ['"protocol":"sms"'] },
        ],
        tests: [
          "the alert topics send critical alarms to e-mail and SMS, others to e-mail, and nobody twice",
          "the alert topics of both stacks have somebody who hears: e-mail for each, SMS for what is critical",
        ],
        note: "Addresses and numbers are configuration: chatbot:alertEmails, chatbot:alertPhones.",
      },
    ],
  },
  {
    number: "2.4",
    title: "Monitoramento e Operações",
    rows: [
      {
        row: "CloudWatch — Logs e métricas: Retenção: 30 dias",
        stands: [{ type: types.logGroup, holds: ['"retentionInDays":30'] }],
        tests: [spoilt("a log for ever", "log-retention")],
      },
      {
        row: "CloudWatch — Alarmes: 15-20",
        stands: [{ type: types.alarm, name: "chatbot-observability-*" }],
        tests: [
          "alarms in us-east-1 are fifteen to twenty in the pack, as planned",
          "alarms in us-east-1 come with the parts that raise them, and no more than they need",
        ],
        note: "Those of the pack. The cache, the trail, the archive, rotation and failover raise their own, and each store has three.",
      },
      {
        row: "CloudWatch — Dashboards: 3-5",
        stands: [{ type: types.dashboard, count: [3, 5] }],
        tests: [
          "telemetry in us-east-1 has the plan's three dashboards, whose names no other region overwrites, with nothing unknown in them",
        ],
      },
      {
        row: "X-Ray — Rastreamento de requisições: Amostragem: 5%",
        stands: [{ type: "aws:xray/samplingRule:SamplingRule", holds: ['"fixedRate":0.05'] }],
        tests: [
          "telemetry in us-east-1 traces five requests in a hundred, one a second at least, and no probe",
        ],
      },
      {
        row: "X-Ray — Retenção: 7 dias",
        stands: [{ type: types.function, holds: ['"tracingConfig":{"mode":"Active"}'] }],
        tests: [spoilt("a function without a trace", "tracing-active")],
        note: "X-Ray keeps traces for 30 days; nobody can set it.",
      },
      {
        row: "AWS Secrets Manager — Gerenciamento de segredos: Rotação: 90 dias",
        stands: [{ type: types.rotation, holds: ['"automaticallyAfterDays":90'] }],
        tests: [
          "the rotation of secrets happens every 90 days to each of the three, in the primary's region, once they have values",
          "a rotation while customers write and pay of Twilio's tokens loses no message and no answer",
        ],
      },
      {
        row: "AWS Secrets Manager — Criptografia: KMS",
        stands: [{ type: types.secret, holds: ['"kmsKeyId":"arn:aws:kms:'] }],
        tests: [spoilt("a secret with AWS's key", "secret-own-key")],
      },
    ],
  },
];
