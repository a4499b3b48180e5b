import type * as aws from "@pulumi/aws";
import type { Severity } from "../alert-topic.ts";
import { type BusinessMetric, businessMetric } from "../business-metrics.ts";
import { type AlarmContext, createAlarm, math } from "./alarm.ts";

/** The plan's "Falha de Pagamento": more than 10 % of charges fail in 15 minutes. */
export function createPaymentAlarm(context: AlarmContext): aws.cloudwatch.MetricAlarm {
  return createAlarm(context, {
    slug: "payment-failures",
    severity: "critical",
    alarmDescription: "More than 10 % of the charges asked of Asaas in 15 minutes failed.",
    metricQueries: math(
      900,
      { failed: businessMetric("PaymentFailed"), requested: businessMetric("PaymentRequested") },
      "100 * failed / requested",
      "Failed charges, %",
    ),
    comparisonOperator: "GreaterThanThreshold",
    threshold: 10,
    evaluationPeriods: 1,
  });
}

/** One is enough: each is money of a customer's, or a restaurant that does not hear of its payments. */
export function createMoneyAlarms(context: AlarmContext): readonly aws.cloudwatch.MetricAlarm[] {
  const any = (
    slug: string,
    metric: BusinessMetric,
    severity: Severity,
    periodSeconds: number,
    alarmDescription: string,
  ) =>
    createAlarm(context, {
      ...{ slug, severity, alarmDescription },
      ...businessMetric(metric),
      statistic: "Sum",
      period: periodSeconds,
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
    });
  return [
    any(
      "payment-unapplied",
      "PaymentUnapplied",
      "critical",
      300,
      "Money came that its order does not want: another amount, a second payment, or an order that is closed; or a refund was denied. PaymentService's log for level ERROR says which: refund it or settle it by hand.",
    ),
    any(
      "payment-disputed",
      "PaymentDisputed",
      "business",
      300,
      "A payer's bank wants the money of an order back. Answer it in Asaas's panel, with proof of delivery; PaymentService's log says which order.",
    ),
    // As long as two looks, so that it lasts while the queue is paused.
    any(
      "payment-queue-paused",
      "PaymentQueuePaused",
      "critical",
      1800,
      "Asaas no longer delivers a restaurant's webhook: it was paused after 15 failures, disabled or never made. Until somebody mends it in Asaas's panel, the reconciliation settles payments every 15 minutes. PaymentService's log says whose.",
    ),
  ];
}

/** Menus serve who has no model, for whatever reason; customers are served, but not as promised. */
export function createMenuAlarm(context: AlarmContext): aws.cloudwatch.MetricAlarm {
  return createAlarm(context, {
    slug: "menu-mode",
    severity: "warning",
    alarmDescription:
      "More than 20 % of the answers in 15 minutes were numbered menus: no model answers (ModelFallback counts those: look at Bedrock's quota and at the model's end of life), or a restaurant is over its tokens a day or its messages a minute. AIConversation's log says which, at \"goes on with menus\".",
    metricQueries: math(
      900,
      { menus: businessMetric("MenuMode"), answered: businessMetric("MessagesAnswered") },
      "100 * menus / answered",
      "Answers by menus, %",
    ),
    comparisonOperator: "GreaterThanThreshold",
    threshold: 20,
    evaluationPeriods: 1,
  });
}

/** No fixed number of orders is right at noon and at four: the band is learnt from the weeks before. */
export function createOrdersAlarm(context: AlarmContext): aws.cloudwatch.MetricAlarm {
  return createAlarm(context, {
    slug: "orders-below-usual",
    severity: "business",
    alarmDescription: "For 45 minutes fewer orders were placed than is usual at this hour of this weekday.",
    metricQueries: [
      {
        id: "orders",
        metric: { ...businessMetric("OrdersPlaced"), stat: "Sum", period: 900 },
        returnData: true,
      },
      { id: "usual", expression: "ANOMALY_DETECTION_BAND(orders, 3)", label: "Usual", returnData: true },
    ],
    comparisonOperator: "LessThanLowerThreshold",
    thresholdMetricId: "usual",
    evaluationPeriods: 3,
  });
}
