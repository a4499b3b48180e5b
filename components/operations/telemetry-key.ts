import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import { accountDecides, logGroupsEncrypt } from "../key-policy.ts";

export interface TelemetryKeyArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  /** What the key is for stands in the same region. */
  readonly region: string;
}

/** Who tells topics about alarms, bills and events. */
const publishers = ["budgets.amazonaws.com", "cloudwatch.amazonaws.com", "events.amazonaws.com"];

/**
 * The key of what a region says of itself: its log lines, and its alarms on their way. Another one than the data's, so
 * that whoever takes that one away cannot silence the alarm about it.
 */
export class TelemetryKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: TelemetryKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:operations:TelemetryKey", name, {}, opts);
    const { prefix, region } = args;
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        region,
        description: `${prefix}: logs and alarms`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
      },
      { parent: this, protect: true, retainOnDelete: true },
    );
    new aws.kms.Alias(
      `${name}-alias`,
      { region, name: `alias/${prefix}-telemetry`, targetKeyId: key.keyId },
      { parent: this },
    );
    const account = accountOf(key.arn);
    const policy = new aws.kms.KeyPolicy(
      `${name}-policy`,
      {
        region,
        keyId: key.keyId,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            accountDecides(account),
            logGroupsEncrypt("LogGroupsEncrypt", region, {
              ArnLike: {
                "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:aws:logs:${region}:${account}:log-group:*`,
              },
            }),
            {
              Sid: "PublishersEncryptForOurTopics",
              Effect: "Allow",
              Principal: { Service: publishers },
              Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
              Resource: "*",
              // EventBridge sends neither aws:SourceArn nor aws:SourceAccount here; the topic is what all three name.
              Condition: {
                ArnLike: {
                  "kms:EncryptionContext:aws:sns:topicArn": pulumi.interpolate`arn:aws:sns:${region}:${account}:${prefix}-*`,
                },
              },
            },
          ],
        }),
      },
      { parent: this },
    );
    // Only once the services may use it: a log group is refused otherwise, and an alarm is lost.
    this.arn = pulumi.all([key.arn, policy.id]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }

  /** Options below which every log group is encrypted with the key, whoever makes it, unless it has one of its own. */
  encryptingLogs<O extends pulumi.ResourceOptions>(opts: O): O {
    const encrypt: pulumi.ResourceTransformation = ({ type, props, opts: own }) =>
      type === "aws:cloudwatch/logGroup:LogGroup" && !props.kmsKeyId
        ? { props: { ...props, kmsKeyId: this.arn }, opts: own }
        : undefined;
    return { ...opts, transformations: [...(opts.transformations ?? []), encrypt] } as O;
  }
}
