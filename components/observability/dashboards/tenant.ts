/**
 * "Por cliente": one dashboard for every restaurant. Metrics do not carry the tenant (each would be billed), logs do: a
 * field at the head says whose lines are counted. So a new tenant changes no dashboard.
 */
import type { DashboardFacts } from "./facts.ts";
import { type DashboardBody, dashboard, logs, text } from "./widgets.ts";

/** Replaced by what is put into the field. */
const pattern = "CLIENT_ID_PATTERN";
const ofTenant = `filter clientId like /^${pattern}$/`;

export function tenantDashboard(facts: DashboardFacts): DashboardBody {
  const { region } = facts;
  const requests = { region, logGroups: [facts.accessLogGroup] };
  const lines = { region, logGroups: facts.functionLogGroups };
  return dashboard(
    [
      {
        height: 2,
        widgets: [
          text(
            "Escreva no campo acima o `clientId` de um restaurante, como `client_bella_napoli`; `.*` mostra todos juntos.",
          ),
        ],
      },
      {
        height: 6,
        widgets: [
          logs("Mensagens recebidas por hora", {
            ...requests,
            view: "bar",
            query: [
              ofTenant,
              'filter route in ["/webhook/{clientId}", "/webhook/twilio/{clientId}"] and status = 200',
              "stats count() as mensagens by bin(1h)",
            ],
          }),
          logs("Da conversa ao pedido", {
            ...lines,
            query: [
              ofTenant,
              'fields strcontains(message, "Order is awaiting_payment") as placed',
              "stats count_distinct(conversationId) as conversas, sum(placed) as pedidos, 100 * sum(placed) / count_distinct(conversationId) as conversao",
            ],
          }),
        ],
      },
      {
        height: 6,
        widgets: [
          logs("Tempo até a resposta ao cliente (ms)", {
            ...lines,
            view: "timeSeries",
            query: [
              ofTenant,
              "filter ispresent(data.responseMs)",
              "stats avg(data.responseMs) as media, pct(data.responseMs, 95) as p95 by bin(5m)",
            ],
          }),
          logs("Recusas e erros da API", {
            ...requests,
            view: "bar",
            query: [ofTenant, "filter status >= 400", "stats count() as requisicoes by bin(1h), status"],
          }),
        ],
      },
      {
        height: 6,
        widgets: [
          logs("Satisfação (1 a 5)", {
            ...lines,
            query: [
              ofTenant,
              "filter ispresent(data.score)",
              "stats avg(data.score) as nota, count() as respostas, min(data.score) as pior by bin(1d)",
            ],
          }),
          logs("Conversas passadas a uma pessoa", {
            ...lines,
            view: "bar",
            query: [
              ofTenant,
              "filter message like /^A person is asked/",
              "stats count_distinct(conversationId) as conversas by bin(1d), data.reason",
            ],
          }),
        ],
      },
      {
        height: 8,
        widgets: [
          logs("Pedidos por estado", {
            ...lines,
            view: "pie",
            query: [
              ofTenant,
              "filter message like /^Order is /",
              'parse message "Order is *." as estado',
              "stats count() as pedidos by estado",
            ],
          }),
          logs("Últimos avisos e erros", {
            ...lines,
            query: [
              ofTenant,
              'filter level in ["WARN", "ERROR"]',
              "fields @timestamp, service, level, message",
              "sort @timestamp desc",
              "limit 100",
            ],
          }),
        ],
      },
    ],
    {
      variables: [
        {
          type: "pattern",
          pattern,
          inputType: "input",
          id: "clientId",
          label: "Restaurante (clientId)",
          defaultValue: ".*",
          visible: true,
        },
      ],
    },
  );
}
