/** The AWS managed policies that programs attach to roles, as AWS publishes them. */
import { type PolicyDocument, parsePolicy } from "./policy.ts";

const logs = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
const allow = (actions: readonly string[], resource = "*") => ({
  Effect: "Allow",
  Action: actions,
  Resource: resource,
});

const documents: Readonly<Record<string, readonly object[]>> = {
  "service-role/AWSLambdaBasicExecutionRole": [allow(logs)],
  "service-role/AWSLambdaSQSQueueExecutionRole": [
    allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", ...logs]),
  ],
  "service-role/AWSLambdaDynamoDBExecutionRole": [
    allow([
      "dynamodb:DescribeStream",
      "dynamodb:GetRecords",
      "dynamodb:GetShardIterator",
      "dynamodb:ListStreams",
      ...logs,
    ]),
  ],
  "service-role/AWSLambdaVPCAccessExecutionRole": [
    allow([
      ...logs,
      "ec2:CreateNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:DeleteNetworkInterface",
      "ec2:AssignPrivateIpAddresses",
      "ec2:UnassignPrivateIpAddresses",
    ]),
  ],
  "service-role/AWSLambdaRole": [allow(["lambda:InvokeFunction"])],
  "service-role/AmazonAPIGatewayPushToCloudWatchLogs": [
    allow([
      "logs:CreateLogGroup",
      "logs:CreateLogStream",
      "logs:DescribeLogGroups",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
      "logs:GetLogEvents",
      "logs:FilterLogEvents",
    ]),
  ],
  AWSXRayDaemonWriteAccess: [
    allow([
      "xray:PutTraceSegments",
      "xray:PutTelemetryRecords",
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
      "xray:GetSamplingStatisticSummaries",
    ]),
  ],
  CloudWatchLambdaInsightsExecutionRolePolicy: [
    allow(["logs:CreateLogGroup"]),
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], "arn:aws:logs:*:*:log-group:/aws/lambda-insights:*"),
  ],
  AdministratorAccess: [allow(["*"])],
};

const PREFIX = "arn:aws:iam::aws:policy/";

export function isManagedPolicy(arn: string): boolean {
  return arn.startsWith(PREFIX);
}

/** Undefined for a managed policy whose content is not known here: it then grants nothing. */
export function managedPolicy(arn: string): PolicyDocument | undefined {
  const statements = documents[arn.slice(PREFIX.length)];
  return statements && parsePolicy("identity", arn, { Version: "2012-10-17", Statement: statements });
}
