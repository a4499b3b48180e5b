/** The graph in the form of a Terraform plan: what scanners of infrastructure code read. Nobody applies it. */
import type { Graph, GraphResource } from "../../twin/engine/graph.ts";
import { masked } from "./json.ts";

/** Where Terraform's name of a type is not Pulumi's in snake case. */
const types: Readonly<Record<string, string>> = {
  "aws:apigateway/response:Response": "aws_api_gateway_gateway_response",
  "aws:cloudtrail/trail:Trail": "aws_cloudtrail",
  "aws:codepipeline/pipeline:Pipeline": "aws_codepipeline",
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": "aws_s3_bucket_replication_configuration",
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": "aws_sqs_queue_redrive_allow_policy",
};
const modules: Readonly<Record<string, string>> = { apigateway: "api_gateway_", ec2: "" };

/** Pulumi calls a block that may repeat by its plural, and so does Terraform here. */
const plurals = new Set([
  "aws:apigateway/usagePlan:UsagePlan apiStages",
  "aws:glue/catalogTable:CatalogTable columns",
  "aws:glue/catalogTable:CatalogTable partitionKeys",
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream parameters",
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream processors",
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration redactedFields",
]);

/** Objects whose keys are the program's own words; all others are blocks. */
const maps = new Set([
  "dimensions",
  "parameters",
  "requestModels",
  "requestParameters",
  "responseParameters",
  "responseTemplates",
  "tags",
  "triggers",
  "variables",
  "aws:codepipeline/pipeline:Pipeline configuration",
]);

export function terraformPlan(graph: Graph) {
  const resources = Object.values(graph.stacks).flatMap(({ stack, resources }) =>
    resources
      .filter(({ type, external }) => type.startsWith("aws:") && !external)
      .map((resource) => ({ resource, stack, ...placeOf(resource, stack) })),
  );
  const addresses = new Map(
    resources.flatMap(({ resource, address }) =>
      [resource.urn, resource.id].map((key) => [key, address] as const),
    ),
  );
  const planned = resources.map(({ resource, stack, region, ...place }) => ({
    ...place,
    mode: "managed",
    provider_name: "registry.terraform.io/hashicorp/aws",
    values: { ...(valuesOf(resource) as object), ...(region && { region }) },
  }));
  const configured = resources.map(({ resource, stack, region, ...place }) => ({
    ...place,
    mode: "managed",
    expressions: referencesOf(resource, addresses),
  }));
  return {
    format_version: "1.2",
    // Scanners look for it before they read on.
    terraform_version: "1.9.0",
    planned_values: { root_module: { resources: planned } },
    resource_changes: planned.map(({ values, ...place }) => ({
      ...place,
      change: { actions: ["create"], before: null, after: values, after_unknown: {} },
    })),
    configuration: { root_module: { resources: configured } },
  };
}

function placeOf({ type, name, region }: GraphResource, stack: string) {
  const label = `${stack}_${name}`.replace(/[^\w-]/g, "_");
  return { address: `${typeOf(type)}.${label}`, type: typeOf(type), name: label, region };
}

function typeOf(type: string): string {
  const [, module = "", kind = ""] = /^aws:(\w+)\/(\w+):/.exec(type) ?? [];
  return types[type] ?? `aws_${modules[module] ?? `${module}_`}${snake(kind)}`;
}

function valuesOf(resource: GraphResource): unknown {
  const { type } = resource;
  const keyOf = (key: string, value: unknown) => {
    const repeats = isBlocks(value) && !plurals.has(`${type} ${key}`);
    return snake(repeats ? singular(key) : key);
  };
  const convert = (value: unknown, key?: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => (isObject(item) ? block(item) : item));
    if (!isObject(value)) return value;
    return maps.has(key!) || maps.has(`${type} ${key}`) ? value : [block(value)];
  };
  const block = (value: object) =>
    Object.fromEntries(Object.entries(value).map(([key, item]) => [keyOf(key, item), convert(item, key)]));
  return block(masked(resource));
}

/** Which resource an input was taken from: so a scanner finds a bucket's policy. Past a component only the id tells. */
function referencesOf(
  { inputs, propertyDependencies }: GraphResource,
  addresses: ReadonlyMap<string, string>,
) {
  const addressesOf = (origins: readonly unknown[]) =>
    origins.flatMap((origin) => addresses.get(String(origin)) ?? []);
  const references = Object.entries(inputs).map(([input, value]) => {
    const named = addressesOf(propertyDependencies?.[input] ?? []);
    const found = named.length ? named : addressesOf([value].flat());
    return [snake(input), { references: found.flatMap((address) => [`${address}.id`, address]) }];
  });
  return Object.fromEntries(references);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isBlocks(value: unknown): boolean {
  return Array.isArray(value) && value.some(isObject);
}

function singular(key: string): string {
  return key.replace(/(ies|(?<=[sx])es|s)$/, (ending) => (ending === "ies" ? "y" : ""));
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter, at: number) => (at ? "_" : "") + letter.toLowerCase());
}
