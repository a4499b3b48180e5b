import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Configuration } from "../configuration.ts";
import type { DataKey } from "../data/data-key.ts";
import { type SecretName, type Secrets, secretNames } from "../data/secrets.ts";
import { publicName } from "../dns/names.ts";
import { HandlerFunction } from "../functions/handler-function.ts";
import { namesOf } from "../naming.ts";
import { createAlarm, math } from "../observability/alarms/alarm.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";
import { errorsLogged } from "../observability/metric-filters.ts";
import { refuseUnless } from "../refuse.ts";

export interface SecretsRotationArgs {
  readonly configuration: Pick<
    Configuration,
    "prefix" | "role" | "domain" | "twilioBaseUrl" | "twilioAccountsBaseUrl" | "asaasBaseUrl"
  >;
  readonly key: DataKey;
  readonly secrets: Secrets;
  readonly topics: AlertTopics;
  /** A standard queue for steps that the function never took. */
  readonly deadLetterArn: pulumi.Input<string>;
  /** @default 90, the plan's; 1–90 */
  readonly everyDays?: number;
}

/**
 * Rotates the three secrets. The primary's rotate by the clock; the function stands in both regions, so that a replica
 * that was promoted while the primary's region is away can be rotated at once.
 */
export class SecretsRotation extends pulumi.ComponentResource {
  readonly function: HandlerFunction;

  constructor(name: string, args: SecretsRotationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:rotation:SecretsRotation", name, {}, opts);
    const { configuration, secrets, key, everyDays = 90 } = args;
    const { prefix, role, domain, twilioBaseUrl, twilioAccountsBaseUrl, asaasBaseUrl } = configuration;
    refuseUnless(
      Number.isInteger(everyDays) && everyDays >= 1 && everyDays <= 90,
      `${name}: everyDays`,
      everyDays,
      "1–90",
    );
    const names = namesOf(prefix);
    this.function = new HandlerFunction(
      "Rotation",
      {
        functionName: names.function("Rotation"),
        service: "Rotation",
        entry: "handlers/operations/rotation.ts",
        timeoutSeconds: 30,
        failuresArn: args.deadLetterArn,
        environment: {
          TWILIO_SECRET: names.secret("twilio"),
          TWILIO_BASE_URL: twilioBaseUrl,
          TWILIO_ACCOUNTS_BASE_URL: twilioAccountsBaseUrl,
          ASAAS_SECRET: names.secret("asaas"),
          ASAAS_BASE_URL: asaasBaseUrl,
          POS_SECRET: names.secret("pos"),
          PUBLIC_BASE_URL: `https://${publicName(domain)}`,
        },
      },
      { parent: this },
    );
    secrets.grantRotate(this.function);
    key.grantUse(this.function, ["secretsmanager"]);
    for (const secret of secretNames) {
      const permission = this.#letStart(name, secret, secrets);
      if (role === "primary") this.#rotate(name, secret, secrets, everyDays, permission);
    }
    this.#alarm(name, prefix, args.topics);
    this.registerOutputs({ functionName: this.function.functionName });
  }

  #letStart(name: string, secret: SecretName, secrets: Secrets): aws.lambda.Permission {
    return new aws.lambda.Permission(
      `${name}-${secret}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: this.function.functionName,
        qualifier: this.function.alias.name,
        principal: "secretsmanager.amazonaws.com",
        sourceArn: secrets.arns[secret],
      },
      { parent: this },
    );
  }

  #rotate(
    name: string,
    secret: SecretName,
    secrets: Secrets,
    everyDays: number,
    permission: pulumi.Resource,
  ): void {
    new aws.secretsmanager.SecretRotation(
      `${name}-${secret}`,
      {
        secretId: secrets.arns[secret],
        rotationLambdaArn: this.function.alias.arn,
        rotationRules: { automaticallyAfterDays: everyDays },
        // A new secret has no value: an operator writes it first.
        rotateImmediately: false,
      },
      // Secrets Manager tries the function at once.
      { parent: this, dependsOn: [permission, ...this.function.grants] },
    );
  }

  #alarm(name: string, prefix: string, topics: AlertTopics): void {
    createAlarm(
      { name: `${name}-alarm`, prefix, topics, opts: { parent: this } },
      {
        slug: "rotation-failures",
        severity: "security",
        alarmDescription:
          "A secret, or one restaurant's part of it, could not be rotated. Both credentials stay good; the log of Rotation says what is in the way. Runbook: secrets.",
        metricQueries: math(
          300,
          {
            logged: { ...errorsLogged, dimensions: { service: "Rotation" } },
            failed: {
              namespace: "AWS/Lambda",
              metricName: "Errors",
              dimensions: { FunctionName: this.function.functionName },
            },
          },
          "SUM(METRICS())",
          "Rotation's errors",
        ),
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        evaluationPeriods: 1,
      },
    );
  }
}
