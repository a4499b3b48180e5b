/** Secrets Manager of one region, for the secrets of the graph. */
import { createHash, randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Graph } from "../../engine/graph.ts";
import { AwsError, type AwsService } from "../aws-service.ts";
import { type SecretDefinition, secretsIn } from "./graph-secrets.ts";
import { type Input, inputOf } from "./input.ts";
import { permissionsFor } from "./permissions.ts";
import { createRotations, type RotationArgs, type Rotations } from "./rotation.ts";
import { openSecretStore } from "./secret-store.ts";
import { CURRENT, moveStage, pick, type SecretVersion, withVersion } from "./versions.ts";

export interface SecretsManager {
  readonly service: AwsService;
  readonly definitions: readonly SecretDefinition[];
  /** All versions of a secret with their labels: what replication carries. */
  versions(name: string): readonly SecretVersion[];
  /** Takes the primary's versions of a secret that is a replica here. */
  applyReplica(name: string, versions: readonly SecretVersion[]): void;
  /** Calls back with the secret's name after each change; returns what ends that. */
  onChange(listener: (name: string) => void): () => void;
  /** From here on the replica is in sync only while it has what is here; `arrived` tells what it has. */
  followReplica(name: string, region: string): { arrived(versions: readonly SecretVersion[]): void };
  readonly rotations: Rotations;
  stop(): void;
}

export interface SecretsManagerArgs {
  readonly graph: Graph;
  readonly region: string;
  readonly clock: Clock;
  /** In memory when absent. */
  readonly dataDir?: string;
  /** What rotations run by. @default no function can be started */
  readonly rotate?: Pick<RotationArgs, "invoke" | "permitted">;
}

const MAX_BYTES = 65_536;

