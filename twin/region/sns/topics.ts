/** Topics and subscriptions as the graph describes them, and which messages a subscription wants. */
import * as z from "zod";
import type { GraphResource } from "../../engine/graph.ts";
import { ofType, properties } from "../apigateway/properties.ts";
import type { Permission } from "../aws-service.ts";

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly kmsKey?: string;
  /** With a policy of its own the topic lets in whom that names; without, all of the account. */
  readonly hasPolicy: boolean;
  readonly subscriptions: readonly Subscription[];
}

export interface Subscription {
  readonly arn: string;
  readonly protocol: "email" | "email-json" | "sms" | "lambda" | "sqs";
  readonly endpoint: string;
  readonly raw: boolean;
  wants(message: string, attributes: Readonly<Record<string, string>>): boolean;
}

const TopicShape = z.object({ arn: z.string(), name: z.string(), kmsMasterKeyId: z.string().nullish() });
const TopicPolicy = z.object({ arn: z.string() });
const SubscriptionShape = z.object({
  arn: z.string().nullish(),
  topic: z.string(),
  protocol: z.enum(
    ["email", "email-json", "sms", "lambda", "sqs"],
    "the twin delivers to email, email-json, sms, lambda and sqs",
  ),
  endpoint: z.string(),
  rawMessageDelivery: z.boolean().nullish(),
  filterPolicy: z.string().nullish(),
  filterPolicyScope: z.enum(["MessageAttributes", "MessageBody"]).nullish(),
});
/** Exact values, and the operators of a filter policy that the twin evaluates. */
const Condition = z.union([
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
  z.strictObject({ prefix: z.string() }),
  z.strictObject({ "anything-but": z.union([z.string(), z.array(z.string())]) }),
  z.strictObject({ exists: z.boolean() }),
]);
const FilterPolicy = z.record(z.string(), z.array(Condition));

/** What SNS does with a topic's key in the name of whoever publishes. An alias is not followed. */
export function keyPermissions({ arn, kmsKey }: Topic, context: Permission["context"] = {}): Permission[] {
  if (!kmsKey || kmsKey.startsWith("alias/")) return [];
  const [, , , region, account] = arn.split(":");
  const resource = kmsKey.startsWith("arn:") ? kmsKey : `arn:aws:kms:${region}:${account}:key/${kmsKey}`;
  return ["kms:GenerateDataKey", "kms:Decrypt"].map((action) => ({
    action,
    resource,
    context: { ...context, "kms:EncryptionContext:aws:sns:topicArn": arn },
  }));
}

/** Throws a sentence for a subscription that the twin could not deliver to. */
export function readTopics(resources: readonly GraphResource[]): Topic[] {
  const subscriptions = ofType(resources, "aws:sns/topicSubscription:TopicSubscription").map((resource) => ({
    resource,
    shape: properties(resource, SubscriptionShape),
  }));
  const guarded = new Set(
    ofType(resources, "aws:sns/topicPolicy:TopicPolicy").map(
      (resource) => properties(resource, TopicPolicy).arn,
    ),
  );
  return ofType(resources, "aws:sns/topic:Topic").map((resource) => {
    const { arn, name, kmsMasterKeyId } = properties(resource, TopicShape);
    return {
      arn,
      name,
      kmsKey: kmsMasterKeyId ?? undefined,
      hasPolicy: guarded.has(arn),
      subscriptions: subscriptions
        .filter(({ shape }) => shape.topic === arn)
        .map(({ resource: member, shape }) => ({
          arn: shape.arn ?? member.id,
          protocol: shape.protocol,
          endpoint: shape.endpoint,
          raw: shape.rawMessageDelivery ?? false,
          wants: filterOf(member, shape),
        })),
    };
  });
}

function filterOf(resource: GraphResource, shape: z.infer<typeof SubscriptionShape>): Subscription["wants"] {
  if (!shape.filterPolicy) return () => true;
  const parsed = FilterPolicy.safeParse(JSON.parse(shape.filterPolicy));
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join(".");
    throw new Error(
      `The twin cannot serve ${resource.urn}: filterPolicy: ${at} is no exact value, prefix, anything-but or exists.`,
    );
  }
  const fields = Object.entries(parsed.data);
  return (message, attributes) => {
    const values = shape.filterPolicyScope === "MessageBody" ? objectOf(message) : attributes;
    return fields.every(([name, conditions]) =>
      conditions.some((condition) => meets(values[name], condition)),
    );
  };
}

function meets(value: unknown, condition: z.infer<typeof Condition>): boolean {
  if (typeof condition !== "object" || condition === null) return value === condition;
  if ("prefix" in condition) return typeof value === "string" && value.startsWith(condition.prefix);
  if ("exists" in condition) return (value !== undefined) === condition.exists;
  return value !== undefined && ![condition["anything-but"]].flat().includes(String(value));
}

function objectOf(message: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
