/** Who the alarms of a region's health tell: a topic in us-east-1, wherever the stacks are. */
import * as pulumi from "@pulumi/pulumi";
import { inRegion } from "../arns.ts";
import type { Configuration } from "../configuration.ts";
import { createAlertTopic } from "../observability/alert-topic.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";
import { TelemetryKey } from "../operations/telemetry-key.ts";

/** Where Route 53 publishes its metrics. An alarm stands where its metric is, and acts in its own region. */
export const healthRegion = "us-east-1";

type Place = Pick<Configuration, "prefix" | "region" | "peerRegion" | "alertEmails" | "alertPhones">;

/** The critical topic of the stack that is in us-east-1; where neither is, one that this stack makes there. */
export function healthTopicArn(
  name: string,
  place: Place,
  topics: AlertTopics,
  opts: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  return [place.region, place.peerRegion].includes(healthRegion)
    ? inRegion(topics.critical.arn, healthRegion)
    : new HealthTopic(name, place, opts).arn;
}

/** Named with the stack's region: the peer's stack makes one too, and either must tell while the other is away. */
class HealthTopic extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: Place, opts: pulumi.ComponentResourceOptions) {
    super("chatbot:dns:HealthTopic", name, {}, opts);
    const child = { parent: this };
    const prefix = `${args.prefix}-${args.region}`;
    const key = new TelemetryKey(`${name}-telemetry`, { prefix, region: healthRegion }, child);
    const topic = createAlertTopic(
      name,
      {
        prefix,
        severity: "critical",
        keyArn: key.arn,
        emails: args.alertEmails,
        phones: args.alertPhones,
        region: healthRegion,
      },
      child,
    );
    this.arn = topic.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
