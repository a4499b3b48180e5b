import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { inRegion } from "../arns.ts";
import type { HandlerFunction } from "../functions/handler-function.ts";

export interface DataKeyArgs {
  readonly prefix: string;
  readonly region: string;
  /** @default no other region has a replica */
  readonly peerRegion?: string;
  /** ARN of the primary stack's key. @default makes the key here, and its replica in the peer region */
  readonly replicaOf?: pulumi.Input<string>;
}

/** Actions that a service makes with the key on behalf of whoever reads or writes. */
const use = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/**
 * The key of everything that is kept: a multi-region key of ours, so that what one region encrypted the other can
 * read while the first is away.
 */
export class DataKey extends pulumi.ComponentResource {
  /** In the stack's own region. */
  readonly arn: pulumi.Output<string>;
  /** Undefined where there is no other region. */
  readonly peerArn?: pulumi.Output<string>;
  readonly #region: string;

  constructor(name: string, args: DataKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:data:DataKey", name, {}, opts);
    this.#region = args.region;
    if (args.replicaOf) {
      this.peerArn = pulumi.output(args.replicaOf);
      // A replica of a multi-region key has its primary's id.
      this.arn = inRegion(args.replicaOf, args.region);
    } else {
      const { peerRegion } = args;
      const kept = { parent: this, protect: true, retainOnDelete: true };
      const key = new aws.kms.Key(
        `${name}-key`,
        {
          description: `${args.prefix}: tables, media and secrets`,
          multiRegion: peerRegion !== undefined,
          enableKeyRotation: true,
          deletionWindowInDays: 30,
        },
        kept,
      );
      const alias = `alias/${args.prefix}-data`;
      new aws.kms.Alias(`${name}-alias`, { name: alias, targetKeyId: key.keyId }, { parent: this });
      this.arn = key.arn;
      if (peerRegion) {
        const replica = new aws.kms.ReplicaKey(
          `${name}-replica`,
          {
            region: peerRegion,
            primaryKeyArn: key.arn,
            description: `${args.prefix}: tables, media and secrets`,
            deletionWindowInDays: 30,
          },
          kept,
        );
        new aws.kms.Alias(
          `${name}-replica-alias`,
          { region: peerRegion, name: alias, targetKeyId: replica.keyId },
          { parent: this },
        );
        this.peerArn = replica.arn;
      }
    }
    this.registerOutputs({ arn: this.arn, peerArn: this.peerArn });
  }

  /** Lets a function read and write what `services` ("dynamodb", "s3") keep with the key, and only through them. */
  grantUse(fn: HandlerFunction, services: readonly string[]): void {
    if (!services.length) return;
    fn.allow("data-key", {
      actions: use,
      resources: [this.arn],
      conditions: {
        StringEquals: {
          "kms:ViaService": services.map((service) => `${service}.${this.#region}.amazonaws.com`),
        },
      },
    });
  }
}
