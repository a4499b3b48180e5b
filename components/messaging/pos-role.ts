import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface PosRoleArgs {
  /** Physical name, "chatbot-pos-us-east-1": roles are global, queues are not. */
  readonly roleName: string;
  /** ARN pattern of every store's queue. */
  readonly storeQueues: pulumi.Input<string>;
  /** @default any IAM Roles Anywhere trust anchor of the account */
  readonly trustAnchorArn?: string;
}

/**
 * Who the restaurants' points of sale are to AWS: they stand outside it and come in with a certificate, by IAM Roles
 * Anywhere. They may take messages from store queues, and nothing else; each queue's own policy lets in only those of its
 * restaurant, by `restaurantTag`.
 */
export class PosRole extends pulumi.ComponentResource {
  readonly role: aws.iam.Role;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: PosRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:messaging:PosRole", name, {}, opts);
    this.role = new aws.iam.Role(
      `${name}-role`,
      {
        name: args.roleName,
        description: "Points of sale: receive from the stores' queues.",
        assumeRolePolicy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              // The certificate's subject comes along as session tags.
              Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
              Principal: { Service: "rolesanywhere.amazonaws.com" },
              Condition: {
                ArnLike: { "aws:SourceArn": args.trustAnchorArn ?? anyAnchorBeside(args.storeQueues) },
              },
            },
          ],
        }),
      },
      { parent: this },
    );
    new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: this.role.name,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Action: posActions, Resource: args.storeQueues },
            // What lies in a dead-letter queue is the operator's to judge.
            {
              Effect: "Deny",
              Action: posActions,
              Resource: pulumi.interpolate`${args.storeQueues}`.apply((arn) =>
                arn.replace(/\.fifo$/, "-dlq.fifo"),
              ),
            },
          ],
        }),
      },
      { parent: this },
    );
    this.arn = this.role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/**
 * Tells which restaurant a point of sale is of: the organizational unit in its certificate's subject, a clientId.
 * IAM Roles Anywhere tags each session with it.
 */
export const restaurantTag = "aws:PrincipalTag/x509Subject/OU";

/** What a consumer of a queue does with it. */
export const posActions = [
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:ChangeMessageVisibility",
  "sqs:GetQueueAttributes",
  "sqs:GetQueueUrl",
];

/** Any trust anchor of the account that the queues are in. */
function anyAnchorBeside(storeQueues: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi
    .output(storeQueues)
    .apply((arn) => `arn:aws:rolesanywhere:*:${arn.split(":")[4]}:trust-anchor/*`);
}
