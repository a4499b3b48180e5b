/** Buckets as the graph declares them: the bucket itself and the resources that configure it. */
import type { Graph, GraphResource } from "../../engine/graph.ts";

export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly versioned: boolean;
  /** The customer-managed key of its default encryption. */
  readonly kmsKeyArn?: string;
  readonly replication: readonly ReplicationRule[];
}

export interface ReplicationRule {
  readonly prefix: string;
  /** Name of the bucket that receives the copies. */
  readonly destination: string;
  readonly deleteMarkers: boolean;
}

type Fields = Readonly<Record<string, unknown>>;
const record = (value: unknown) => (value ?? {}) as Fields;
const list = (value: unknown) => (Array.isArray(value) ? (value as Fields[]) : []);

/** Every bucket of the account, wherever it lives. */
export function bucketsOf(graph: Graph): Bucket[] {
  const resources = Object.values(graph.stacks)
    .flatMap((stack) => stack.resources)
    .filter((resource) => !resource.external);
  const ofType = (kind: string) =>
    resources.filter(
      ({ type }) => type === `aws:s3/${lower(kind)}:${kind}` || type === `aws:s3/${lower(kind)}V2:${kind}V2`,
    );

  return ofType("Bucket").map((resource) => {
    const name = nameOf(resource);
    const configuration = (kind: string): Fields =>
      ofType(kind).find(({ inputs }) => inputs.bucket === name || inputs.bucket === resource.id)?.inputs ??
      {};
    const versioning = record(configuration("BucketVersioning").versioningConfiguration);
    const [encryption] = list(configuration("BucketServerSideEncryptionConfiguration").rules);
    const key = record(encryption?.applyServerSideEncryptionByDefault).kmsMasterKeyId;
    return {
      name,
      region: String(resource.region),
      versioned: versioning.status === "Enabled",
      kmsKeyArn: typeof key === "string" && key.startsWith("arn:") ? key : undefined,
      replication: list(configuration("BucketReplicationConfig").rules)
        .filter((rule) => rule.status === "Enabled")
        .map((rule) => ({
          prefix: String(record(rule.filter).prefix ?? rule.prefix ?? ""),
          destination: String(record(rule.destination).bucket).replace("arn:aws:s3:::", ""),
          deleteMarkers: record(rule.deleteMarkerReplication).status === "Enabled",
        })),
    };
  });
}

const lower = (kind: string) => kind[0]?.toLowerCase() + kind.slice(1);
const nameOf = ({ inputs, outputs, id }: GraphResource) => String(outputs.bucket ?? inputs.bucket ?? id);
