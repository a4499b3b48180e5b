/** The edge from one of AWS's own events to a topic: what services say by themselves and no metric counts. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface EventNoticeArgs {
  /** Physical name. */
  readonly ruleName: string;
  readonly description: string;
  readonly pattern: pulumi.Input<object>;
  /** Its policy lets EventBridge publish. */
  readonly topicArn: pulumi.Input<string>;
  /** A standard queue for what the topic did not take. */
  readonly deadLetterArn: pulumi.Input<string>;
}

export function createEventNotice(
  name: string,
  args: EventNoticeArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.EventRule {
  const rule = new aws.cloudwatch.EventRule(
    name,
    {
      name: args.ruleName,
      description: args.description,
      eventPattern: pulumi.jsonStringify(args.pattern),
    },
    opts,
  );
  new aws.cloudwatch.EventTarget(
    `${name}-topic`,
    {
      rule: rule.name,
      arn: args.topicArn,
      targetId: "topic",
      // News an hour old has been seen elsewhere.
      retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 },
      deadLetterConfig: { arn: args.deadLetterArn },
    },
    opts,
  );
  return rule;
}
