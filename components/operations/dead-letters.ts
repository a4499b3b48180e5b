import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import { createDeadLetterAlarm } from "../observability/alarms/queue-alarms.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";

export interface DeadLettersArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  readonly region: string;
  readonly topics: AlertTopics;
}

/** Where notices, events and asynchronous calls of the operations end that nobody took; one lying there is an alarm. */
export class DeadLetters extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: DeadLettersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:operations:DeadLetters", name, {}, opts);
    const { prefix, region, topics } = args;
    const child = { parent: this };
    const queue = new aws.sqs.Queue(
      `${name}-queue`,
      {
        name: `${prefix}-operations-dlq`,
        messageRetentionSeconds: 14 * 86_400,
        sqsManagedSseEnabled: true,
      },
      child,
    );
    const account = accountOf(queue.arn);
    const from = (service: string, source: pulumi.Input<string>) => ({
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sqs:SendMessage",
      Resource: queue.arn,
      Condition: { ArnLike: { "aws:SourceArn": source } },
    });
    new aws.sqs.QueuePolicy(
      `${name}-policy`,
      {
        queueUrl: queue.url,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "EncryptedConnectionsOnly",
              Effect: "Deny",
              Principal: "*",
              Action: "sqs:*",
              Resource: queue.arn,
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
            from("sns.amazonaws.com", pulumi.interpolate`arn:aws:sns:${region}:${account}:${prefix}-*`),
            from(
              "events.amazonaws.com",
              pulumi.interpolate`arn:aws:events:${region}:${account}:rule/${prefix}-*`,
            ),
          ],
        }),
      },
      child,
    );
    createDeadLetterAlarm({ name: `${name}-alarm`, prefix, topics, opts: child }, "operations", queue.name);
    this.arn = queue.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
