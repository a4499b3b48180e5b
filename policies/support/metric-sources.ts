/** Whether anything in the stack publishes a metric. */
import * as z from "zod";
import { tables } from "../../handlers/shared/tables.ts";
import { isPublishedBy } from "./metric-dimensions.ts";
import { parseModelId } from "./models.ts";
import { type Resource, read } from "./rule.ts";
import { block, tags, variables } from "./shapes.ts";
import type { Stack } from "./stack.ts";
import { whenKnown } from "./unknown.ts";

export interface MetricName {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Dimensions of AWS's namespaces that name a thing: its types, and the property that holds the name. */
const named: Readonly<Record<string, readonly (readonly [type: string, property: string])[]>> = {
  ApiName: [["aws:apigateway/restApi:RestApi", "name"]],
  BucketName: [["aws:s3/bucket:Bucket", "bucket"]],
  SourceBucket: [["aws:s3/bucket:Bucket", "bucket"]],
  DestinationBucket: [["aws:s3/bucket:Bucket", "bucket"]],
  DeliveryStreamName: [["aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "name"]],
  FunctionName: [["aws:lambda/function:Function", "name"]],
  HealthCheckId: [["aws:route53/healthCheck:HealthCheck", "arn"]],
  LogGroupName: [["aws:cloudwatch/logGroup:LogGroup", "name"]],
  QueueName: [["aws:sqs/queue:Queue", "name"]],
  RuleName: [["aws:cloudwatch/eventRule:EventRule", "name"]],
  ScheduleGroup: [["aws:scheduler/scheduleGroup:ScheduleGroup", "name"]],
  Stage: [["aws:apigateway/stage:Stage", "stageName"]],
  TableName: [["aws:dynamodb/table:Table", "name"]],
  TopicName: [["aws:sns/topic:Topic", "name"]],
  WebACL: [["aws:wafv2/webAcl:WebAcl", "name"]],
};
/** Things of another stack that this one shares: the tables, which only the primary makes. */
const sharedTables = Object.keys(tables).map((table) => `-${table}`);

const Code = z.object({ environment: block({ variables }) });
const Filter = z.object({
  metricTransformation: block({ namespace: z.string(), name: z.string(), dimensions: tags }),
});

/** @returns what has no source, as the end of a sentence; undefined where all is well, or not known yet */
export async function sourceless(stack: Stack, metric: MetricName): Promise<string | undefined> {
  const { namespace, metricName, dimensions } = metric;
  if (namespace.startsWith("AWS/")) {
    for (const [dimension, value] of Object.entries(dimensions))
      if (!isThere(stack, dimension, value))
        return `${namespace} ${metricName} of ${value}, which is not in the stack`;
    const names = Object.keys(dimensions);
    return isPublishedBy(namespace, metricName, names)
      ? undefined
      : `${namespace} ${metricName} by ${names.join(" and ") || "nothing"}, which AWS does not publish`;
  }
  if (filtered(stack, metric)) return undefined;
  const functions = stack.ofType("aws:lambda/function:Function");
  const writers = functions.filter((fn) => whenKnown(() => writes(fn, metric)) ?? true);
  for (const writer of writers) if (await mentions(writer, metricName)) return undefined;
  return `${namespace} ${metricName}, which no metric filter counts and no function${dimensions.service ? ` ${dimensions.service}` : ""} writes`;
}

function isThere(stack: Stack, dimension: string, value: string): boolean {
  if (dimension === "ModelId")
    return stack
      .ofType("aws:lambda/function:Function")
      .some((fn) =>
        (whenKnown(() => read(fn, Code).environment?.variables.MODEL_IDS) ?? "").includes(
          parseModelId(value).model,
        ),
      );
  const things = named[dimension];
  if (!things) return true;
  if (dimension === "TableName" && sharedTables.some((name) => value.endsWith(name))) return true;
  const resources = things.flatMap(([type, property]) =>
    stack.ofType(type).map((resource) => whenKnown(() => resource.props[property] ?? null)),
  );
  return resources.some(
    (name) => name === undefined || name === value || String(name).split("/").at(-1) === value,
  );
}

function filtered(stack: Stack, { namespace, metricName, dimensions }: MetricName): boolean {
  return stack.ofType("aws:cloudwatch/logMetricFilter:LogMetricFilter").some((filter) => {
    const to = whenKnown(() => read(filter, Filter).metricTransformation);
    // What is not known yet may well count it.
    if (!to) return true;
    const same = Object.keys(dimensions).every((key) => Object.hasOwn(to.dimensions, key));
    return to.namespace === namespace && to.name === metricName && same;
  });
}

function writes(fn: Resource, { namespace, dimensions }: MetricName): boolean {
  const own: Readonly<Record<string, string>> = read(fn, Code).environment?.variables ?? {};
  return (
    own.POWERTOOLS_METRICS_NAMESPACE === namespace &&
    [undefined, own.POWERTOOLS_SERVICE_NAME].includes(dimensions.service)
  );
}

/** A bundle keeps the names of its metrics as texts. Where CrossGuard does not hand the code over, any name may be there. */
async function mentions(fn: Resource, metricName: string): Promise<boolean> {
  const texts = await sources(whenKnown(() => fn.props.code));
  return (
    !texts.length ||
    texts.some(
      (source) =>
        source.includes(`"${metricName}"`) ||
        source.includes(`'${metricName}'`) ||
        source.includes(`\`${metricName}\``),
    )
  );
}

async function sources(code: unknown): Promise<string[]> {
  const files = (await fieldOf(code, "assets")) ?? {};
  const contents = await Promise.all(Object.values(files).map((file) => fieldOf(file, "text")));
  return contents.filter((content) => typeof content === "string");
}

/** A field of an asset, which Pulumi keeps as a promise; CrossGuard's watching proxy would break a promise's own methods. */
async function fieldOf(asset: unknown, field: "assets" | "text"): Promise<unknown> {
  if (typeof asset !== "object" || asset === null) return undefined;
  const { __getSpecialProxyTarget: watched = asset } = asset as { __getSpecialProxyTarget?: object };
  return (watched as Record<string, unknown>)[field];
}
