/** The secrets that the graph gives a region: its own, and the replicas of other regions' secrets. */
import { createHash } from "node:crypto";
import type { Graph, GraphResource } from "../../engine/graph.ts";

export interface SecretDefinition {
  readonly name: string;
  /** With the six characters that AWS adds to the name; the same in a replica but for the region. */
  readonly arn: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** ARN of the customer-managed key in this region: whoever reads the secret needs it too. */
  readonly kmsKeyArn?: string;
  /** Where it is written; elsewhere it can only be read. */
  readonly primaryRegion: string;
  readonly replicaRegions: readonly string[];
  /** Who rotates it, and how often; undefined while nobody does. */
  readonly rotation?: RotationSettings;
  /** What the program itself writes into it (aws:secretsmanager/secretVersion:SecretVersion). */
  readonly initial?: { readonly string?: string; readonly binary?: string };
}

export interface RotationSettings {
  readonly functionArn: string;
  /** Undefined for one with a schedule expression, which only runs when it is asked to. */
  readonly everyDays?: number;
  /** False for one that waits for its first day, and is only tried out when it is configured. */
  readonly immediately: boolean;
}

interface ReplicaInput {
  readonly region: string;
  readonly kmsKeyId?: string;
}

export function secretsIn(graph: Graph, region: string): SecretDefinition[] {
  const resources = Object.values(graph.stacks)
    .flatMap((stack) => stack.resources)
    .filter((resource) => !resource.external);
  const versions = resources.filter((r) => r.type === "aws:secretsmanager/secretVersion:SecretVersion");
  const rotations = resources.filter((r) => r.type === "aws:secretsmanager/secretRotation:SecretRotation");
  return resources
    .filter((resource) => resource.type === "aws:secretsmanager/secret:Secret")
    .flatMap((secret) => {
      const home = String(secret.region);
      const replicas = (secret.inputs.replicas ?? []) as ReplicaInput[];
      const replica = replicas.find((candidate) => candidate.region === region);
      if (home !== region && !replica) return [];
      const name = String(secret.outputs.name ?? secret.inputs.name ?? secret.name);
      const arn = arnOf(secret, name, home, graph.accountId);
      const about = (r: GraphResource) => [arn, name, secret.id].includes(String(r.inputs.secretId));
      const written = versions.find(about);
      const rotation = home === region ? rotations.find(about) : undefined;
      const key = home === region ? secret.inputs.kmsKeyId : replica?.kmsKeyId;
      return [
        {
          name,
          arn: arn.replace(`:${home}:`, `:${region}:`),
          description: secret.inputs.description as string | undefined,
          tags: (secret.inputs.tags ?? {}) as Record<string, string>,
          kmsKeyArn: keyArn(key as string | undefined, region, graph.accountId),
          primaryRegion: home,
          replicaRegions: replicas.map((r) => r.region),
          rotation: rotation && rotationOf(rotation),
          ...(written && {
            initial: {
              string: written.inputs.secretString as string | undefined,
              binary: written.inputs.secretBinary as string | undefined,
            },
          }),
        },
      ];
    });
}

function rotationOf({ inputs }: GraphResource): RotationSettings {
  const rules = inputs.rotationRules as { readonly automaticallyAfterDays?: number };
  return {
    functionArn: String(inputs.rotationLambdaArn),
    everyDays: rules.automaticallyAfterDays,
    immediately: inputs.rotateImmediately !== false,
  };
}

function arnOf(secret: GraphResource, name: string, region: string, accountId: string): string {
  const given = String(secret.outputs.arn ?? "");
  if (/:secret:.+-[A-Za-z0-9]{6}$/.test(given)) return given;
  const suffix = createHash("sha256").update(secret.urn).digest("hex").slice(0, 6);
  return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`;
}

/** An alias names a key of AWS or one that the graph does not tell from here: nothing to check. */
function keyArn(key: string | undefined, region: string, accountId: string): string | undefined {
  if (!key || key.includes("alias/")) return undefined;
  return key.startsWith("arn:") ? key : `arn:aws:kms:${region}:${accountId}:key/${key}`;
}
