/** Alarms, dashboards, tags and quotas, spoiled. */
import { awsAlias, there } from "../support/resources.ts";
import { json, type Mutation, orders, store } from "./mutation.ts";

export const operations: readonly Mutation[] = [
  {
    name: "an alarm that tells nobody",
    stack: there,
    at: "chatbot-observability-alarm-backlog-inbox",
    path: "alarmActions",
    to: [],
    fires: "alarm-acts",
  },
  {
    name: "an alarm on a queue that is not there",
    at: "chatbot-observability-alarm-backlog-inbox",
    path: "dimensions.QueueName",
    to: "chatbot-outbox.fifo",
    fires: "alarm-metrics-sourced",
  },
  {
    name: "a graph of what nobody counts",
    at: "chatbot-observability-dashboard-negocios",
    path: "dashboardBody",
    to: json((text) => text.replace('"OrdersPlaced"', '"OrdersDreamt"')),
    fires: "dashboard-metrics-sourced",
  },
  {
    name: "a graph of a table's requests without their operation",
    at: "chatbot-observability-dashboard-operacao",
    path: "dashboardBody",
    to: json((text) => text.replace('"ReadThrottleEvents"', '"ThrottledRequests"')),
    fires: "dashboard-metrics-sourced",
  },
  {
    name: "a budget that tells nobody",
    at: "chatbot-operations-budget-monthly",
    path: "notifications",
    to: [],
    fires: "budget-notifies",
  },
  {
    name: "a trail that may be altered",
    at: "chatbot-operations-audit-trail",
    path: "enableLogFileValidation",
    to: false,
    fires: "trail-trustworthy",
  },
  {
    name: "a trail of one region",
    at: "chatbot-operations-audit-trail",
    path: "isMultiRegionTrail",
    to: false,
    fires: "trail-trustworthy",
  },
  {
    name: "a trail with the alias of AWS's key",
    at: "chatbot-operations-audit-trail",
    path: "kmsKeyId",
    to: awsAlias("cloudtrail"),
    fires: "trail-trustworthy",
  },
  { name: "a queue of nobody", at: `${store}-queue`, path: "tags.tenant", fires: "tenant-tagged" },
  { name: "data of no class", at: orders, path: "tags.data-class", fires: "mandatory-tags" },
  {
    name: "an environment beyond Lambda's quota",
    at: "OrderService-function",
    path: "environment.variables.GREETING",
    to: "x".repeat(4096),
    fires: "quotas",
  },
  {
    name: "indexes up to the quota",
    at: orders,
    path: "globalSecondaryIndexes",
    to: Array.from({ length: 18 }, (_, index) => ({ name: `Index${index}`, hashKey: "tenantPhone" })),
    fires: "quota-headroom",
  },
  {
    name: "a cache for a company ten times as large",
    at: "chatbot-cache-group",
    path: "nodeType",
    to: "cache.r7g.2xlarge",
    fires: "cost-ceiling",
  },
];
