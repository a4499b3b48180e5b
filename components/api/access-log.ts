import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * One JSON object a request. Numbers stand bare where the gateway always has them, so that metric filters can compare
 * them; bodies, keys and signatures are never logged.
 */
export const accessLogFormat = [
  '{"requestId":"$context.requestId"',
  '"time":$context.requestTimeEpoch',
  '"clientId":"$context.authorizer.clientId"',
  '"method":"$context.httpMethod"',
  '"route":"$context.resourcePath"',
  '"path":"$context.path"',
  '"domain":"$context.domainName"',
  '"status":$context.status',
  '"latency":$context.responseLatency',
  '"integrationLatency":"$context.integrationLatency"',
  '"integrationStatus":"$context.integrationStatus"',
  '"authorizerStatus":"$context.authorizer.status"',
  '"errorType":"$context.error.responseType"',
  '"ip":"$context.identity.sourceIp"',
  '"traceId":"$context.xrayTraceId"}',
].join(",");

export interface AccessLogArgs {
  readonly prefix: string;
  readonly retentionDays: number;
  readonly restApi: aws.apigateway.RestApi;
  readonly stageName: string;
  readonly setsAccountLogRole: boolean;
}

export interface AccessLog {
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly settings: aws.types.input.apigateway.StageAccessLogSettings;
  /** What must be there before a stage can log. */
  readonly prerequisites: pulumi.Resource[];
}

/** Where the stage logs: one line a request in a group of ours, and the gateway's own errors in one of its name. */
export function createAccessLog(
  name: string,
  args: AccessLogArgs,
  opts: pulumi.CustomResourceOptions,
): AccessLog {
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-access-logs`,
    { name: `/aws/apigateway/${args.prefix}-api`, retentionInDays: args.retentionDays },
    opts,
  );
  // The gateway would create this group itself, and keep it for ever.
  const executionLogs = new aws.cloudwatch.LogGroup(
    `${name}-execution-logs`,
    {
      name: args.restApi.id.apply((id) => `API-Gateway-Execution-Logs_${id}/${args.stageName}`),
      retentionInDays: args.retentionDays,
    },
    opts,
  );
  const prerequisites: pulumi.Resource[] = [executionLogs];
  if (args.setsAccountLogRole) prerequisites.push(createAccountLogRole(name, opts));
  return { logGroup, settings: { destinationArn: logGroup.arn, format: accessLogFormat }, prerequisites };
}

function createAccountLogRole(name: string, opts: pulumi.CustomResourceOptions): pulumi.Resource {
  const role = new aws.iam.Role(
    `${name}-log-role`,
    {
      description: "Lets API Gateway write its logs in this region.",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "apigateway.amazonaws.com" } },
        ],
      }),
    },
    opts,
  );
  const policy = new aws.iam.RolePolicyAttachment(
    `${name}-log-role-policy`,
    {
      role: role.name,
      // AWS checks the role for exactly these permissions before it accepts it.
      policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    },
    opts,
  );
  return new aws.apigateway.Account(
    `${name}-account`,
    { cloudwatchRoleArn: role.arn },
    { ...opts, dependsOn: [policy] },
  );
}
