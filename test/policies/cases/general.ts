/** Tags, names, quotas and costs. */
import { arn, type Cases, here, made, spoil, there } from "../support/resources.ts";

const tags = { project: "chatbot", stack: here, component: "messaging", "data-class": "personal" };
const queue = made("aws:sqs/queue:Queue", "centro", {
  name: "client_bella_store_centro.fifo",
  region: here,
  tags: { ...tags, tenant: "client_bella" },
  tagsAll: { ...tags, tenant: "client_bella" },
});
const samplings = (count: number, region: string) =>
  Array.from({ length: count }, (_, index) =>
    made("aws:xray/samplingRule:SamplingRule", `sampling-${region}-${index}`, { region }),
  );
const gateways = Array.from({ length: 6 }, (_, index) =>
  made("aws:ec2/natGateway:NatGateway", `nat-${index}`, { region: here }),
);
const attributes = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `Index${index}` }));
const table = made("aws:dynamodb/table:Table", "orders", {
  name: "chatbot-orders",
  region: here,
  globalSecondaryIndexes: attributes(16),
});

export const general: Cases = {
  "mandatory-tags": {
    good: [queue, made("aws:lambda/permission:Permission", "untaggable")],
    bad: [
      spoil("no component", "centro", "tagsAll.component", undefined, /has no tag component/),
      spoil("a class of its own", "centro", "tagsAll.data-class", "harmless", /data-class of internal/),
      spoil("no tags", "centro", "tagsAll", {}, /no tag project, stack, component, data-class/),
    ],
  },
  "tenant-tagged": {
    good: [
      queue,
      made("aws:apigateway/apiKey:ApiKey", "key", {
        name: "chatbot-client_bella",
        tags: { tenant: "client_bella" },
      }),
      made("aws:cloudwatch/metricAlarm:MetricAlarm", "alarm", {
        dimensions: { QueueName: "client_bella_store_centro-dlq.fifo" },
        tags: { tenant: "client_bella" },
      }),
    ],
    bad: [
      spoil(
        "a queue of nobody",
        "centro",
        "tags.tenant",
        undefined,
        /does not say that it serves client_bella/,
      ),
      spoil("a key of somebody else", "key", "tags.tenant", "client_other", /and says client_other/),
      spoil("an alarm of nobody", "alarm", "tags", undefined, /does not say/),
    ],
  },
  "reserved-names": {
    good: [
      made("aws:s3/bucket:Bucket", "bucket", { bucket: "chatbot-media" }),
      made("aws:kms/alias:Alias", "alias", { name: "alias/chatbot-data" }),
      made("aws:secretsmanager/secret:Secret", "secret", { name: "chatbot/twilio" }),
      made("aws:lambda/function:Function", "order", {
        environment: { variables: { ORDERS_TABLE: "orders" } },
      }),
      made("aws:cloudwatch/logMetricFilter:LogMetricFilter", "filter", {
        metricTransformation: { namespace: "Chatbot" },
      }),
    ],
    bad: [
      spoil("S3's", "bucket", "bucket", "sthree-media", /is named sthree-media/),
      spoil("KMS's", "alias", "name", "alias/aws/data", /is named alias\/aws\/data/),
      spoil("a secret like its ARN", "secret", "name", "chatbot/asaas-tokens", /asaas-tokens/),
      spoil("Lambda's", "order", "environment.variables.AWS_REGION", "x", /variable AWS_REGION/),
      spoil(
        "CloudWatch's",
        "filter",
        "metricTransformation.namespace",
        "AWS/Chatbot",
        /namespace AWS\/Chatbot/,
      ),
      spoil("a tag of AWS's", "bucket", "tags", { "aws:owner": "x" }, /tag aws:owner/),
    ],
  },
  "names-same-in-both-regions": {
    good: [
      queue,
      made("aws:lambda/function:Function", "order", { name: "chatbot-OrderService" }),
      made("aws:sqs/queue:Queue", "plain", { name: "plain-queue" }),
    ],
    bad: [
      spoil("a region in it", "order", "name", "chatbot-us-east-1-OrderService", /its region in its name/),
      spoil("a drawn name", "order", "name", "order-0a1b2c3", /that Pulumi drew/),
      spoil("a drawn FIFO name", "plain", "name", "plain-0a1b2c3.fifo", /that Pulumi drew/),
    ],
  },
  quotas: {
    good: [...samplings(25, here), ...samplings(1, there), table],
    bad: [
      spoil(
        "a rule too many",
        `sampling-${there}-0`,
        "region",
        here,
        /26 in us-east-1 of a quota of 25 \(X-Ray/,
      ),
      spoil(
        "an index too many",
        "orders",
        "globalSecondaryIndexes",
        attributes(21),
        /21 of a quota of 20 \(DynamoDB/,
      ),
    ],
  },
  "quota-headroom": {
    good: [...samplings(20, here), ...samplings(1, there), table],
    bad: [
      spoil(
        "the last fifth of a table's",
        "orders",
        "globalSecondaryIndexes",
        attributes(17),
        /17 of a quota of 20/,
      ),
    ],
  },
  "cost-ceiling": {
    good: [
      ...gateways,
      made("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {
        arn: arn("elasticache", "replicationgroup:cache"),
        region: here,
        numCacheClusters: 2,
        nodeType: "cache.t4g.small",
      }),
      queue,
      ...Array.from({ length: 3 }, (_, index) =>
        made("aws:cloudwatch/metricAlarm:MetricAlarm", `centro-${index}`, {
          region: here,
          tags: queue.props.tags,
        }),
      ),
    ],
    bad: [
      spoil(
        "nodes for ten times the plan",
        "cache",
        "nodeType",
        "cache.r7g.2xlarge",
        /US\$ \d{3,} a month.*dearest: 1 Repl/,
      ),
      spoil("a dozen nodes", "cache", "numCacheClusters", 12, /more than 437/),
      spoil(
        "an alarm with a band for each store",
        "centro-0",
        "metricQueries",
        [
          { expression: "ANOMALY_DETECTION_BAND(refused)" },
          ...Array.from({ length: 4 }, (_, id) => ({ id: `m${id}` })),
        ],
        /US\$ 1\.40 a month for each store.*more than 1\.09/,
      ),
    ],
  },
};
