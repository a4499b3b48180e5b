import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { HandlerFunction } from "../functions/handler-function.ts";
import { refuseUnless } from "../refuse.ts";

export interface ScaleActionArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  /** What the inbox's messages reach their function by. */
  readonly mapping: aws.lambda.EventSourceMapping;
  /** Batches at once while nothing is wrong, 2–1000: what the mapping is made with. */
  readonly usualConcurrency: number;
  /** Batches at once while the alarm lasts. */
  readonly peakConcurrency: number;
  /** What the mapping's function may use at most. @default no limit */
  readonly reservedConcurrency?: number;
  /** The plan's "Fila Acumulando": over a thousand messages for a quarter of an hour. */
  readonly alarm: aws.cloudwatch.MetricAlarm;
  /** The topic that the alarm tells. */
  readonly topicArn: pulumi.Input<string>;
  /** A standard queue for notices that the function never took. */
  readonly deadLetterArn: pulumi.Input<string>;
}

/** The plan's "Lambda de escala": a queue that piles up gets more consumers, until it is worked off. */
export class ScaleAction extends pulumi.ComponentResource {
  readonly function: HandlerFunction;

  constructor(name: string, args: ScaleActionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:scaling:ScaleAction", name, {}, opts);
    const { prefix, mapping, usualConcurrency, peakConcurrency, reservedConcurrency = 1000 } = args;
    const whole = (value: number, from: number, to: number) =>
      Number.isInteger(value) && value >= from && value <= to;
    refuseUnless(whole(usualConcurrency, 2, 1000), `${name}: usualConcurrency`, usualConcurrency, "2–1000");
    refuseUnless(
      whole(peakConcurrency, usualConcurrency, reservedConcurrency),
      `${name}: peakConcurrency`,
      peakConcurrency,
      `${usualConcurrency}–${reservedConcurrency}: from usualConcurrency to what the function may use`,
    );
    const child = { parent: this };
    this.function = new HandlerFunction(
      "Scale",
      {
        functionName: `${prefix}-Scale`,
        service: "Scale",
        entry: "handlers/operations/scale.ts",
        // Within five minutes or never, as all calls that fail: the alarm needs as long to change its mind.
        failuresArn: args.deadLetterArn,
        environment: {
          SCALED_MAPPING: mapping.uuid,
          USUAL_CONCURRENCY: String(usualConcurrency),
          PEAK_CONCURRENCY: String(peakConcurrency),
        },
      },
      child,
    );
    this.function.allow("mapping", {
      actions: ["lambda:GetEventSourceMapping", "lambda:UpdateEventSourceMapping"],
      resources: [mapping.arn],
    });
    this.#followAlarm(name, args);
    this.registerOutputs({ functionName: this.function.functionName });
  }

  /** The edge from the alarm's topic to the function: of all that the topic is told, that alarm's notices alone. */
  #followAlarm(name: string, { alarm, topicArn, deadLetterArn }: ScaleActionArgs): void {
    const child = { parent: this };
    const { function: scale } = this;
    const permission = new aws.lambda.Permission(
      `${name}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: scale.functionName,
        qualifier: scale.alias.name,
        principal: "sns.amazonaws.com",
        sourceArn: topicArn,
      },
      child,
    );
    new aws.sns.TopicSubscription(
      `${name}-subscription`,
      {
        topic: topicArn,
        protocol: "lambda",
        endpoint: scale.alias.arn,
        filterPolicyScope: "MessageBody",
        filterPolicy: pulumi.jsonStringify({ AlarmName: [alarm.name] }),
        redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: deadLetterArn }),
      },
      { ...child, dependsOn: [permission] },
    );
  }
}
