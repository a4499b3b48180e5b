/**
 * With which sets of dimensions AWS publishes a metric: asked for with any other set, CloudWatch answers with nothing, and
 * says nothing.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
 */

type Sets = readonly (readonly string[])[];

interface Namespace {
  /** Of every metric that is not named. */
  readonly sets: Sets;
  readonly metrics?: Readonly<Record<string, Sets>>;
}

const ofReplica: Sets = [["TableName", "ReceivingRegion"]];
const ofOperation: Sets = [["TableName", "Operation"]];

const namespaces: Readonly<Record<string, Namespace>> = {
  "AWS/ApiGateway": { sets: [["ApiName"], ["ApiName", "Stage"], ["ApiName", "Stage", "Resource", "Method"]] },
  "AWS/DynamoDB": {
    sets: [["TableName"], ["TableName", "GlobalSecondaryIndexName"]],
    metrics: {
      PendingReplicationCount: ofReplica,
      ReplicationLatency: ofReplica,
      ReturnedItemCount: ofOperation,
      SuccessfulRequestLatency: ofOperation,
      SystemErrors: ofOperation,
      ThrottledRequests: ofOperation,
      UserErrors: [[]],
    },
  },
  // Of nodes; a serverless cache has other metrics.
  "AWS/ElastiCache": { sets: [["CacheClusterId"], ["CacheClusterId", "CacheNodeId"]] },
  "AWS/Firehose": { sets: [["DeliveryStreamName"]] },
  "AWS/Lambda": {
    sets: [
      [],
      ["FunctionName"],
      ["FunctionName", "Resource"],
      ["FunctionName", "Resource", "ExecutedVersion"],
      ["EventSourceMappingUUID"],
    ],
  },
  "AWS/Logs": { sets: [[], ["LogGroupName"], ["LogGroupName", "DestinationType", "FilterName"]] },
  "AWS/Route53": { sets: [["HealthCheckId"], ["Region"], ["HealthCheckId", "Region"]] },
  "AWS/Scheduler": { sets: [[], ["ScheduleGroup"]] },
  "AWS/SQS": { sets: [["QueueName"]] },
  // Of a regional ACL: one of CloudFront's has no region.
  "AWS/WAFV2": { sets: [["WebACL", "Rule", "Region"]] },
};

/** Whether a metric of this name has data with these dimensions; true also where the namespace is not listed. */
export function isPublishedBy(namespace: string, metricName: string, dimensions: readonly string[]): boolean {
  const known = namespaces[namespace];
  if (!known) return true;
  const sets = known.metrics?.[metricName] ?? known.sets;
  const given = [...dimensions].sort().join();
  return sets.some((set) => [...set].sort().join() === given);
}