/** @throws a sentence when stored values cannot be read */
export function createSecretsManager(args: SecretsManagerArgs): SecretsManager {
  const { graph, region, clock, dataDir } = args;
  const store = openSecretStore(secretsIn(graph, region), dataDir);
  const replicas = new Map<string, readonly SecretVersion[] | undefined>();
  const inSync = (name: string, replica: string) => {
    const key = `${name} ${replica}`;
    return !replicas.has(key) || replicas.get(key) === store.versions(name);
  };
  const rotations = createRotations({
    store,
    clock,
    invoke: async () => {
      throw new Error("No function can be started.");
    },
    permitted: () => false,
    ...args.rotate,
  });

  const actions: Readonly<Record<string, (input: Input) => object>> = {
    GetSecretValue(input) {
      const secret = store.get(input.SecretId ?? "");
      const version = pick(store.versions(secret.name), input.VersionId, input.VersionStage);
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        SecretString: version.string,
        SecretBinary: version.binary,
        VersionStages: version.stages,
        CreatedDate: version.createdAt / 1000,
      };
    },
    PutSecretValue(input) {
      const secret = writable(input);
      const { SecretString: string, SecretBinary: binary, VersionStages: stages = [CURRENT] } = input;
      const size = Buffer.byteLength(string ?? binary ?? "");
      if ((string === undefined) === (binary === undefined) || size === 0) {
        throw new AwsError(
          "InvalidParameterException",
          "You must provide either SecretString or SecretBinary.",
        );
      }
      if (size > MAX_BYTES) {
        throw new AwsError("InvalidParameterException", `A secret's value has at most ${MAX_BYTES} bytes.`);
      }
      const id = input.ClientRequestToken ?? randomUUID();
      const known = store.versions(secret.name).find((version) => version.id === id);
      const written = known && (known.string !== undefined || known.binary !== undefined);
      if (written && (known.string !== string || known.binary !== binary)) {
        throw new AwsError(
          "ResourceExistsException",
          `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
        );
      }
      if (!written) {
        const added = { id, string, binary, createdAt: clock.now() };
        const others = store.versions(secret.name).filter((version) => version.id !== id);
        store.save(secret.name, withVersion(others, added, stages));
      }
      const VersionStages = store.versions(secret.name).find((version) => version.id === id)?.stages;
      return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages };
    },
    DescribeSecret(input) {
      const secret = store.get(input.SecretId ?? "");
      const versions = store.versions(secret.name);
      return {
        ARN: secret.arn,
        Name: secret.name,
        Description: secret.description,
        KmsKeyId: secret.kmsKeyArn,
        PrimaryRegion: secret.replicaRegions.length ? secret.primaryRegion : undefined,
        ReplicationStatus: secret.replicaRegions.map((Region) => ({
          Region,
          Status: inSync(secret.name, Region) ? "InSync" : "InProgress",
        })),
        ...rotationShown(rotations, secret),
        Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
        VersionIdsToStages: Object.fromEntries(versions.map((v) => [v.id, v.stages])),
        LastChangedDate: versions.length ? Math.max(...versions.map((v) => v.createdAt)) / 1000 : undefined,
      };
    },
    ListSecretVersionIds(input) {
      const secret = store.get(input.SecretId ?? "");
      return {
        ARN: secret.arn,
        Name: secret.name,
        Versions: store.versions(secret.name).map((version) => ({
          VersionId: version.id,
          VersionStages: version.stages,
          CreatedDate: version.createdAt / 1000,
        })),
      };
    },
    RotateSecret(input) {
      const secret = writable(input);
      const { RotationLambdaARN, RotationRules, RotateImmediately } = input;
      if (RotationLambdaARN || RotationRules || RotateImmediately === false)
        throw new AwsError(
          "InvalidParameterException",
          "The twin rotates as the graph says: give RotateSecret the SecretId alone.",
        );
      const VersionId = rotations.start(secret, input.ClientRequestToken);
      return { ARN: secret.arn, Name: secret.name, VersionId };
    },
    UpdateSecretVersionStage(input) {
      const secret = writable(input);
      const { VersionStage: stage = "", RemoveFromVersionId: from, MoveToVersionId: to } = input;
      const versions = store.versions(secret.name);
      const holder = versions.find((version) => version.stages.includes(stage))?.id;
      if (to && !versions.some((version) => version.id === to)) pick(versions, to, undefined);
      if (holder !== from && holder !== to) {
        throw new AwsError(
          "InvalidParameterException",
          `The parameter RemoveFromVersionId can't be ${from ? `${from}: staging label ${stage} is on ${holder ?? "no version"}` : "empty"}. Staging label ${stage} is currently attached to version ${holder ?? "none"}, so you must explicitly reference that version in RemoveFromVersionId.`,
        );
      }
      store.save(secret.name, moveStage(versions, stage, to));
      return { ARN: secret.arn, Name: secret.name };
    },
  };

  const writable = ({ SecretId = "" }: Input): SecretDefinition => {
    const secret = store.get(SecretId);
    if (secret.primaryRegion === region) return secret;
    throw new AwsError(
      "InvalidRequestException",
      `Operation not permitted on a replica secret. Call must be made in primary secret's region (${secret.primaryRegion}).`,
    );
  };

  for (const { name, initial, primaryRegion } of store.definitions) {
    if (!initial || primaryRegion !== region || store.versions(name).length) continue;
    const id = createHash("sha256").update(JSON.stringify(initial)).digest("hex").slice(0, 32);
    actions.PutSecretValue?.({
      SecretId: name,
      ClientRequestToken: id,
      SecretString: initial.string,
      SecretBinary: initial.binary,
    });
  }

  return {
    definitions: store.definitions,
    versions: (name) => store.versions(name),
    applyReplica: (name, versions) => store.save(name, versions),
    onChange(listener) {
      store.changes.on("change", listener);
      return () => store.changes.off("change", listener);
    },
    followReplica(name, replica) {
      const key = `${name} ${replica}`;
      replicas.set(key, undefined);
      return { arrived: (versions) => void replicas.set(key, versions) };
    },
    rotations,
    stop: () => rotations.stop(),
    service: {
      name: "secretsmanager",
      permissions: (call) => permissionsFor(call, { region, accountId: graph.accountId, find: store.find }),
      async handle(call) {
        const action = actions[call.action];
        if (!action) {
          throw new AwsError(
            "UnknownOperationException",
            `The twin's Secrets Manager does not serve ${call.action || "a call without an action"}; it serves ${Object.keys(actions).join(", ")}.`,
          );
        }
        return {
          status: 200,
          headers: { "content-type": "application/x-amz-json-1.1" },
          body: JSON.stringify(action(inputOf(call))),
        };
      },
    },
  };
}

function rotationShown(rotations: Rotations, secret: SecretDefinition): object {
  const { enabled, functionArn, everyDays, lastRotatedAt } = rotations.state(secret);
  if (!enabled) return {};
  return {
    RotationEnabled: true,
    RotationLambdaARN: functionArn,
    RotationRules: { AutomaticallyAfterDays: everyDays },
    ...(lastRotatedAt && { LastRotatedDate: lastRotatedAt / 1000 }),
  };
}
