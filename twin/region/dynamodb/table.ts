/** A table as the graph declares it (aws:dynamodb/table:Table), turned into what DynamoDB keeps and describes. */
import { createHash } from "node:crypto";
import * as z from "zod";
import { type IndexDescription, parse, type Store, type TableDescription } from "./dynalite.ts";

const Index = z.looseObject({
  name: z.string(),
  hashKey: z.string().optional(),
  rangeKey: z.string().optional(),
  keySchemas: z.array(z.looseObject({ attributeName: z.string(), keyType: z.string() })).optional(),
  projectionType: z.string(),
  nonKeyAttributes: z.array(z.string()).optional(),
});

const Inputs = z.looseObject({
  name: z.string(),
  attributes: z.array(z.looseObject({ name: z.string(), type: z.enum(["S", "N", "B"]) })),
  hashKey: z.string(),
  rangeKey: z.string().optional(),
  billingMode: z.string().optional(),
  globalSecondaryIndexes: z.array(Index).optional(),
  localSecondaryIndexes: z.array(Index).optional(),
  ttl: z.looseObject({ attributeName: z.string().optional(), enabled: z.boolean().optional() }).optional(),
  streamEnabled: z.boolean().optional(),
  streamViewType: z.string().optional(),
  deletionProtectionEnabled: z.boolean().optional(),
  pointInTimeRecovery: z.looseObject({ enabled: z.boolean() }).optional(),
  serverSideEncryption: z.looseObject({ enabled: z.boolean(), kmsKeyArn: z.string().optional() }).optional(),
  replicas: z.array(z.looseObject({ regionName: z.string() })).optional(),
});

export interface Table {
  readonly description: TableDescription;
  /** Attribute that holds an item's end as epoch seconds. */
  readonly ttlAttribute?: string;
  readonly pointInTimeRecovery: boolean;
  /** Customer-managed key: whoever uses the table needs it too. */
  readonly kmsKeyArn?: string;
}

/** @throws a sentence that names the table and what DynamoDB would refuse in it. */
export function tableFrom(inputs: unknown, region: string, accountId: string, store: Store): Table {
  const parsed = Inputs.safeParse(inputs);
  const name = String((inputs as { name?: unknown }).name ?? "without a name");
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`The table ${name} cannot be created: ${issue?.path.join(".")} ${issue?.message}.`);
  }
  const table = parsed.data;
  const arn = `arn:aws:dynamodb:${region}:${accountId}:table/${table.name}`;
  const onDemand = table.billingMode === "PAY_PER_REQUEST";
  const definition = {
    TableName: table.name,
    AttributeDefinitions: table.attributes.map((a) => ({ AttributeName: a.name, AttributeType: a.type })),
    KeySchema: keySchema(table),
    GlobalSecondaryIndexes: indexes(table.globalSecondaryIndexes),
    LocalSecondaryIndexes: indexes(table.localSecondaryIndexes, table.hashKey),
  };
  refuse(definition, store);
  const active = (index: IndexDescription) => ({
    ...index,
    IndexArn: `${arn}/index/${index.IndexName}`,
    IndexStatus: "ACTIVE",
    ItemCount: 0,
    IndexSizeBytes: 0,
  });
  const digest = createHash("sha256").update(arn).digest("hex");
  const streamArn = `${arn}/stream/2026-01-01T00:00:00.000`;
  return {
    description: {
      ...definition,
      GlobalSecondaryIndexes: definition.GlobalSecondaryIndexes?.map(active),
      LocalSecondaryIndexes: definition.LocalSecondaryIndexes?.map(active),
      TableArn: arn,
      TableId: `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`,
      TableStatus: "ACTIVE",
      ItemCount: 0,
      TableSizeBytes: 0,
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
      ...(onDemand && { BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" } }),
      DeletionProtectionEnabled: table.deletionProtectionEnabled ?? false,
      ...(table.streamEnabled && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: table.streamViewType },
        LatestStreamArn: streamArn,
        LatestStreamLabel: streamArn.split("/").at(-1),
      }),
      ...(table.serverSideEncryption?.enabled && {
        SSEDescription: {
          Status: "ENABLED",
          SSEType: "KMS",
          KMSMasterKeyArn: table.serverSideEncryption.kmsKeyArn,
        },
      }),
      ...(table.replicas?.length && {
        GlobalTableVersion: "2019.11.21",
        Replicas: table.replicas.map((r) => ({ RegionName: r.regionName, ReplicaStatus: "ACTIVE" })),
      }),
    },
    ...(table.ttl?.enabled && { ttlAttribute: table.ttl.attributeName }),
    pointInTimeRecovery: table.pointInTimeRecovery?.enabled ?? false,
    kmsKeyArn: table.serverSideEncryption?.enabled ? table.serverSideEncryption.kmsKeyArn : undefined,
  };
}

type IndexInput = z.output<typeof Index>;

function keySchema(source: Pick<IndexInput, "hashKey" | "rangeKey" | "keySchemas">) {
  const keys = source.keySchemas?.map((k) => [k.attributeName, k.keyType]) ?? [
    [source.hashKey, "HASH"],
    ...(source.rangeKey ? [[source.rangeKey, "RANGE"]] : []),
  ];
  return keys.map(([name, type]) => ({ AttributeName: String(name), KeyType: type as "HASH" | "RANGE" }));
}

/** @param tableHashKey Of a local index, which shares it. Undefined when there is none: DynamoDB takes no empty list. */
function indexes(list: readonly IndexInput[] = [], tableHashKey?: string): IndexDescription[] | undefined {
  if (!list.length) return undefined;
  return list.map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(tableHashKey ? { ...index, hashKey: tableHashKey } : index),
    Projection: {
      ProjectionType: index.projectionType,
      ...(index.nonKeyAttributes?.length && { NonKeyAttributes: index.nonKeyAttributes }),
    },
  }));
}

type Definition = Pick<
  TableDescription,
  "TableName" | "AttributeDefinitions" | "KeySchema" | "GlobalSecondaryIndexes" | "LocalSecondaryIndexes"
>;

/** What CreateTable would refuse. */
function refuse(definition: Definition, store: Store): void {
  const { TableName, AttributeDefinitions, KeySchema } = definition;
  try {
    parse("CreateTable", structuredClone({ ...definition, BillingMode: "PAY_PER_REQUEST" }), store);
  } catch (error) {
    throw new Error(`The table ${TableName} cannot be created: ${(error as Error).message}`);
  }
  const indexes = [...(definition.GlobalSecondaryIndexes ?? []), ...(definition.LocalSecondaryIndexes ?? [])];
  const used = new Set([KeySchema, ...indexes.map((i) => i.KeySchema)].flat().map((k) => k.AttributeName));
  const unused = AttributeDefinitions.map((a) => a.AttributeName).filter((name) => !used.has(name));
  if (unused.length) {
    throw new Error(
      `The table ${TableName} cannot be created: it defines the attribute ${unused.join(", ")}, which no key uses; DynamoDB defines key attributes only.`,
    );
  }
}
