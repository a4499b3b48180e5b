/** What a customer sent as media: every version, in both regions' buckets. Deleting a version is not replicated. */
import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";
import { conversationIdOf } from "../../handlers/shared/identity.ts";

export interface MediaWhere {
  readonly tables: DynamoDBClient;
  readonly region: string;
  readonly endpoint?: string;
  /** First part of every physical name. */
  readonly prefix: string;
}

/** Versions, and the marks that deletions left. */
type Version = Pick<NonNullable<ListObjectVersionsCommandOutput["Versions"]>[number], "Key" | "VersionId">;

export function openCustomerMedia({ tables, region, endpoint, prefix }: MediaWhere) {
  /** The tables know the account and the regions that the buckets are named by. */
  async function buckets(): Promise<readonly { readonly region: string; readonly Bucket: string }[]> {
    const TableName = `${prefix}-ConversationTable`;
    const { Table } = await tables.send(new DescribeTableCommand({ TableName }));
    const account = Table?.TableArn?.split(":")[4];
    const replicas = (Table?.Replicas ?? []).flatMap(({ RegionName }) => RegionName ?? []);
    return [...new Set([region, ...replicas])].map((home) => ({
      region: home,
      Bucket: `${prefix}-media-${account}-${home}`,
    }));
  }

  /** @throws a sentence that names the bucket. */
  async function each(
    clientId: string,
    phone: string,
    act: (s3: S3Client, Bucket: string, version: Version) => Promise<unknown>,
  ): Promise<number> {
    const Prefix = `${clientId}/media/${conversationIdOf(clientId, phone)}/`;
    let count = 0;
    for (const { region: home, Bucket } of await buckets()) {
      const client = new S3Client({ region: home, endpoint, forcePathStyle: endpoint !== undefined });
      try {
        for await (const version of versionsIn(client, { Bucket, Prefix })) {
          await act(client, Bucket, version);
          count += 1;
        }
      } catch (error) {
        const { name, message } = error as Error;
        throw new Error(`The media in ${Bucket} could not be reached (${name}: ${message}). Try again.`, {
          cause: error,
        });
      } finally {
        client.destroy();
      }
    }
    return count;
  }

  return {
    /** Versions in all. */
    count: (clientId: string, phone: string) => each(clientId, phone, async () => {}),
    /** @returns how many versions there were. */
    erase: (clientId: string, phone: string) =>
      each(clientId, phone, (s3, Bucket, { Key, VersionId }) =>
        s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId })),
      ),
  };
}

async function* versionsIn(client: S3Client, where: ListObjectVersionsCommandInput): AsyncGenerator<Version> {
  let next: Partial<ListObjectVersionsCommandInput> | undefined = {};
  while (next) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ ...where, ...next }),
    );
    yield* page.Versions ?? [];
    yield* page.DeleteMarkers ?? [];
    next = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
}
