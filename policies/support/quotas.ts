/** AWS's published default quotas, and how much of each a stack uses. */
import * as z from "zod";
import type { RaisedQuotas } from "./raised-quotas.ts";
import { type Resource, read } from "./rule.ts";
import { block, listOf, variables } from "./shapes.ts";
import { regionOf, type Stack } from "./stack.ts";
import { whenKnown } from "./unknown.ts";

export interface Quota {
  /** As AWS calls it. */
  readonly name: string;
  readonly limit: number;
  readonly source: string;
  /** Each use that the limit holds for by itself: a region's, a table's. */
  readonly uses: (stack: Stack) => readonly Use[];
}

export interface Use {
  /** Undefined where the stack as a whole uses it. */
  readonly at: Resource | undefined;
  /** Completes "… in us-east-1". */
  readonly where: string;
  readonly used: number;
}

const guide = "https://docs.aws.amazon.com";
const api = `${guide}/apigateway/latest/developerguide/limits.html`;
const cloudWatch = `${guide}/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html`;
const logs = `${guide}/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html`;
const dynamodb = `${guide}/amazondynamodb/latest/developerguide/ServiceQuotas.html`;
const iam = `${guide}/IAM/latest/UserGuide/reference_iam-quotas.html`;
const lambda = `${guide}/lambda/latest/dg/gettingstarted-limits.html`;
const route53 = `${guide}/Route53/latest/DeveloperGuide/DNSLimitations.html`;
const vpc = `${guide}/vpc/latest/userguide/amazon-vpc-limits.html`;
const waf = `${guide}/waf/latest/developerguide/limits.html`;
const xray = `${guide}/general/latest/gr/xray.html`;

/** How a quota is raised, as the end of a mend. */
export const raising =
  "have the quota raised where AWS raises it, and write the new one into chatbot:quotas where the program counts it too, otherwise into policies/support/quotas.ts";

/** As they are for the account. */
export function quotasWith(raised: RaisedQuotas): readonly Quota[] {
  return published.map((quota) => ({ ...quota, limit: raised[quota.name] ?? quota.limit }));
}

const published: readonly Quota[] = [
  {
    name: "API Gateway: regional APIs",
    limit: 600,
    source: api,
    uses: inRegion("aws:apigateway/restApi:RestApi"),
  },
  {
    name: "API Gateway: usage plans",
    limit: 300,
    source: api,
    uses: inRegion("aws:apigateway/usagePlan:UsagePlan"),
  },
  {
    name: "API Gateway: API keys",
    limit: 10_000,
    source: api,
    uses: inRegion("aws:apigateway/apiKey:ApiKey"),
  },
  {
    name: "API Gateway: public custom domain names",
    limit: 120,
    source: api,
    uses: inRegion("aws:apigateway/domainName:DomainName"),
  },
  {
    name: "API Gateway: resources per API",
    limit: 300,
    source: api,
    uses: ofEach("aws:apigateway/restApi:RestApi", "aws:apigateway/resource:Resource", "restApi"),
  },
  {
    name: "API Gateway: stages per API",
    limit: 10,
    source: api,
    uses: ofEach("aws:apigateway/restApi:RestApi", "aws:apigateway/stage:Stage", "restApi"),
  },
  {
    name: "API Gateway: Lambda authorizers per API",
    limit: 10,
    source: api,
    uses: ofEach("aws:apigateway/restApi:RestApi", "aws:apigateway/authorizer:Authorizer", "restApi"),
  },
  {
    name: "CloudWatch: alarms",
    limit: 5000,
    source: cloudWatch,
    uses: inRegion("aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"),
  },
  {
    name: "CloudWatch: metrics per dashboard",
    limit: 2500,
    source: cloudWatch,
    uses: within("aws:cloudwatch/dashboard:Dashboard", dashboardMetrics),
  },
  {
    name: "CloudWatch Logs: metric filters per log group",
    limit: 100,
    source: logs,
    uses: ofEach(
      "aws:cloudwatch/logGroup:LogGroup",
      "aws:cloudwatch/logMetricFilter:LogMetricFilter",
      "logGroupName",
    ),
  },
  {
    name: "CloudWatch Logs: subscription filters per log group",
    limit: 2,
    source: logs,
    uses: ofEach(
      "aws:cloudwatch/logGroup:LogGroup",
      "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
      "logGroup",
    ),
  },
  {
    name: "CloudWatch Logs: resource policies",
    limit: 10,
    source: logs,
    uses: inRegion("aws:cloudwatch/logResourcePolicy:LogResourcePolicy"),
  },
  { name: "DynamoDB: tables", limit: 2500, source: dynamodb, uses: inRegion("aws:dynamodb/table:Table") },
  {
    name: "DynamoDB: global secondary indexes per table",
    limit: 20,
    source: dynamodb,
    uses: within(
      "aws:dynamodb/table:Table",
      (table) =>
        read(table, z.object({ globalSecondaryIndexes: listOf(z.unknown()) })).globalSecondaryIndexes.length,
    ),
  },
  { name: "IAM: roles", limit: 1000, source: iam, uses: inAccount("aws:iam/role:Role") },
  {
    name: "IAM: characters of a role's inline policies",
    limit: 10_240,
    source: iam,
    uses: inlinePolicies,
  },
  {
    name: "Lambda: bytes of a function's environment",
    limit: 4096,
    source: lambda,
    uses: within("aws:lambda/function:Function", environmentBytes),
  },
  {
    name: "Route 53: health checks",
    limit: 200,
    source: route53,
    uses: inAccount("aws:route53/healthCheck:HealthCheck"),
  },
  {
    name: "Route 53: records per hosted zone",
    limit: 10_000,
    source: route53,
    uses: inAccount("aws:route53/record:Record"),
  },
  { name: "VPC: VPCs", limit: 5, source: vpc, uses: inRegion("aws:ec2/vpc:Vpc") },
  { name: "VPC: Elastic IP addresses", limit: 5, source: vpc, uses: inRegion("aws:ec2/eip:Eip") },
  {
    name: "VPC: endpoints per VPC",
    limit: 50,
    source: vpc,
    uses: ofEach("aws:ec2/vpc:Vpc", "aws:ec2/vpcEndpoint:VpcEndpoint", "vpcId"),
  },
  { name: "WAF: web ACLs", limit: 100, source: waf, uses: inRegion("aws:wafv2/webAcl:WebAcl") },
  {
    name: "WAF: capacity units per web ACL",
    limit: 5000,
    source: waf,
    uses: within(
      "aws:wafv2/webAcl:WebAcl",
      (acl) => read(acl, z.object({ capacity: z.number().default(0) })).capacity,
    ),
  },
  {
    name: "X-Ray: sampling rules",
    limit: 25,
    source: xray,
    uses: inRegion("aws:xray/samplingRule:SamplingRule"),
  },
];

