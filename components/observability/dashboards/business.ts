/** "Negócios": what was sold, what was paid, what was lost. */
import { type BusinessMetric, businessMetric } from "../business-metrics.ts";
import type { DashboardFacts } from "./facts.ts";
import {
  type DashboardBody,
  dashboard,
  expression,
  graph,
  type LineOptions,
  line,
  logs,
  type MetricName,
} from "./widgets.ts";

const of = (metric: BusinessMetric, options: LineOptions) =>
  line(businessMetric(metric) as MetricName, options);

export function businessDashboard({ region, functionLogGroups: logGroups }: DashboardFacts): DashboardBody {
  const ofDay = (view: "bar" | "singleValue") => ({ region, view, period: 86_400 });
  return dashboard(
    [
      {
        height: 4,
        widgets: [
          graph("Pedidos no dia", [of("OrdersPlaced", { label: "pedidos" })], ofDay("singleValue")),
          graph("Faturamento no dia (R$)", [of("OrderValue", { label: "R$" })], ofDay("singleValue")),
          graph(
            "Valor médio do pedido (R$)",
            [of("OrderValue", { label: "R$", stat: "Average" })],
            ofDay("singleValue"),
          ),
          graph(
            "Pedidos cancelados ou expirados (%)",
            [
              expression("100 * (FILL(cancelled, 0) + FILL(expired, 0)) / placed", { label: "%" }),
              of("OrdersCancelled", { id: "cancelled", visible: false }),
              of("OrdersExpired", { id: "expired", visible: false }),
              of("OrdersPlaced", { id: "placed", visible: false }),
            ],
            ofDay("singleValue"),
          ),
        ],
      },
      {
        height: 6,
        widgets: [
          graph(
            "Pedidos por hora",
            [
              of("OrdersPlaced", { label: "feitos" }),
              of("OrdersConfirmed", { label: "confirmados" }),
              of("OrdersCancelled", { label: "cancelados" }),
              of("OrdersExpired", { label: "expirados" }),
            ],
            { region, period: 3600 },
          ),
          graph(
            "Pagamentos por hora",
            [
              of("PaymentRequested", { label: "pedidos" }),
              of("PaymentConfirmed", { label: "confirmados" }),
              of("PaymentFailed", { label: "com falha" }),
            ],
            { region, period: 3600 },
          ),
          graph(
            "Falhas de pagamento",
            [
              expression("100 * FILL(failed, 0) / requested", { label: "%" }),
              of("PaymentFailed", { id: "failed", visible: false }),
              of("PaymentRequested", { id: "requested", visible: false }),
            ],
            { region, period: 900, unit: "%", threshold: { value: 10, label: "alarme" } },
          ),
        ],
      },
      {
        height: 6,
        widgets: [
          graph(
            "Pedidos recusados e devolvidos por hora",
            [
              of("OrdersRejected", { label: "recusados pela cozinha" }),
              of("OrdersRefunded", { label: "devolvidos" }),
            ],
            { region, period: 3600 },
          ),
          graph(
            "Satisfação (nota média, 1 a 5)",
            [of("Satisfaction", { label: "nota", stat: "Average" })],
            ofDay("bar"),
          ),
          graph(
            "Avaliações por dia",
            [of("Satisfaction", { label: "avaliações", stat: "SampleCount" })],
            ofDay("bar"),
          ),
        ],
      },
      {
        height: 6,
        widgets: [
          graph(
            "Mensagens por hora",
            [
              of("MessagesReceived", { label: "recebidas" }),
              of("MessagesAnswered", { label: "respondidas" }),
            ],
            { region, period: 3600 },
          ),
          graph(
            "Tempo até a resposta",
            ["p50", "p95"].map((stat) => of("ResponseTime", { label: stat, stat })),
            { region, unit: "ms" },
          ),
          graph(
            "Avisos ao cliente e à cozinha reenviados pela caixa de saída",
            [of("OutboxRelayed", { label: "reenviados" })],
            { region, period: 3600 },
          ),
        ],
      },
      {
        height: 6,
        widgets: [
          logs("Métodos de pagamento", {
            ...{ region, logGroups },
            view: "pie",
            query: [
              "filter message like /^Made a charge by /",
              'parse message "Made a charge by *." as metodo',
              "stats count() as cobrancas by metodo",
            ],
          }),
          logs("Reembolsos", {
            ...{ region, logGroups },
            view: "bar",
            query: [
              'filter message = "Asked for a refund."',
              "stats count() as reembolsos, sum(data.amountCentavos) / 100 as reais by bin(1h)",
            ],
          }),
        ],
      },
    ],
    { start: "-P1D" },
  );
}
