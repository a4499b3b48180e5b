/** The key of the trail's files and of its log group: only the trail encrypts with it. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountDecides, logGroupsEncrypt } from "../key-policy.ts";

export interface AuditKeyArgs {
  readonly prefix: string;
  readonly region: string;
  readonly account: pulumi.Input<string>;
  readonly trailArn: pulumi.Input<string>;
  readonly logGroupName: string;
}

export function createAuditKey(
  name: string,
  args: AuditKeyArgs,
  opts: pulumi.CustomResourceOptions,
): aws.kms.Key {
  const { prefix, region, account, trailArn, logGroupName } = args;
  const trail = { "aws:SourceArn": trailArn };
  const key = new aws.kms.Key(
    `${name}-key`,
    {
      description: `${prefix}: who did what in the account`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          accountDecides(account),
          {
            Sid: "TheTrailEncrypts",
            Effect: "Allow",
            Principal: { Service: "cloudtrail.amazonaws.com" },
            Action: ["kms:DescribeKey", "kms:GenerateDataKey*"],
            Resource: "*",
            Condition: { StringEquals: trail },
          },
          logGroupsEncrypt("ItsLogGroupEncrypts", region, {
            ArnEquals: {
              "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:aws:logs:${region}:${account}:log-group:${logGroupName}`,
            },
          }),
        ],
      }),
    },
    { ...opts, protect: true, retainOnDelete: true },
  );
  new aws.kms.Alias(`${name}-alias`, { name: `alias/${prefix}-audit`, targetKeyId: key.keyId }, opts);
  return key;
}
