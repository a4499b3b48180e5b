import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { inRegion } from "../arns.ts";
import type { HandlerFunction } from "../functions/handler-function.ts";
import type { Names } from "../naming.ts";
import type { DataKey } from "./data-key.ts";

const secrets = {
  twilio: "Twilio accounts and their auth tokens",
  asaas: "The tenants' Asaas keys and webhook tokens",
  pos: "The keys that the tenants' points of sale send",
} as const;
export type SecretName = keyof typeof secrets;
export const secretNames = Object.keys(secrets) as SecretName[];

export interface SecretsArgs {
  readonly names: Names;
  readonly region: string;
  /** @default one region has them alone */
  readonly peerRegion?: string;
  readonly key: DataKey;
  /** ARNs of the primary stack's secrets. @default makes the secrets here, each with a replica in the peer region */
  readonly replicaOf?: pulumi.Input<Readonly<Record<SecretName, string>>>;
}

/**
 * One secret a provider, tenants inside. The program makes them empty: an operator or the rotation writes their values,
 * which no program and no state file ever sees.
 */
export class Secrets extends pulumi.ComponentResource {
  /** In the stack's own region. */
  readonly arns: Readonly<Record<SecretName, pulumi.Output<string>>>;

  constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:data:Secrets", name, {}, opts);
    const arnOf = (secret: SecretName): pulumi.Output<string> => {
      if (args.replicaOf)
        // A replica keeps its primary's name, random suffix included.
        return inRegion(
          pulumi.output(args.replicaOf).apply((arns) => arns[secret]),
          args.region,
        );
      return new aws.secretsmanager.Secret(
        `${name}-${secret}`,
        {
          name: args.names.secret(secret),
          description: secrets[secret],
          kmsKeyId: args.key.arn,
          replicas: args.peerRegion ? [{ region: args.peerRegion, kmsKeyId: args.key.peerArn }] : undefined,
          recoveryWindowInDays: 30,
        },
        { parent: this, protect: true, retainOnDelete: true },
      ).arn;
    };
    this.arns = Object.fromEntries(secretNames.map((secret) => [secret, arnOf(secret)])) as Record<
      SecretName,
      pulumi.Output<string>
    >;
    this.registerOutputs({ arns: this.arns });
  }

  /** Lets a function rotate every secret; a replica takes no values until it is promoted. */
  grantRotate(fn: HandlerFunction): void {
    fn.allow("secrets", {
      actions: [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      resources: secretNames.map((secret) => this.arns[secret]),
    });
  }

  grantRead(fn: HandlerFunction, names: readonly SecretName[]): void {
    fn.allow("secrets", {
      actions: ["secretsmanager:GetSecretValue"],
      resources: names.map((secret) => this.arns[secret]),
    });
  }
}
