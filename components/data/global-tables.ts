import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type TableName, type TableShape, tables } from "../../handlers/shared/tables.ts";
import { inRegion } from "../arns.ts";
import type { HandlerFunction } from "../functions/handler-function.ts";
import type { Names } from "../naming.ts";
import { type Tags, tagged } from "../tags.ts";
import type { DataKey } from "./data-key.ts";

export interface GlobalTablesArgs {
  readonly names: Names;
  readonly region: string;
  /** @default one region has them alone */
  readonly peerRegion?: string;
  readonly key: DataKey;
  /** ARNs of the primary stack's tables. @default makes the tables here, each with a replica in the peer region */
  readonly replicaOf?: pulumi.Input<Readonly<Record<TableName, string>>>;
}

type IndexOf<T extends TableName> = keyof (typeof tables)[T]["indexes"] & string;
/** "WhatsAppBotOrders" or, for one of its indexes, "WhatsAppBotOrders/ExpiryIndex". */
export type TableOrIndex = { [T in TableName]: T | `${T}/${IndexOf<T>}` }[TableName];
export type TableAction =
  | "BatchGetItem"
  | "BatchWriteItem"
  | "ConditionCheckItem"
  | "DeleteItem"
  | "DescribeTable"
  | "GetItem"
  | "PutItem"
  | "Query"
  | "Scan"
  | "UpdateItem";
export type TableAccess = { readonly [T in TableOrIndex]?: readonly TableAction[] };

const dataClasses: Record<TableName, Tags["data-class"]> = {
  ConversationTable: "personal",
  OrderConfigTable: "internal",
  WhatsAppBotOrders: "personal",
  PaymentRecordsTable: "financial",
  TenantConfigTable: "internal",
  CustomerTable: "personal",
  IdempotencyTable: "internal",
};

export const tableNames = Object.keys(tables) as TableName[];

/** The seven tables, each in both regions; last writer wins between them. */
export class GlobalTables extends pulumi.ComponentResource {
  /** In the stack's own region. */
  readonly arns: Readonly<Record<TableName, pulumi.Output<string>>>;
  /** The tables of the stack that made them; none in the other. */
  readonly tables: Readonly<Partial<Record<TableName, aws.dynamodb.Table>>>;

  constructor(name: string, args: GlobalTablesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:data:GlobalTables", name, {}, opts);
    const { replicaOf } = args;
    this.tables = replicaOf
      ? {}
      : Object.fromEntries(tableNames.map((table) => [table, this.#create(name, table, args)]));
    this.arns = Object.fromEntries(
      tableNames.map((table) => [
        table,
        replicaOf
          ? inRegion(
              pulumi.output(replicaOf).apply((arns) => arns[table]),
              args.region,
            )
          : this.tables[table]!.arn,
      ]),
    ) as Record<TableName, pulumi.Output<string>>;
    this.registerOutputs({ arns: this.arns });
  }

  /** Lets a function do exactly `access`; a query of an index opens that index alone. */
  grant(fn: HandlerFunction, access: TableAccess): void {
    const entries = Object.entries(access) as [TableOrIndex, readonly TableAction[]][];
    fn.allow(
      "tables",
      ...entries.map(([target, actions]) => {
        const [table, index] = target.split("/") as [TableName, string?];
        const arn = this.arns[table];
        return {
          actions: actions.map((action) => `dynamodb:${action}`),
          resources: [index ? pulumi.interpolate`${arn}/index/${index}` : arn],
        };
      }),
    );
  }

  #create(name: string, table: TableName, args: GlobalTablesArgs): aws.dynamodb.Table {
    const shape: TableShape = tables[table];
    const indexes = Object.entries(shape.indexes);
    const attributes = [shape, ...indexes.map(([, index]) => index)].flatMap(({ hashKey, rangeKey }) =>
      rangeKey ? [hashKey, rangeKey] : [hashKey],
    );
    return new aws.dynamodb.Table(
      `${name}-${table}`,
      {
        name: args.names.table(table),
        billingMode: "PAY_PER_REQUEST",
        hashKey: shape.hashKey,
        rangeKey: shape.rangeKey,
        attributes: [...new Set(attributes)].sort().map((attribute) => ({ name: attribute, type: "S" })),
        globalSecondaryIndexes: indexes.map(([index, { hashKey, rangeKey }]) => ({
          name: index,
          projectionType: "ALL",
          keySchemas: [
            { attributeName: hashKey, keyType: "HASH" },
            ...(rangeKey ? [{ attributeName: rangeKey, keyType: "RANGE" }] : []),
          ],
        })),
        ...(shape.ttl && { ttl: { enabled: true, attributeName: shape.ttl } }),
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: args.key.arn },
        deletionProtectionEnabled: true,
        ...(args.peerRegion && replicaIn(args.peerRegion, args.key.peerArn)),
      },
      tagged({ "data-class": dataClasses[table] }, { parent: this, protect: true, retainOnDelete: true }),
    );
  }
}

function replicaIn(
  regionName: string,
  kmsKeyArn: pulumi.Input<string> | undefined,
): Partial<aws.dynamodb.TableArgs> {
  return {
    // Replication reads the stream: AWS switches it on with the first replica.
    streamEnabled: true,
    streamViewType: "NEW_AND_OLD_IMAGES",
    replicas: [
      {
        regionName,
        kmsKeyArn,
        pointInTimeRecovery: true,
        deletionProtectionEnabled: true,
        propagateTags: true,
      },
    ],
  };
}
