import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import { refuseRetention, refuseUnless } from "../refuse.ts";
import { firewallRules } from "./firewall-rules.ts";
import type { Route } from "./routes.ts";

export interface WebFirewallArgs {
  readonly prefix: string;
  readonly stageArn: pulumi.Input<string>;
  readonly stageName: string;
  /** What may pass at all. */
  readonly routes: readonly Route[];
  /** Requests in five minutes from one address, but for providers' routes. @default 2000 */
  readonly requestsPerAddress?: number;
  /** Requests in five minutes from one address on providers' routes. @default 150000: 500 a second */
  readonly requestsPerProviderAddress?: number;
  /** @default 65536 */
  readonly maximumBodyBytes?: number;
  /** @default 30 */
  readonly logRetentionDays?: number;
}

/** AWS's managed rules and ours in front of one API stage; what it stops or counts is logged. */
export class WebFirewall extends pulumi.ComponentResource {
  readonly webAcl: aws.wafv2.WebAcl;
  readonly logGroup: aws.cloudwatch.LogGroup;
  /** "chatbot-api", the `WebACL` of its metrics. */
  readonly aclName: string;

  constructor(name: string, args: WebFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:api:WebFirewall", name, {}, opts);
    const { requestsPerAddress = 2000, requestsPerProviderAddress = 150_000 } = args;
    const { maximumBodyBytes = 65_536, logRetentionDays = 30 } = args;
    refuseRetention(`${name}: logRetentionDays`, logRetentionDays);
    const within = (argument: string, value: number, from: number, to: number) =>
      refuseUnless(value >= from && value <= to, `${name}: ${argument}`, value, `${from}–${to}`);
    within("requestsPerAddress", requestsPerAddress, 10, 2_000_000_000);
    within("requestsPerProviderAddress", requestsPerProviderAddress, requestsPerAddress, 2_000_000_000);
    within("maximumBodyBytes", maximumBodyBytes, 1024, 65_536);
    const child = { parent: this };
    this.aclName = `${args.prefix}-api`;
    const measured = (metricName: string) => ({
      cloudwatchMetricsEnabled: true,
      sampledRequestsEnabled: true,
      metricName,
    });

    this.webAcl = new aws.wafv2.WebAcl(
      `${name}-acl`,
      {
        name: this.aclName,
        description: "What may reach the API.",
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        // Bodies beyond the inspection limit count as too large, so the limit must not be below ours.
        associationConfig: { requestBodies: [{ apiGateway: { defaultSizeInspectionLimit: "KB_64" } }] },
        rules: firewallRules(args.routes, args.stageName, {
          requestsPerAddress,
          requestsPerProviderAddress,
          maximumBodyBytes,
        }).map((rule, priority) => ({ ...rule, priority, visibilityConfig: measured(rule.name as string) })),
        visibilityConfig: measured(this.aclName),
      },
      child,
    );
    new aws.wafv2.WebAclAssociation(
      `${name}-association`,
      { resourceArn: args.stageArn, webAclArn: this.webAcl.arn },
      child,
    );
    this.logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      // WAF writes only to groups whose name starts so.
      { name: `aws-waf-logs-${args.prefix}-api`, retentionInDays: logRetentionDays },
      child,
    );
    const delivery = new aws.cloudwatch.LogResourcePolicy(
      `${name}-log-delivery`,
      {
        policyName: `${args.prefix}-waf-logs`,
        policyDocument: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "delivery.logs.amazonaws.com" },
              Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
              Resource: pulumi.interpolate`${this.logGroup.arn}:*`,
              Condition: { StringEquals: { "aws:SourceAccount": accountOf(this.webAcl.arn) } },
            },
          ],
        }),
      },
      child,
    );
    new aws.wafv2.WebAclLoggingConfiguration(
      `${name}-logging`,
      {
        resourceArn: this.webAcl.arn,
        logDestinationConfigs: [this.logGroup.arn],
        redactedFields: ["x-api-key", "x-twilio-signature", "asaas-access-token"].map((header) => ({
          singleHeader: { name: header },
        })),
        // What passed is in the access log already.
        loggingFilter: {
          defaultBehavior: "DROP",
          filters: [
            {
              behavior: "KEEP",
              requirement: "MEETS_ANY",
              conditions: ["BLOCK", "COUNT"].map((action) => ({ actionCondition: { action } })),
            },
          ],
        },
      },
      { ...child, dependsOn: [delivery] },
    );
    this.registerOutputs({ webAclArn: this.webAcl.arn, logGroupName: this.logGroup.name });
  }
}
