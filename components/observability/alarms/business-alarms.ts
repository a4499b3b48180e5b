import type * as aws from "@pulumi/aws";
import { businessMetric } from "../business-metrics.ts";
import { type AlarmContext, createAlarm, ratio } from "./alarm.ts";

/** The plan's "Falha de Pagamento": more than 10 % of charges fail in 15 minutes. */
export function createPaymentAlarm(context: AlarmContext): aws.cloudwatch.MetricAlarm {
  return createAlarm(context, {
    slug: "payment-failures",
    severity: "critical",
    alarmDescription: "More than 10 % of the charges asked of Asaas in 15 minutes failed.",
    metricQueries: ratio(
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

/** The bot goes on as a menu without the model; customers are served, but not as promised. */
export function createFallbackAlarm(context: AlarmContext): aws.cloudwatch.MetricAlarm {
  return createAlarm(context, {
    slug: "model-fallback",
    severity: "warning",
    alarmDescription:
      "More than 20 % of the answers in 15 minutes came without the model: look at Bedrock's quota and at the model's end of life.",
    metricQueries: ratio(
      900,
      { fallback: businessMetric("ModelFallback"), answered: businessMetric("MessagesAnswered") },
      "100 * fallback / answered",
      "Answers without the model, %",
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
