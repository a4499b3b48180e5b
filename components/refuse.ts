/** Refusals of arguments at construction: what was wrong, where, what is accepted. */
import * as pulumi from "@pulumi/pulumi";

export function refuseUnless(accepted: boolean, where: string, value: unknown, expected: string): void {
  if (!accepted) throw new pulumi.RunError(`${where} is ${JSON.stringify(value)}; accepted: ${expected}.`);
}

/** What CloudWatch Logs takes: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentions = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731],
  ...[1096, 1827, 2192, 2557, 2922, 3288, 3653],
];

/** @param days how long a log group keeps its lines */
export function refuseRetention(where: string, days: number): void {
  refuseUnless(retentions.includes(days), where, days, retentions.join(", "));
}
