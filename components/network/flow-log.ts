/** Who spoke with whom in a network. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import { createServiceRole } from "../service-role.ts";

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
  const { role, policy } = createServiceRole(
    { role: `${name}-flow-role`, policy: `${name}-flow-policy` },
    {
      description: "Lets a network's flow log write its log group.",
      service: "vpc-flow-logs.amazonaws.com",
      condition: {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: {
          "aws:SourceArn": pulumi.interpolate`arn:aws:ec2:${args.region}:${account}:vpc-flow-log/*`,
        },
      },
      statements: [
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
