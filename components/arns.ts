/** ARNs of what lies beside something of ours: no look-ups, no account id in configuration. */
import * as pulumi from "@pulumi/pulumi";

/** The same resource's ARN in another region: names are the same in both. */
export function inRegion(arn: pulumi.Input<string>, region: string): pulumi.Output<string> {
  return pulumi.interpolate`${arn}`.apply((text) => text.replace(/^(arn:[^:]*:[^:]*:)[^:]*/, `$1${region}`));
}

/** "123456789012" */
export function accountOf(arn: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`${arn}`.apply((text) => text.split(":")[4] ?? "");
}

/** ARN of what has another name beside it: same service, region and account. */
export function siblingOf(arn: pulumi.Input<string>, name: string): pulumi.Output<string> {
  return pulumi.interpolate`${arn}`.apply((text) => text.replace(/[^:]+$/, name));
}
