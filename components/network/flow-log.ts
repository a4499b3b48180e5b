/** Who spoke with whom in a network. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";

export interface FlowLogArgs {
  readonly prefix: string;
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  readonly retentionDays: number;
}

export function createFlowLog(name: string, args: FlowLogArgs, opts: pulumi.CustomResourceOptions): void {
  const group = new aws.cloudwatch.LogGroup(
    `${name}-flow-logs`,
    { name: `/aws/vpc/${args.prefix}-flows`, retentionInDays: args.retentionDays },
    opts,
  );
  const account = accountOf(group.arn);
  const role = new aws.iam.Role(
    `${name}-flow-role`,
    {
      description: "Lets a network's flow log write its log group.",
      assumeRolePolicy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "vpc-flow-logs.amazonaws.com" },
            Condition: {
              StringEquals: { "aws:SourceAccount": account },
              ArnLike: {
                "aws:SourceArn": pulumi.interpolate`arn:aws:ec2:${args.region}:${account}:vpc-flow-log/*`,
              },
            },
          },
        ],
      }),
    },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-flow-policy`,
    {
      role: role.name,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: [
              "logs:CreateLogStream",
              "logs:DescribeLogGroups",
              "logs:DescribeLogStreams",
              "logs:PutLogEvents",
            ],
            Resource: [pulumi.interpolate`${group.arn}:*`],
          },
        ],
      }),
    },
    opts,
  );
  new aws.ec2.FlowLog(
    `${name}-flow-log`,
    {
      vpcId: args.vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
    },
    { ...opts, dependsOn: [policy] },
  );
}
