/** What a customer sent as media: every version, in both regions' buckets. */
import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type MediaVersions, openMediaVersions } from "../../handlers/adapters/media-versions.ts";
import { conversationIdOf } from "../../handlers/shared/identity.ts";
import type { Where } from "../where.ts";

export interface MediaWhere extends Where {
  readonly tables: DynamoDBClient;
}

export function openCustomerMedia({ tables, region, endpoint, prefix }: MediaWhere) {
  /** The tables know the account and the regions that the buckets are named by. */
  async function buckets(): Promise<readonly { readonly region: string; readonly bucket: string }[]> {
    const TableName = `${prefix}-ConversationTable`;
    const { Table } = await tables.send(new DescribeTableCommand({ TableName }));
    const account = Table?.TableArn?.split(":")[4];
    const replicas = (Table?.Replicas ?? []).flatMap(({ RegionName }) => RegionName ?? []);
    return [...new Set([region, ...replicas])].map((home) => ({
      region: home,
      bucket: `${prefix}-media-${account}-${home}`,
    }));
  }

  async function total(act: (versions: MediaVersions) => Promise<number>): Promise<number> {
    let sum = 0;
    for (const where of await buckets()) {
      const versions = openMediaVersions({ ...where, endpoint });
      try {
        sum += await act(versions);
      } finally {
        versions.close();
      }
    }
    return sum;
  }

  return {
    /** Versions in all. @throws a sentence that names the bucket. */
    count: (clientId: string, phone: string) =>
      total((versions) => versions.count(clientId, conversationIdOf(clientId, phone))),
    /** @returns how many versions there were. @throws a sentence that names the bucket. */
    erase: (clientId: string, phone: string) =>
      total((versions) => versions.erase(clientId, conversationIdOf(clientId, phone))),
  };
}
