import type { PlanSection } from "../row.ts";
import { spoilt, types } from "./support.ts";

export const security: readonly PlanSection[] = [
  {
    number: "6.1",
    title: "Proteção de Dados",
    rows: [
      {
        row: "Dados em Repouso — Criptografia padrão em DynamoDB e S3",
        stands: [
          { type: types.table, holds: ['"serverSideEncryption":{'] },
          { type: types.bucketEncryption },
        ],
        tests: [
          spoilt("a table with AWS's key", "table-own-key"),
          spoilt("S3's own key in the peer's bucket", "bucket-own-key"),
        ],
      },
      {
        row: "Dados em Repouso — KMS para chaves gerenciadas pelo cliente",
        stands: [
          { type: types.key, holds: ['"enableKeyRotation":true'] },
          { type: "aws:kms/replicaKey:ReplicaKey" },
        ],
        tests: [
          "what the primary owns for both regions encrypts with one multi-region key that rotates, and its replica in the other region",
          spoilt("a key that never rotates", "key-rotates"),
        ],
      },
      {
        row: "Dados em Repouso — Backups criptografados",
        stands: [{ type: "aws:backup/plan:Plan" }, { type: "aws:backup/vault:Vault", count: [1, 1] }],
        tests: [
          "the backup of what is kept copies each recovery point to the peer region, to live there as long",
          "the backup of what is kept lies in vaults with keys of their own, which nobody empties before the time",
        ],
      },
      {
        row: "Dados em Trânsito — TLS 1.2+ para todas as comunicações",
        stands: [
          { type: types.domain, holds: ["TLS_1_2"] },
          { type: "aws:s3/bucketPolicy:BucketPolicy", holds: ["aws:SecureTransport"] },
        ],
        tests: [
          spoilt("TLS 1.0", "api-tls"),
          spoilt("a bucket in clear", "bucket-tls-only"),
          spoilt("a store's queue in clear HTTP", "policies-refuse-plain-http"),
        ],
      },
      {
        row: "Dados em Trânsito — API Gateway com HTTPS obrigatório",
        stands: [{ type: types.api, holds: ['"disableExecuteApiEndpoint":true'] }, { type: types.domain }],
        tests: [
          "the regional API in us-east-1 answers on the public name and the region's own, over TLS 1.2, and nowhere else",
        ],
      },
      {
        row: "Dados em Trânsito — VPC Endpoints para serviços AWS",
        stands: [{ type: types.endpoint }],
        tests: [
          "the network in us-east-1 reaches S3 and DynamoDB for nothing, and what its functions call without leaving AWS",
          spoilt("tables reached through the internet", "vpc-gateway-endpoints"),
        ],
      },
      {
        row: "Dados Sensíveis — Secrets Manager para credenciais",
        stands: [{ type: types.secret, holds: ['"replicas":[{'] }],
        tests: [
          "what the primary owns for both regions has a secret a provider with a replica, and no value anywhere",
          spoilt("a token in the environment", "no-secret-in-environment"),
        ],
      },
      {
        row: "Dados Sensíveis — Mascaramento de CPF/CNPJ em logs",
        stands: ["handlers/shared/mask.ts"],
        tests: ["The log masks card and tax numbers wherever they stand, as texts and as numbers"],
      },
      {
        row: "Dados Sensíveis — Tokenização de dados de pagamento",
        stands: ["handlers/shared/mask.ts", "handlers/payment/charging.ts"],
        tests: [
          "a customer's journey in us-east-1 a card number typed into the chat is never needed and confirms nothing, and a secure link comes instead",
        ],
        note: "No card number reaches this system: Asaas's hosted page takes it and keeps the token.",
      },
    ],
  },
  {
    number: "6.2",
    title: "Controle de Acesso",
    rows: [
      {
        row: "IAM — Princípio de menor privilégio",
        stands: [{ type: "aws:iam/rolePolicy:RolePolicy" }, "components/functions/access.ts"],
        tests: [
          spoilt("a wildcard action", "iam-no-wildcard-actions"),
          spoilt("a wildcard resource", "iam-no-wildcard-resources"),
          "the catalogue of functions opens to OrderService the table actions that its code makes, and no others",
        ],
      },
      {
        row: "IAM — Roles específicas por função",
        stands: [{ type: types.role, name: "*-role" }],
        tests: [spoilt("a shared role", "one-role-per-function")],
      },
      {
        row: "IAM — Políticas baseadas em recursos",
        stands: [
          { type: "aws:sqs/queuePolicy:QueuePolicy" },
          { type: "aws:lambda/permission:Permission" },
          { type: "aws:s3/bucketPolicy:BucketPolicy" },
        ],
        tests: [
          "a tenant lets the point of sale alone take from a store's queue, and by TLS",
          spoilt("a permission for any API", "permission-names-its-source"),
        ],
      },
      {
        row: "API Gateway — Autenticação via API Key",
        stands: [{ type: types.apiKey }, { type: "aws:apigateway/authorizer:Authorizer" }],
        tests: [
          "the public API lets no point of sale in without its key, nor with another restaurant's",
          spoilt("an open webhook", "method-authorized"),
        ],
      },
      {
        row: "API Gateway — Throttling por cliente",
        stands: [{ type: types.usagePlan }, { type: "aws:apigateway/usagePlanKey:UsagePlanKey" }],
        tests: [
          spoilt("a webhook that nobody meters", "method-metered"),
          spoilt("a plan without a quota", "usage-plan-bounded"),
        ],
      },
      {
        row: "API Gateway — WAF para proteção contra ataques",
        stands: [{ type: types.webAcl }, { type: "aws:wafv2/webAclAssociation:WebAclAssociation" }],
        tests: [
          spoilt("a firewall before another stage", "stage-behind-firewall"),
          spoilt("a firewall that lets floods pass", "firewall-rules"),
        ],
      },
      {
        row: "Secrets — Rotação automática a cada 90 dias",
        stands: [{ type: types.rotation }, { type: types.function, name: "Rotation-function" }],
        tests: [
          spoilt("a rotation that is too slow", "secret-rotated"),
          "a rotation while customers write and pay of Asaas's tokens loses no event",
          "The rotation of Twilio's tokens has two good tokens while it lasts and one in the end, and readers know whichever Twilio uses",
        ],
      },
      {
        row: "Secrets — Acesso auditado",
        stands: [
          { type: types.trail },
          { type: types.metricFilter, name: "*-secret-readers" },
          { type: types.alarm, name: "*-audit-secret-readers" },
        ],
        tests: [
          "the audit trail takes no function for an unusual reader whose work is to read secrets, and every other for one",
          spoilt("a trail that may be altered", "trail-trustworthy"),
        ],
      },
      {
        row: "Secrets — Integração com AWS KMS",
        stands: [{ type: types.secret, holds: ['"kmsKeyId":"arn:aws:kms:'] }],
        tests: [spoilt("a secret with AWS's key", "secret-own-key")],
      },
    ],
  },
  {
    number: "6.3",
    title: "Monitoramento e Auditoria",
    rows: [
      {
        row: "Logs — CloudWatch Logs para todas as funções",
        stands: [{ type: types.logGroup, holds: ["/aws/lambda/"] }],
        tests: [spoilt("a log group that Lambda makes", "log-group-owned")],
      },
      {
        row: "Logs — Retenção de 30 dias",
        stands: [{ type: types.logGroup, holds: ["/aws/lambda/", '"retentionInDays":30'] }],
        tests: [spoilt("a log for ever", "log-retention")],
      },
      {
        row: "Logs — Exportação para S3 para retenção longa",
        stands: [
          { type: "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter" },
          { type: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream" },
        ],
        tests: [
          "the log archive in us-east-1 takes every function's lines and the API's requests, each into a folder of its own by day",
          "the log archive in us-east-1 keeps them private and encrypted for two years, from the 90th day on where keeping is cheap",
        ],
      },
      {
        row: "Métricas — CloudWatch Metrics para performance",
        stands: [
          "components/observability/business-metrics.ts",
          { type: types.dashboard, name: "*-operacao" },
        ],
        tests: [
          "Business metrics are one line an invocation, by service alone, and nothing when nothing was counted",
          spoilt("a graph of what nobody counts", "dashboard-metrics-sourced"),
        ],
      },
      {
        row: "Métricas — Dashboards por cliente",
        stands: [{ type: types.dashboard, name: "*-por-cliente" }],
        tests: [
          "the tenant's dashboard asks every query for the tenant of its one field",
          "the tenant's dashboard names no restaurant, so that a new one changes nothing",
        ],
        note: "One dashboard with the tenant as a variable: a hundred would cost US$ 300 a month.",
      },
      {
        row: "Métricas — Alertas para anomalias",
        stands: [{ type: types.alarm, holds: ["ANOMALY_DETECTION_BAND"] }],
        tests: [
          "alarms in us-east-1 fewer orders than is usual at this hour, by a band that is learnt",
          "alarms in us-east-1 each say what is wrong and tell somebody, also when it is over",
        ],
      },
      {
        row: "Rastreamento — X-Ray para análise de requisições",
        stands: [
          { type: types.function, holds: ['"mode":"Active"'] },
          { type: types.stage, holds: ["xrayTracingEnabled"] },
        ],
        tests: [
          spoilt("a function without a trace", "tracing-active"),
          "the regional API in us-east-1 traces, and logs one JSON object a request into a group that ends",
        ],
      },
      {
        row: "Rastreamento — Correlação de eventos",
        stands: ["handlers/shared/logger.ts", "components/observability/log-queries.ts"],
        tests: [
          "The log is one JSON object a line with the same fields in every function",
          "The webhook answers empty TwiML once the message is on the inbox queue, in the conversation's group",
        ],
      },
      {
        row: "Rastreamento — Mapa de serviços",
        stands: [{ type: "aws:xray/samplingRule:SamplingRule" }],
        tests: [
          "telemetry in us-east-1 traces five requests in a hundred, one a second at least, and no probe",
        ],
        note: "X-Ray draws it from the traces by itself.",
      },
    ],
  },
];
