/** How AWS's APIs are called from within a network, without leaving it. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";

/** As in an endpoint's service name; each costs by the hour and zone. */
export const privateServices = ["bedrock-runtime", "lambda", "secretsmanager", "sqs"] as const;
export type PrivateService = (typeof privateServices)[number];

export interface GatewayEndpointArgs {
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  readonly routeTableIds: pulumi.Input<string[]>;
}

/** They cost nothing. */
export function createGatewayEndpoints(
  name: string,
  { region, vpcId, routeTableIds }: GatewayEndpointArgs,
  opts: pulumi.CustomResourceOptions,
): Readonly<Record<"s3" | "dynamodb", aws.ec2.VpcEndpoint>> {
  const create = (service: string) =>
    new aws.ec2.VpcEndpoint(
      `${name}-${service}`,
      {
        vpcId,
        routeTableIds,
        vpcEndpointType: "Gateway",
        serviceName: `com.amazonaws.${region}.${service}`,
      },
      opts,
    );
  return { s3: create("s3"), dynamodb: create("dynamodb") };
}

export interface InterfaceEndpointArgs {
  readonly prefix: string;
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
  readonly services: readonly PrivateService[];
  /** The only security group that may call them. */
  readonly callers: pulumi.Input<string>;
}

/** @returns the security group that the endpoints are in. */
export function createInterfaceEndpoints(
  name: string,
  args: InterfaceEndpointArgs,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    `${name}-endpoints`,
    { vpcId: args.vpcId, name: `${args.prefix}-endpoints`, description: "Interface endpoints of AWS's APIs" },
    opts,
  );
  new aws.vpc.SecurityGroupIngressRule(
    `${name}-endpoints-from-functions`,
    {
      securityGroupId: group.id,
      description: "Functions in the network call AWS",
      referencedSecurityGroupId: args.callers,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    },
    opts,
  );
  // Whoever gets in with keys of another account has no way to carry data there.
  const policy = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "*",
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalAccount": accountOf(group.arn) } },
      },
    ],
  });
  for (const service of args.services)
    new aws.ec2.VpcEndpoint(
      `${name}-${service}`,
      {
        vpcId: args.vpcId,
        subnetIds: args.subnetIds,
        securityGroupIds: [group.id],
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        serviceName: `com.amazonaws.${args.region}.${service}`,
        policy,
      },
      opts,
    );
  return group;
}
