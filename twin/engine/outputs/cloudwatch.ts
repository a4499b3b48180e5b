import { idOf, named, settingsOf, type TypeRules } from "./rule.ts";

export const cloudwatch: TypeRules = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    naming: named("name", 255),
    defaults: { actionsEnabled: true, treatMissingData: "missing" },
    id: idOf("name"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("cloudwatch", `alarm:${id}`) }),
    unique: "region",
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    naming: named("alarmName", 255),
    defaults: { actionsEnabled: true },
    id: idOf("alarmName"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("cloudwatch", `alarm:${id}`) }),
    unique: "region",
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    naming: named("dashboardName", 255, { pattern: /^[\w-]+$/ }),
    id: idOf("dashboardName"),
    outputs: (_inputs, place, id) => ({ dashboardArn: place.globalArn("cloudwatch", `dashboard/${id}`) }),
    // It belongs to the account, whichever region makes it.
    unique: "account",
  },
  "aws:cloudwatch/metricStream:MetricStream": {
    naming: named("name", 255),
    id: idOf("name"),
    outputs: (_inputs, place, id) => ({
      arn: place.arn("cloudwatch", `metric-stream/${id}`),
      state: "running",
    }),
    unique: "region",
  },
};

export const logs: TypeRules = {
  "aws:cloudwatch/logGroup:LogGroup": {
    naming: named("name", 512, { pattern: /^[\w/#.-]+$/ }),
    defaults: { logGroupClass: "STANDARD", retentionInDays: 0, skipDestroy: false },
    id: idOf("name"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("logs", `log-group:${id}`) }),
    unique: "region",
  },
  "aws:cloudwatch/logStream:LogStream": {
    naming: named("name", 512),
    id: idOf("name"),
    outputs: (inputs, place, id) => ({
      arn: place.arn("logs", `log-group:${inputs.logGroupName}:log-stream:${id}`),
    }),
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": { naming: named("name", 512), id: idOf("name") },
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": {
    naming: named("name", 512),
    id: (_inputs, place) => `cwlsf-${Number.parseInt(place.hex(8), 16)}`,
  },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    naming: named("policyName", 255),
    id: idOf("policyName"),
    unique: "region",
  },
  "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy": settingsOf("logGroupName"),
  "aws:cloudwatch/queryDefinition:QueryDefinition": {
    naming: named("name", 255),
    id: (_inputs, place) => place.uuid(),
    outputs: (_inputs, place, id) => ({
      arn: place.arn("logs", `query-definition:${id}`),
      queryDefinitionId: id,
    }),
  },
};

export const events: TypeRules = {
  "aws:cloudwatch/eventRule:EventRule": {
    naming: named("name", 64, { pattern: /^[\w.-]+$/ }),
    defaults: { eventBusName: "default", state: "ENABLED" },
    id: ({ eventBusName, name }) =>
      eventBusName && eventBusName !== "default" ? `${eventBusName}/${name}` : name,
    outputs: (_inputs, place, id) => ({ arn: place.arn("events", `rule/${id}`) }),
    unique: "region",
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    naming: named("targetId", 64),
    defaults: { eventBusName: "default" },
    id: ({ rule, targetId }) => `${rule}-${targetId}`,
  },
  "aws:cloudwatch/eventBus:EventBus": {
    naming: named("name", 256),
    id: idOf("name"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("events", `event-bus/${id}`) }),
    unique: "region",
  },
  "aws:cloudwatch/eventArchive:EventArchive": {
    naming: named("name", 48),
    id: idOf("name"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("events", `archive/${id}`) }),
    unique: "region",
  },
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": {
    id: ({ eventBusName }) => eventBusName ?? "default",
  },
};