function inRegion(...types: readonly string[]): Quota["uses"] {
  return (stack) => {
    const all = types.flatMap((type) => stack.ofType(type));
    const regions = Map.groupBy(all, (resource) => regionOf(resource) ?? "one region");
    return [...regions].map(([region, { length }]) => ({
      at: undefined,
      where: `in ${region}`,
      used: length,
    }));
  };
}

function inAccount(type: string): Quota["uses"] {
  return (stack) => [{ at: undefined, where: "in the account", used: stack.ofType(type).length }];
}

/** How many of `type` refer to each of `parent`. */
function ofEach(parent: string, type: string, property: string): Quota["uses"] {
  return (stack) =>
    stack.ofType(parent).map((at) => ({
      at,
      where: "",
      used: stack.referring(type, property, at).length,
    }));
}

function within(type: string, measure: (resource: Resource) => number): Quota["uses"] {
  return (stack) =>
    stack.ofType(type).map((at) => ({ at, where: "", used: whenKnown(() => measure(at)) ?? 0 }));
}

function dashboardMetrics(dashboard: Resource): number {
  const { dashboardBody } = read(dashboard, z.object({ dashboardBody: z.string() }));
  const { widgets } = Widgets.parse(JSON.parse(dashboardBody));
  return widgets.reduce((total, { properties }) => total + properties.metrics.length, 0);
}

const Widgets = z.object({
  widgets: z.array(z.object({ properties: z.object({ metrics: z.array(z.unknown()).default([]) }) })),
});

function environmentBytes(fn: Resource): number {
  const { environment } = read(fn, z.object({ environment: block({ variables }) }));
  return Buffer.byteLength(JSON.stringify(environment?.variables ?? {}));
}

function inlinePolicies(stack: Stack): Use[] {
  return stack.ofType("aws:iam/role:Role").map((role) => {
    const sizes = stack.referring("aws:iam/rolePolicy:RolePolicy", "role", role).map((policy) => {
      const text = whenKnown(() => policy.props.policy);
      return typeof text === "string" ? text.replace(/\s/g, "").length : 0;
    });
    return { at: role, where: "", used: sizes.reduce((total, size) => total + size, 0) };
  });
}
