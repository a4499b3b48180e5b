import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A standard queue, as Scheduler and Lambda ask for what they could not deliver; only encrypted connections reach it. */
export function createDeadLetterQueue(
  name: string,
  queueName: string,
  opts: pulumi.CustomResourceOptions,
): aws.sqs.Queue {
  const queue = new aws.sqs.Queue(
    `${name}-dlq`,
    { name: queueName, messageRetentionSeconds: 14 * 86_400, sqsManagedSseEnabled: true },
    opts,
  );
  new aws.sqs.QueuePolicy(
    `${name}-dlq-policy`,
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
        ],
      }),
    },
    opts,
  );
  return queue;
}
