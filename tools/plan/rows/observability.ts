import type { PlanSection } from "../row.ts";
import { spoilt, types } from "./support.ts";

const operations = (text: string) => [{ type: types.dashboard, name: "*-operacao", holds: [text] }];
const tenant = (text: string) => [{ type: types.dashboard, name: "*-por-cliente", holds: [text] }];
const business = (text: string) => [{ type: types.dashboard, name: "*-negocios", holds: [text] }];
const drawn = (title: string) => [`each dashboard operations: draws ${title} from what AWS measures of it`];
const asked = [
  "the tenant's dashboard asks every query for the tenant of its one field",
  "the tenant's dashboard reads what functions really log",
];
const counted = [
  "each dashboard business: shows only business metrics that a function counts, under that function",
];

export const observability: readonly PlanSection[] = [
  {
    number: "7.1",
    title: "Dashboards",
    rows: [
      {
        row: "Operacional — Saúde geral do sistema",
        stands: operations("Saúde vista pelo Route 53"),
        tests: drawn("Saúde vista pelo Route 53"),
      },
      {
        row: "Operacional — Taxas de erro por componente",
        stands: operations("Erros por função"),
        tests: drawn("Erros por função"),
      },
      {
        row: "Operacional — Latência de resposta",
        stands: operations("Latência da API"),
        tests: drawn("Latência da API"),
      },
      {
        row: "Operacional — Utilização de recursos",
        stands: operations("Execuções simultâneas"),
        tests: drawn("Execuções simultâneas"),
      },
      {
        row: "Por Cliente — Volume de mensagens",
        stands: tenant("Mensagens recebidas por hora"),
        tests: asked,
      },
      {
        row: "Por Cliente — Taxa de conversão (conversa → pedido)",
        stands: tenant("Da conversa ao pedido"),
        tests: asked,
      },
      {
        row: "Por Cliente — Tempo médio de resposta",
        stands: tenant("Tempo até a resposta ao cliente (ms)"),
        tests: asked,
      },
      { row: "Por Cliente — Satisfação do cliente", stands: tenant("Satisfação"), tests: asked },
      { row: "Negócios — Número de pedidos", stands: business("Pedidos no dia"), tests: counted },
      {
        row: "Negócios — Valor médio de pedidos",
        stands: business("Valor médio do pedido (R$)"),
        tests: counted,
      },
      {
        row: "Negócios — Métodos de pagamento",
        stands: business("Métodos de pagamento"),
        tests: [
          "the business dashboard asks for payment methods and refunds in the words that functions log",
        ],
      },
      {
        row: "Negócios — Taxa de cancelamento/reembolso",
        stands: [...business("Pedidos cancelados ou expirados (%)"), ...business("Reembolsos")],
        tests: [
          ...counted,
          "the business dashboard asks for payment methods and refunds in the words that functions log",
        ],
      },
    ],
  },
  {
    number: "7.2",
    title: "Alertas",
    rows: [
      {
        row: "Erro de Lambda: Taxa de erro > 5% em 5 min → SNS → Email + SMS",
        stands: [{ type: types.alarm, name: "*-errors-*", holds: ['"threshold":5', "chatbot-critical"] }],
        tests: [
          "alarms in us-east-1 the plan's 'Erro de Lambda': more than 5 % of a function's calls in 5 min, to e-mail and SMS",
        ],
      },
      {
        row: "Latência Alta: p95 > 3000ms em 5 min → SNS → Email",
        stands: [{ type: types.alarm, name: "*-latency", holds: ['"threshold":3000'] }],
        tests: ["alarms in us-east-1 the plan's 'Latência Alta': p95 over 3000 ms in 5 min, to e-mail"],
      },
      {
        row: "Fila Acumulando: Mensagens > 1000 por 15 min → SNS → Email + Lambda de escala",
        note: "The shared inbox is the queue whose consumer has a bound to raise. Payments have none but their function's own reservation, and a tenant of tier silo keeps the concurrency that it was promised: their alarms send e-mail alone.",
        stands: [
          { type: types.alarm, name: "*-backlog-inbox", holds: ['"threshold":1000'] },
          { type: types.function, name: "Scale-function" },
          { type: types.subscription, name: "*-scale-subscription" },
        ],
        tests: [
          "alarms in us-east-1 the plan's 'Fila Acumulando': more than 1000 messages for 15 min, to e-mail",
          "the scale action in us-east-1 follows the backlog's alarm alone of all that its topic is told, and keeps what it could not take",
          "a backlog in the inbox is worked off by more batches at once, by the function's own permissions, until the alarm is over",
        ],
      },
      {
        row: "Falha de Pagamento: Taxa de falha > 10% em 15 min → SNS → Email + SMS",
        stands: [
          { type: types.alarm, name: "*-payment-failures", holds: ['"threshold":10', "chatbot-critical"] },
        ],
        tests: [
          "alarms in us-east-1 the plan's 'Falha de Pagamento': more than 10 % of charges in 15 min, to e-mail and SMS",
        ],
      },
      {
        row: "Limite de Concorrência: Throttling > 10 em 5 min → SNS → Email + Auto-scale",
        note: "Warm environments follow use by target tracking, before anything is throttled; a limit of the account's is raised by AWS, on request.",
        stands: [
          { type: types.alarm, name: "*-throttles", holds: ['"threshold":10'] },
          { type: types.scalingPolicy, holds: ["TargetTrackingScaling"] },
        ],
        tests: [
          "alarms in us-east-1 the plan's 'Limite de Concorrência': more than 10 throttled calls in 5 min, to e-mail",
          "functions that wait warm become more when seven in ten are busy",
        ],
      },
    ],
  },
  {
    number: "7.3",
    title: "Logs e Rastreamento",
    rows: [
      {
        row: "Estrutura de Log Padronizada",
        stands: ["handlers/shared/logger.ts", { type: types.function, holds: ['"logFormat":"JSON"'] }],
        tests: [
          "The log is one JSON object a line with the same fields in every function",
          "The log masks phone numbers wherever they stand",
        ],
      },
      {
        row: "X-Ray Trace ID em todos os componentes",
        stands: [{ type: types.function, holds: ['"mode":"Active"'] }],
        tests: [
          spoilt("a function without a trace", "tracing-active"),
          "API Gateway keeps a caller's trace id",
        ],
      },
      {
        row: "Propagação de IDs de correlação entre serviços",
        stands: ["handlers/shared/messages.ts", "handlers/shared/logger.ts"],
        tests: [
          "The webhook answers empty TwiML once the message is on the inbox queue, in the conversation's group",
          "A customer's turn carries out the model's tools at the order stage and tells the model what they answered",
          "The log of one invocation says nothing of another's",
        ],
      },
      {
        row: "Agrupamento de logs por conversação",
        stands: [
          { type: "aws:cloudwatch/queryDefinition:QueryDefinition", name: "*-query-conversation" },
          { type: "aws:athena/namedQuery:NamedQuery", name: "*-query-conversation" },
        ],
        tests: [
          "telemetry in us-east-1 saves the questions that an on-call engineer asks, over groups that exist",
        ],
      },
      {
        row: "CloudWatch Logs Insights para consultas ad-hoc",
        stands: [{ type: "aws:cloudwatch/queryDefinition:QueryDefinition" }],
        tests: [
          "telemetry in us-east-1 saves the questions that an on-call engineer asks, over groups that exist",
        ],
      },
      {
        row: "Métricas extraídas de logs",
        stands: [{ type: types.metricFilter }],
        tests: ["telemetry in us-east-1 counts refusals and logged errors from groups that exist"],
      },
      {
        row: "Exportação para análise em Athena",
        stands: [
          { type: "aws:athena/workgroup:Workgroup" },
          { type: "aws:glue/catalogTable:CatalogTable", count: [2, 2] },
        ],
        tests: [
          "the log archive in us-east-1 has tables whose partitions are the folders that Firehose writes",
          "the log archive in us-east-1 answers questions in a workgroup that encrypts answers, forgets them and bounds what a question reads",
        ],
      },
    ],
  },
];
