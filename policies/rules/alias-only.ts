import * as z from "zod";
import { functionReference } from "../support/functions.ts";
import { resourceRule } from "../support/rule.ts";
import { block, text, variables } from "../support/shapes.ts";

export default resourceRule({
  name: "alias-only",
  description: "Whatever calls a function goes through an alias.",
  why: "Provisioned concurrency is on the alias, and a version that misbehaves is taken back by moving it; $LATEST has neither.",
  source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html",
  level: "mandatory",
  types: [
    "aws:apigateway/authorizer:Authorizer",
    "aws:apigateway/integration:Integration",
    "aws:cloudwatch/eventTarget:EventTarget",
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    "aws:lambda/function:Function",
    "aws:lambda/permission:Permission",
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    "aws:scheduler/schedule:Schedule",
    "aws:secretsmanager/secretRotation:SecretRotation",
    "aws:sns/topicSubscription:TopicSubscription",
  ],
  props: z.object({
    uri: text,
    authorizerUri: text,
    arn: text,
    destinationArn: text,
    endpoint: text,
    rotationLambdaArn: text,
    target: block({ arn: text }),
    functionName: text,
    function: text,
    qualifier: text,
    environment: block({ variables }),
  }),
  check(props, report, { resource }) {
    for (const [where, reference] of references(resource.type, props)) {
      const fn = functionReference(reference);
      if (fn && (fn.qualifier ?? "$LATEST") === "$LATEST")
        report({
          what: `calls $LATEST of ${fn.name} (${where})`,
          mend: "Use the alias: its ARN, its invokeArn, or <function>:<alias>.",
        });
    }
  },
});

type Props = Readonly<{
  [K in "uri" | "authorizerUri" | "arn" | "destinationArn" | "endpoint" | "rotationLambdaArn"]?:
    | string
    | undefined;
}> & {
  readonly target?: { readonly arn?: string | undefined } | undefined;
  readonly functionName?: string | undefined;
  readonly function?: string | undefined;
  readonly qualifier?: string | undefined;
  readonly environment?: { readonly variables: Readonly<Record<string, string>> } | undefined;
};

/** Where a resource of the type names functions that it calls. */
function references(type: string, props: Props): [string, string][] {
  const short = type.split(":").at(-1);
  const given = (where: string, value: string | undefined): [string, string][] =>
    value ? [[where, value]] : [];
  const arn = (where: string, value: string | undefined) =>
    given(where, value?.includes(":function:") ? value : undefined);
  switch (short) {
    case "Permission":
    case "ProvisionedConcurrencyConfig": {
      const fn = props.function ?? props.functionName;
      return given("qualifier", fn && (props.qualifier ? `${fn}:${props.qualifier}` : fn));
    }
    case "EventSourceMapping":
      return given("functionName", props.functionName);
    case "Function":
      return Object.entries(props.environment?.variables ?? {}).flatMap(([name, value]) =>
        name.endsWith("_FUNCTION") ? given(`environment variable ${name}`, value) : [],
      );
    default:
      return [
        ...arn("uri", props.uri),
        ...arn("authorizerUri", props.authorizerUri),
        ...arn("arn", props.arn),
        ...arn("destinationArn", props.destinationArn),
        ...arn("endpoint", props.endpoint),
        ...arn("rotationLambdaArn", props.rotationLambdaArn),
        ...arn("target.arn", props.target?.arn),
      ];
  }
}
