import { createHash } from "node:crypto";
import { marshall } from "@aws-sdk/util-dynamodb";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tables } from "../../handlers/shared/tables.ts";
import type { TenantFile } from "../../handlers/shared/tenant.ts";

export interface TenantRowsArgs {
  readonly tenant: TenantFile;
  readonly tenantConfigTable: pulumi.Input<string>;
  readonly orderConfigTable: pulumi.Input<string>;
}

/** One restaurant's rows: its document, and for each of its stores what that store sells. */
export class TenantRows extends pulumi.ComponentResource {
  constructor(name: string, args: TenantRowsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:data:TenantRows", name, {}, opts);
    const { clientId } = args.tenant;
    const stores = args.tenant.stores.map(({ orderConfig, ...store }) => ({
      ...store,
      menuVersion: versionOf(orderConfig),
    }));
    new aws.dynamodb.TableItem(
      `${name}-tenant`,
      {
        tableName: args.tenantConfigTable,
        hashKey: tables.TenantConfigTable.hashKey,
        item: attributes({ ...args.tenant, stores, whatsAppNumber: args.tenant.twilioConfig.phoneNumber }),
      },
      { parent: this },
    );
    for (const { storeId, orderConfig } of args.tenant.stores)
      new aws.dynamodb.TableItem(
        `${name}-${storeId}`,
        {
          tableName: args.orderConfigTable,
          hashKey: tables.OrderConfigTable.hashKey,
          rangeKey: tables.OrderConfigTable.rangeKey,
          item: attributes({ clientId, storeId, ...orderConfig }),
        },
        { parent: this },
      );
    this.registerOutputs({ clientId });
  }
}

/** The same for the same configuration, in whatever order its fields stand. */
function versionOf(orderConfig: TenantFile["stores"][number]["orderConfig"]): string {
  return createHash("sha256").update(attributes(orderConfig)).digest("hex").slice(0, 16);
}

/** As DynamoDB writes items, with their attributes in one order: two runs give the same text. */
function attributes(row: Record<string, unknown>): string {
  const item = marshall(row, { removeUndefinedValues: true });
  return JSON.stringify(Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))));
}
