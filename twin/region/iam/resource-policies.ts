/** Policies that hang on resources: queues, buckets, keys, secrets, tables, topics and functions. */
import type { Graph, GraphResource } from "../../engine/graph.ts";
import { type PolicyDocument, parsePolicy } from "./policy.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** ARN of the guarded resource → its policies. Functions count with their qualifier, if the permission has one. */
export type ResourcePolicies = ReadonlyMap<string, readonly PolicyDocument[]>;

export function resourcePoliciesOf(graph: Graph): ResourcePolicies {
  const policies = new Map<string, PolicyDocument[]>();
  for (const resource of Object.values(graph.stacks).flatMap((stack) => stack.resources)) {
    if (resource.external) continue;
    const [arn, source] = guarded(resource, graph.accountId) ?? [];
    if (!arn || !source) continue;
    const document = parsePolicy("resource", resource.urn, source);
    policies.set(arn, [...(policies.get(arn) ?? []), document]);
  }
  return policies;
}

/** What a resource policy guards and says, if the resource carries one. */
function guarded(
  { type, inputs, outputs, region }: GraphResource,
  accountId: string,
): readonly [arn: string, policy: unknown] | undefined {
  switch (type) {
    case "aws:sqs/queue:Queue":
    case "aws:kms/key:Key":
    case "aws:kms/replicaKey:ReplicaKey":
    case "aws:secretsmanager/secret:Secret":
      return [text(outputs.arn), inputs.policy];
    case "aws:sqs/queuePolicy:QueuePolicy":
      return [`arn:aws:sqs:${region}:${accountId}:${text(inputs.queueUrl).split("/").at(-1)}`, inputs.policy];
    case "aws:s3/bucketPolicy:BucketPolicy":
      return [`arn:aws:s3:::${text(inputs.bucket)}`, inputs.policy];
    case "aws:kms/keyPolicy:KeyPolicy": {
      const key = text(inputs.keyId);
      return [key.startsWith("arn:") ? key : `arn:aws:kms:${region}:${accountId}:key/${key}`, inputs.policy];
    }
    case "aws:secretsmanager/secretPolicy:SecretPolicy":
      return [text(inputs.secretArn), inputs.policy];
    case "aws:dynamodb/resourcePolicy:ResourcePolicy":
      return [text(inputs.resourceArn), inputs.policy];
    case "aws:sns/topicPolicy:TopicPolicy":
      return [text(inputs.arn), inputs.policy];
    case "aws:lambda/permission:Permission":
      return lambdaPermission(inputs, region ?? "", accountId);
    default:
      return undefined;
  }
}

/** A Permission is a statement of the function's policy; its short fields become conditions. */
function lambdaPermission(
  inputs: GraphResource["inputs"],
  region: string,
  accountId: string,
): readonly [string, unknown] {
  const name = text(inputs.function);
  const base = name.startsWith("arn:") ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  const arn = inputs.qualifier ? `${base}:${text(inputs.qualifier)}` : base;
  const principal = text(inputs.principal);
  const conditions = {
    ...(inputs.sourceArn ? { ArnLike: { "AWS:SourceArn": inputs.sourceArn } } : {}),
    ...(inputs.sourceAccount ? { StringEquals: { "AWS:SourceAccount": inputs.sourceAccount } } : {}),
  };
  return [
    arn,
    {
      Statement: {
        Effect: "Allow",
        Principal: principal.endsWith(".amazonaws.com") ? { Service: principal } : { AWS: principal },
        Action: inputs.action,
        Resource: arn,
        Condition: conditions,
      },
    },
  ];
}
