/** ARNs of what lies beside something of ours: no look-ups, no account id in configuration. */
import * as pulumi from "@pulumi/pulumi";

/** The same resource's ARN in another region: names are the same in both. */
export function inRegion(arn: pulumi.Input<string>, region: string): pulumi.Output<string> {
  return pulumi.output(arn).apply((text) => text.split(":").with(3, region).join(":"));
}

/** "123456789012" */
export function accountOf(arn: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(arn).apply((text) => text.split(":")[4] ?? "");
}
