/** Alarms, dashboards, budgets and trails. */
import { arn, awsAlias, type Cases, here, made, spoil, there } from "../support/resources.ts";
import { fn } from "./functions.ts";

const queue = made("aws:sqs/queue:Queue", "inbox", { name: "chatbot-inbox.fifo" });
const filter = made("aws:cloudwatch/logMetricFilter:LogMetricFilter", "filter", {
  metricTransformation: { namespace: "Chatbot", name: "RequestsRefused", dimensions: {} },
});
const alarm = made("aws:cloudwatch/metricAlarm:MetricAlarm", "alarm", {
  arn: arn("cloudwatch", "alarm:backlog"),
  region: here,
  namespace: "AWS/SQS",
  metricName: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: queue.props.name },
  alarmActions: [arn("sns", "chatbot-warning")],
});
const math = made("aws:cloudwatch/metricAlarm:MetricAlarm", "math", {
  metricQueries: [
    { metric: { namespace: "Chatbot", metricName: "OrdersPlaced", dimensions: { service: "OrderService" } } },
    { expression: "ANOMALY_DETECTION_BAND(m, 3)" },
  ],
});
const refused = made("aws:cloudwatch/metricAlarm:MetricAlarm", "refused", {
  namespace: "Chatbot",
  metricName: "RequestsRefused",
});
const lines = made("aws:cloudwatch/logGroup:LogGroup", "lines", { name: "/aws/lambda/chatbot-OrderService" });

const body = (metrics: readonly unknown[], more: object = {}) =>
  JSON.stringify({ widgets: [{ type: "metric", properties: { metrics, ...more } }] });
const dashboard = made("aws:cloudwatch/dashboard:Dashboard", "dashboard", {
  dashboardBody: body(
    [
      ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue.props.name, { label: "inbox" }],
      ["Chatbot", "OrdersPlaced", "service", "OrderService"],
      [{ expression: "m1 / m2" }],
    ],
    { query: "SOURCE '/aws/lambda/chatbot-OrderService' | limit 10", alarms: [alarm.props.arn] },
  ),
});
const shown = (what: string, text: string, says: RegExp) =>
  spoil(what, "dashboard", "dashboardBody", text, says);

export const observability: Cases = {
  "alarm-acts": {
    good: [alarm],
    bad: [
      spoil("an alarm for nobody", "alarm", "alarmActions", [], /tells nobody/),
      spoil("an alarm that is off", "alarm", "actionsEnabled", false, /tells nobody/),
      spoil(
        "a topic elsewhere",
        "alarm",
        "region",
        there,
        /is in sa-east-1 and acts on arn:aws:sns:us-east-1/,
      ),
    ],
  },
  "alarm-metrics-sourced": {
    good: [alarm, math, refused, queue, filter, fn],
    bad: [
      spoil(
        "a queue that is not there",
        "alarm",
        "dimensions.QueueName",
        "chatbot-outbox.fifo",
        /of chatbot-outbox/,
      ),
      spoil(
        "a metric by dimensions that AWS does not publish it with",
        "alarm",
        "dimensions",
        { QueueName: queue.props.name, Region: here },
        /by QueueName and Region, which AWS does not publish/,
      ),
      spoil(
        "a metric that nobody writes",
        "math",
        "metricQueries.0.metric.metricName",
        "OrdersDreamt",
        /OrdersDreamt/,
      ),
      spoil(
        "another function's metric",
        "math",
        "metricQueries.0.metric.dimensions.service",
        "PaymentService",
        /no function PaymentService writes/,
      ),
      spoil(
        "a metric that nothing counts",
        "filter",
        "metricTransformation.name",
        "Refused",
        /RequestsRefused/,
      ),
    ],
  },
  "dashboard-metrics-sourced": {
    good: [dashboard, queue, fn, lines, alarm],
    bad: [
      shown(
        "a metric that nobody writes",
        body([["Chatbot", "OrdersDreamt", "service", "OrderService"]]),
        /Dreamt/,
      ),
      shown(
        "a queue that is not there, in CloudWatch's shorthand",
        body([
          ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", queue.props.name],
          ["...", "gone.fifo"],
        ]),
        /AWS\/SQS ApproximateAgeOfOldestMessage of gone\.fifo/,
      ),
      shown(
        "a metric by dimensions that AWS does not publish it with",
        body([["AWS/DynamoDB", "ThrottledRequests", "TableName", "chatbot-WhatsAppBotOrders"]]),
        /AWS\/DynamoDB ThrottledRequests by TableName, which AWS does not publish/,
      ),
      shown(
        "a metric of the account that has none",
        body([["AWS/SQS", "NumberOfMessagesSent"]]),
        /AWS\/SQS NumberOfMessagesSent by nothing, which AWS does not publish/,
      ),
      shown(
        "lines of nobody",
        body([], { query: "SOURCE '/aws/lambda/gone' | limit 1" }),
        /lines of \/aws\/lambda\/gone/,
      ),
      shown(
        "an alarm that is not there",
        body([], { alarms: [arn("cloudwatch", "alarm:gone")] }),
        /alarm:gone/,
      ),
    ],
  },
  "budget-notifies": {
    good: [
      made("aws:budgets/budget:Budget", "budget", {
        notifications: [{ threshold: 80, subscriberSnsTopicArns: [arn("sns", "chatbot-warning")] }],
      }),
    ],
    bad: [
      spoil("a budget for nobody", "budget", "notifications.0.subscriberSnsTopicArns", [], /tells nobody/),
    ],
  },
  "trail-trustworthy": {
    good: [
      made("aws:cloudtrail/trail:Trail", "trail", {
        isMultiRegionTrail: true,
        enableLogFileValidation: true,
        kmsKeyId: arn("kms", "key/1"),
      }),
    ],
    bad: [
      spoil(
        "files that may be altered",
        "trail",
        "enableLogFileValidation",
        false,
        /enableLogFileValidation/,
      ),
      spoil("files in clear", "trail", "kmsKeyId", undefined, /kmsKeyId/),
      spoil("files with AWS's key", "trail", "kmsKeyId", awsAlias("cloudtrail"), /kmsKeyId/),
      spoil("a trail of one region", "trail", "isMultiRegionTrail", undefined, /isMultiRegionTrail/),
      spoil("one that misses IAM", "trail", "includeGlobalServiceEvents", false, /includeGlobalService/),
      spoil("a trail that is off", "trail", "enableLogging", false, /enableLogging/),
    ],
  },
};
