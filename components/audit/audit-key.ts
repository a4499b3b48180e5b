/** The key of the trail's files and of its log group: only the trail encrypts with it. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

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
          {
            Sid: "TheAccountGrantsByItsIamPolicies",
            Effect: "Allow",
            Principal: { AWS: pulumi.interpolate`arn:aws:iam::${account}:root` },
            Action: "kms:*",
            Resource: "*",
          },
          {
            Sid: "TheTrailEncrypts",
            Effect: "Allow",
            Principal: { Service: "cloudtrail.amazonaws.com" },
            Action: ["kms:DescribeKey", "kms:GenerateDataKey*"],
            Resource: "*",
            Condition: { StringEquals: trail },
          },
          {
            Sid: "ItsLogGroupEncrypts",
            Effect: "Allow",
            Principal: { Service: `logs.${region}.amazonaws.com` },
            Action: [
              "kms:Decrypt*",
              "kms:Describe*",
              "kms:Encrypt*",
              "kms:GenerateDataKey*",
              "kms:ReEncrypt*",
            ],
            Resource: "*",
            Condition: {
              ArnEquals: {
                "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:aws:logs:${region}:${account}:log-group:${logGroupName}`,
              },
            },
          },
        ],
      }),
    },
    { ...opts, protect: true, retainOnDelete: true },
  );
  new aws.kms.Alias(`${name}-alias`, { name: `alias/${prefix}-audit`, targetKeyId: key.keyId }, opts);
  return key;
}
