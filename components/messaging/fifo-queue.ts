import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { inRegion } from "../arns.ts";
import type { HandlerFunction } from "../functions/handler-function.ts";
import { refuseUnless } from "../refuse.ts";
import { createQueuePolicy } from "./queue-policy.ts";

export interface FifoQueueArgs {
  /** Physical name, "chatbot-inbox.fifo"; its dead-letter queue is "chatbot-inbox-dlq.fifo". */
  readonly queueName: string;
  /**
   * How long a received message stays hidden. Lambda asks for six times its function's timeout.
   * @default 180: six times a function of 30 s
   */
  readonly visibilityTimeoutSeconds?: number;
  /** @default 5 deliveries, then the dead-letter queue */
  readonly maxReceiveCount?: number;
  /** @default 14: what SQS allows at most */
  readonly retentionDays?: number;
  /** What the queue's policy says beside refusing plain HTTP. @default nothing */
  readonly statements?: (queueArn: pulumi.Output<string>) => readonly object[];
}

/**
 * A FIFO queue in high-throughput mode and its FIFO dead-letter queue. Both are encrypted with SQS's own keys, so
 * that a consumer outside the account's functions (a restaurant's point of sale) needs no key, and refuse plain HTTP.
 */
export class FifoQueue extends pulumi.ComponentResource {
  readonly queue: aws.sqs.Queue;
  readonly deadLetterQueue: aws.sqs.Queue;
  readonly queueName: string;
  readonly deadLetterQueueName: string;
  readonly arn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  readonly visibilityTimeoutSeconds: number;
  readonly #name: string;

  constructor(name: string, args: FifoQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:messaging:FifoQueue", name, {}, opts);
    const { queueName, visibilityTimeoutSeconds = 180, maxReceiveCount = 5, retentionDays = 14 } = args;
    refuseUnless(
      /^[A-Za-z0-9_-]{1,71}\.fifo$/.test(queueName),
      `${name}: queueName`,
      queueName,
      "1–71 of A-Z, a-z, 0-9, - and _, then .fifo (the dead-letter queue's name is four longer)",
    );
    refuseUnless(
      Number.isInteger(visibilityTimeoutSeconds) &&
        visibilityTimeoutSeconds >= 0 &&
        visibilityTimeoutSeconds <= 43_200,
      `${name}: visibilityTimeoutSeconds`,
      visibilityTimeoutSeconds,
      "0–43200",
    );
    refuseUnless(
      Number.isInteger(maxReceiveCount) && maxReceiveCount >= 1 && maxReceiveCount <= 1000,
      `${name}: maxReceiveCount`,
      maxReceiveCount,
      "1–1000",
    );
    refuseUnless(
      Number.isInteger(retentionDays) && retentionDays >= 1 && retentionDays <= 14,
      `${name}: retentionDays`,
      retentionDays,
      "whole days, 1–14",
    );
    this.#name = name;
    this.queueName = queueName;
    this.deadLetterQueueName = queueName.replace(/\.fifo$/, "-dlq.fifo");
    this.visibilityTimeoutSeconds = visibilityTimeoutSeconds;
    const common = {
      fifoQueue: true,
      deduplicationScope: "messageGroup",
      fifoThroughputLimit: "perMessageGroupId",
      messageRetentionSeconds: retentionDays * 86_400,
      sqsManagedSseEnabled: true,
    };

    this.deadLetterQueue = new aws.sqs.Queue(
      `${name}-dlq`,
      { name: this.deadLetterQueueName, ...common },
      { parent: this },
    );
    this.queue = new aws.sqs.Queue(
      `${name}-queue`,
      {
        name: queueName,
        ...common,
        visibilityTimeoutSeconds,
        receiveWaitTimeSeconds: 20,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: this.deadLetterQueue.arn,
          maxReceiveCount,
        }),
      },
      { parent: this },
    );
    new aws.sqs.RedriveAllowPolicy(
      `${name}-redrive-allow`,
      {
        queueUrl: this.deadLetterQueue.url,
        redriveAllowPolicy: pulumi.jsonStringify({
          redrivePermission: "byQueue",
          sourceQueueArns: [this.queue.arn],
        }),
      },
      { parent: this },
    );
    createQueuePolicy(`${name}-dlq-policy`, this.deadLetterQueue, { parent: this });
    createQueuePolicy(
      `${name}-policy`,
      this.queue,
      // A store's once stood beside its queue; removed by its old name, it would leave the queue without any.
      { parent: this, aliases: [{ parent: opts?.parent }] },
      args.statements?.(this.queue.arn),
    );
    this.arn = this.queue.arn;
    this.url = this.queue.url;
    this.registerOutputs({ arn: this.arn, url: this.url, deadLetterQueueArn: this.deadLetterQueue.arn });
  }

  /** Lets `sender` send to this queue and, with `alsoInRegion`, to the queue of the same name there. */
  grantSend(sender: HandlerFunction, alsoInRegion?: string): void {
    sender.allow(`send-${this.#name}`, {
      actions: ["sqs:SendMessage"],
      resources: [this.arn, ...(alsoInRegion ? [inRegion(this.arn, alsoInRegion)] : [])],
    });
  }

  /** Lets a consumer put what it cannot read into the dead-letter queue at once, and say why. */
  grantSetAside(consumer: HandlerFunction): void {
    consumer.allow(`set-aside-${this.#name}`, {
      actions: ["sqs:SendMessage"],
      resources: [this.deadLetterQueue.arn],
    });
  }

  /** Lets a function ask how deep this queue is. */
  grantProbe(prober: HandlerFunction): void {
    prober.allow(`probe-${this.#name}`, { actions: ["sqs:GetQueueAttributes"], resources: [this.arn] });
  }
}
