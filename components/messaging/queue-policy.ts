import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/**
 * The policy of a queue, of which SQS keeps one: whatever else it says, only encrypted connections reach the queue.
 * @param statements @default none: roles do what their own policies say
 */
export function createQueuePolicy(
  name: string,
  queue: aws.sqs.Queue,
  opts: pulumi.CustomResourceOptions,
  statements: readonly object[] = [],
): void {
  new aws.sqs.QueuePolicy(
    name,
    {
      queueUrl: queue.url,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          ...statements,
          {
            Sid: "TlsOnly",
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
}
