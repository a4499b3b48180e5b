import * as pulumi from "@pulumi/pulumi";
import { createDeadLetterQueue } from "../messaging/dead-letter-queue.ts";
import { createDeadLetterAlarm } from "../observability/alarms/queue-alarms.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";

export interface DeadLettersArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  readonly region: string;
  readonly account: pulumi.Input<string>;
  readonly topics: AlertTopics;
}

/** Where notices, events and asynchronous calls of the operations end that nobody took; one lying there is an alarm. */
export class DeadLetters extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: DeadLettersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:operations:DeadLetters", name, {}, opts);
    const { prefix, region, account, topics } = args;
    const child = { parent: this };
    const queue = createDeadLetterQueue(name, `${prefix}-operations-dlq`, child, [
      {
        service: "sns.amazonaws.com",
        source: pulumi.interpolate`arn:aws:sns:${region}:${account}:${prefix}-*`,
      },
      {
        service: "events.amazonaws.com",
        source: pulumi.interpolate`arn:aws:events:${region}:${account}:rule/${prefix}-*`,
      },
    ]);
    createDeadLetterAlarm({ name: `${name}-alarm`, prefix, topics, opts: child }, "operations", queue.name);
    this.arn = queue.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
