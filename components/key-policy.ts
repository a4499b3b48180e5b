/** Statements that the policies of our keys share. */
import * as pulumi from "@pulumi/pulumi";

/** Without it nobody could change the key any more: the account decides by its IAM policies who may use it. */
export function accountDecides(account: pulumi.Input<string>) {
  return {
    Sid: "TheAccountGrantsByItsIamPolicies",
    Effect: "Allow",
    Principal: { AWS: pulumi.interpolate`arn:aws:iam::${account}:root` },
    Action: "kms:*",
    Resource: "*",
  };
}

/** CloudWatch Logs encrypts and decrypts, for the log groups that the condition's context names. */
export function logGroupsEncrypt(sid: string, region: string, condition: object) {
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: `logs.${region}.amazonaws.com` },
    Action: ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    Resource: "*",
    Condition: condition,
  };
}
