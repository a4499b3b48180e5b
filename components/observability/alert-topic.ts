/** One topic that alarms act on, who may publish to it, and who listens. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";

/**
 * critical: customers notice; wakes somebody. warning: will be critical if nobody looks. business: sales are not what
 * they should be. security: somebody tries something.
 */
export type Severity = "critical" | "warning" | "business" | "security";

export interface AlertTopicArgs {
  /** First part of the physical name. */
  readonly prefix: string;
  readonly severity: Severity;
  /** ARN of a key whose policy lets CloudWatch, Budgets and EventBridge use it: with SNS's own key no alarm gets through. */
  readonly keyArn: pulumi.Input<string>;
  /** Each hears of alarms after confirming. */
  readonly emails: readonly string[];
  /** "+5511999999999": each gets an SMS. */
  readonly phones: readonly string[];
  /** @default the stack's own */
  readonly region?: string;
}

export function createAlertTopic(
  name: string,
  args: AlertTopicArgs,
  opts: pulumi.CustomResourceOptions,
): aws.sns.Topic {
  const { prefix, severity, region, keyArn } = args;
  const topic = new aws.sns.Topic(
    `${name}-${severity}`,
    {
      region,
      name: `${prefix}-${severity}`,
      displayName: `${prefix} ${severity}`,
      kmsMasterKeyId: keyArn,
    },
    opts,
  );
  new aws.sns.TopicPolicy(
    `${name}-${severity}-policy`,
    {
      region,
      arn: topic.arn,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AlarmsAndBudgets",
            Effect: "Allow",
            Principal: { Service: ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] },
            Action: "sns:Publish",
            Resource: topic.arn,
            Condition: { StringEquals: { "aws:SourceAccount": accountOf(topic.arn) } },
          },
          {
            // AWS takes no condition for EventBridge in a topic's policy.
            Sid: "Events",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic.arn,
          },
          {
            Sid: "EncryptedConnectionsOnly",
            Effect: "Deny",
            Principal: "*",
            Action: "sns:Publish",
            Resource: topic.arn,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      }),
    },
    opts,
  );
  for (const email of new Set(args.emails))
    new aws.sns.TopicSubscription(
      `${name}-${severity}-${email.replace(/[^A-Za-z0-9]/g, (sign) => `_${sign.codePointAt(0)}`)}`,
      { region, topic: topic.arn, protocol: "email", endpoint: email },
      opts,
    );
  for (const phone of new Set(args.phones))
    new aws.sns.TopicSubscription(
      `${name}-${severity}-${phone.slice(1)}`,
      { region, topic: topic.arn, protocol: "sms", endpoint: phone },
      opts,
    );
  return topic;
}
