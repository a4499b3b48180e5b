/** Every type that the engine knows, and a plausible answer for every other. */
import { acm } from "./acm.ts";
import { apigateway } from "./apigateway.ts";
import { cloudwatch, events, logs } from "./cloudwatch.ts";
import { data } from "./data.ts";
import { dynamodb } from "./dynamodb.ts";
import { ec2 } from "./ec2.ts";
import { elasticache } from "./elasticache.ts";
import { iam } from "./iam.ts";
import { kms } from "./kms.ts";
import { lambda } from "./lambda.ts";
import { operations } from "./operations.ts";
import { route53 } from "./route53.ts";
import type { TypeRule, TypeRules } from "./rule.ts";
import { s3 } from "./s3.ts";
import { scheduler } from "./scheduler.ts";
import { secretsmanager } from "./secretsmanager.ts";
import { sns } from "./sns.ts";
import { sqs } from "./sqs.ts";
import { wafv2 } from "./wafv2.ts";

export const rules: TypeRules = {
  ...acm,
  ...apigateway,
  ...cloudwatch,
  ...data,
  ...dynamodb,
  ...ec2,
  ...elasticache,
  ...events,
  ...iam,
  ...kms,
  ...lambda,
  ...logs,
  ...operations,
  ...route53,
  ...s3,
  ...scheduler,
  ...secretsmanager,
  ...sns,
  ...sqs,
  ...wafv2,
};

/** An unknown type still gets an id, and an ARN of its service. */
export function ruleOf(type: string): TypeRule {
  return rules[type] ?? (type.startsWith("aws:") ? unknownAws(type) : unknownOther);
}

function unknownAws(type: string): TypeRule {
  const [, module = "", kind = ""] = type.split(":");
  const service = module.split("/")[0] ?? "";
  return {
    id: (inputs, place) => String(inputs.name ?? `${kind.toLowerCase()}-${place.hex(17)}`),
    outputs: (_inputs, place, id) => ({ arn: place.arn(service, `${kind.toLowerCase()}/${id}`) }),
  };
}

/** Providers and other packages' types: no more is known than that they are made. */
const unknownOther: TypeRule = { id: (_inputs, place) => place.uuid() };
