/** "Operação": is the system well, and if not, which part. */
import { businessMetric } from "../business-metrics.ts";
import { logQueries } from "../log-queries.ts";
import { errorsLogged } from "../metric-filters.ts";
import type { DashboardFacts } from "./facts.ts";
import {
  alarmStates,
  type DashboardBody,
  dashboard,
  expression,
  graph,
  type Line,
  line,
  logs,
  type MetricName,
  queuesNamed,
  type Widget,
} from "./widgets.ts";

const plain = (metric: { namespace: string; metricName: string }, dimensions: Record<string, string>) => ({
  namespace: metric.namespace,
  metricName: metric.metricName,
  dimensions,
});

export function operationsDashboard(facts: DashboardFacts): DashboardBody {
  const { region } = facts;
  const api = (metricName: string): MetricName => ({
    namespace: "AWS/ApiGateway",
    metricName,
    dimensions: { ApiName: facts.apiName, Stage: facts.stageName },
  });
  const eachFunction = (metricName: string, stat?: string): Line[] =>
    Object.entries(facts.functions).map(([service, FunctionName]) =>
      line({ namespace: "AWS/Lambda", metricName, dimensions: { FunctionName } }, { label: service, stat }),
    );
  const eachQueue = (metricName: string, queues: Readonly<Record<string, string>>): Line[] =>
    Object.entries(queues).map(([label, QueueName]) =>
      line({ namespace: "AWS/SQS", metricName, dimensions: { QueueName } }, { label }),
    );
  // Tenants of tier silo have an inbox of their own; a new one changes no dashboard.
  const tenantInboxes = (metricName: string): Line[] => {
    const shared = facts.queues.inbox?.replace(/\.fifo$/, "").split(/[^A-Za-z0-9]+/);
    return shared ? [queuesNamed(metricName, [...shared, "client"], "dlq", "Maximum")] : [];
  };
  const waiting = (metricName: string) => [
    ...eachQueue(metricName, facts.queues),
    ...tenantInboxes(metricName),
  ];
  const errorRates = Object.entries(facts.functions).flatMap(([service, FunctionName], index) => {
    const of = (metricName: string) => ({
      namespace: "AWS/Lambda",
      metricName,
      dimensions: { FunctionName },
    });
    return [
      expression(`100 * e${index} / i${index}`, { label: service, id: `r${index}` }),
      line(of("Errors"), { id: `e${index}`, visible: false }),
      line(of("Invocations"), { id: `i${index}`, visible: false }),
    ];
  });

  return dashboard([
    { height: 4, widgets: [alarmStates("Alarmes", facts.alarmArns)] },
    {
      height: 6,
      widgets: [
        graph(
          "Saúde vista pelo Route 53",
          Object.entries(facts.healthChecks).map(([label, HealthCheckId]) =>
            line(
              {
                namespace: "AWS/Route53",
                metricName: "HealthCheckStatus",
                dimensions: { HealthCheckId },
              },
              { label, region: "us-east-1" },
            ),
          ),
          { region: "us-east-1", stat: "Minimum", period: 60 },
        ),
        graph(
          "Requisições",
          [
            line(api("Count"), { label: "todas" }),
            line(api("4XXError"), { label: "4xx" }),
            line(api("5XXError"), { label: "5xx" }),
          ],
          { region },
        ),
        graph(
          "Latência da API",
          ["p50", "p95", "p99"].map((stat) => line(api("Latency"), { label: stat, stat })),
          { region, unit: "ms", threshold: { value: 3000, label: "alarme: p95" } },
        ),
      ],
    },
    {
      height: 6,
      widgets: [
        graph("Erros por função", errorRates, {
          region,
          unit: "%",
          threshold: { value: 5, label: "alarme" },
        }),
        graph("Duração por função, p95", eachFunction("Duration", "p95"), { region, unit: "ms" }),
        graph(
          "Erros registrados nos logs",
          Object.keys(facts.functions).map((service) =>
            line(plain(errorsLogged, { service }), { label: service }),
          ),
          { region },
        ),
      ],
    },
    {
      height: 6,
      widgets: [
        graph("Execuções simultâneas", eachFunction("ConcurrentExecutions", "Maximum"), { region }),
        graph("Invocações recusadas por limite", eachFunction("Throttles"), {
          region,
          threshold: { value: 10, label: "alarme: soma" },
        }),
        graph(
          "Respostas sem o modelo, por menus, e mensagens ilegíveis",
          [
            line(businessMetric("ModelFallback") as MetricName, { label: "sem o modelo" }),
            line(businessMetric("MenuMode") as MetricName, { label: "por menus" }),
            line(businessMetric("DeadLettered") as MetricName, { label: "mensagens ilegíveis" }),
            line(businessMetric("MessagesAnswered") as MetricName, { label: "todas" }),
          ],
          { region },
        ),
      ],
    },
    {
      height: 6,
      widgets: [
        graph("Mensagens à espera", waiting("ApproximateNumberOfMessagesVisible"), {
          region,
          stat: "Maximum",
          threshold: { value: 1000, label: "alarme: 15 min" },
        }),
        graph("Mensagem mais antiga", waiting("ApproximateAgeOfOldestMessage"), {
          region,
          stat: "Maximum",
          unit: "s",
        }),
        graph(
          "Filas de mensagens mortas",
          eachQueue("ApproximateNumberOfMessagesVisible", facts.deadLetterQueues),
          { region, stat: "Maximum" },
        ),
      ],
    },
    {
      height: 6,
      widgets: [
        ...replicationTo(facts),
        graph(
          "Tabelas: leituras e escritas recusadas por limite",
          facts.tableNames.flatMap((TableName) =>
            [
              { metricName: "ReadThrottleEvents", of: "leituras" },
              { metricName: "WriteThrottleEvents", of: "escritas" },
            ].map(({ metricName, of }) =>
              line(
                { namespace: "AWS/DynamoDB", metricName, dimensions: { TableName } },
                { label: `${TableName}: ${of}` },
              ),
            ),
          ),
          { region },
        ),
        graph(
          "Firewall: requisições bloqueadas",
          [
            line(
              {
                namespace: "AWS/WAFV2",
                metricName: "BlockedRequests",
                dimensions: { WebACL: facts.webAclName, Region: region, Rule: "ALL" },
              },
              { label: "bloqueadas" },
            ),
          ],
          { region },
        ),
      ],
    },
    {
      height: 8,
      widgets: [
        logs("Últimos erros", {
          region,
          logGroups: facts.functionLogGroups,
          query: logQueries.find((query) => query.slug === "errors")!.lines,
        }),
      ],
    },
  ]);
}

function replicationTo({ region, peerRegion, tableNames }: DashboardFacts): Widget[] {
  if (!peerRegion) return [];
  return [
    graph(
      `Atraso da replicação para ${peerRegion}`,
      tableNames.map((TableName) =>
        line(
          {
            namespace: "AWS/DynamoDB",
            metricName: "ReplicationLatency",
            dimensions: { TableName, ReceivingRegion: peerRegion },
          },
          { label: TableName },
        ),
      ),
      { region, stat: "Average", unit: "ms" },
    ),
  ];
}
