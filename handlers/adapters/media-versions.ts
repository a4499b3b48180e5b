/** What a customer sent as media, in one bucket: every version, and the marks that deletions left. */
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";
import { mediaFolderOf } from "../shared/identity.ts";
import { patience } from "./patience.ts";

export interface MediaVersions {
  /** @throws a sentence that names the bucket. */
  count(clientId: string, conversationId: string): Promise<number>;
  /**
   * Deletes them for good, in this bucket alone: deleting a version is not replicated.
   * @returns how many there were.
   * @throws a sentence that names the bucket, when one of them is left.
   */
  erase(clientId: string, conversationId: string): Promise<number>;
  close(): void;
}

export interface MediaVersionsArgs {
  readonly bucket: string;
  /** The bucket's. */
  readonly region: string;
  /** @default AWS's own, or what the environment names */
  readonly endpoint?: string;
}

type Version = Pick<NonNullable<ListObjectVersionsCommandOutput["Versions"]>[number], "Key" | "VersionId">;

export function openMediaVersions({ bucket: Bucket, region, endpoint }: MediaVersionsArgs): MediaVersions {
  const client = new S3Client({
    region,
    endpoint,
    forcePathStyle: endpoint !== undefined,
    requestHandler: patience(1_000, 5_000),
  });

  async function each(
    clientId: string,
    conversationId: string,
    act: (page: readonly Version[]) => Promise<unknown>,
  ): Promise<number> {
    const Prefix = mediaFolderOf(clientId, conversationId);
    let count = 0;
    try {
      for await (const page of pagesOf(client, { Bucket, Prefix })) {
        await act(page);
        count += page.length;
      }
    } catch (error) {
      const { name, message } = error as Error;
      throw new Error(`The media in ${Bucket} could not be reached (${name}: ${message}). Try again.`, {
        cause: error,
      });
    }
    return count;
  }

  /** One that cannot be deleted keeps none of the others. */
  async function remove(page: readonly Version[]): Promise<void> {
    const outcomes = await Promise.allSettled(
      page.map(({ Key, VersionId }) => client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))),
    );
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
  }

  return {
    count: (clientId, conversationId) => each(clientId, conversationId, async () => {}),
    erase: (clientId, conversationId) => each(clientId, conversationId, remove),
    close: () => client.destroy(),
  };
}

async function* pagesOf(
  client: S3Client,
  where: { readonly Bucket: string; readonly Prefix: string },
): AsyncGenerator<readonly Version[]> {
  let next: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | undefined = {};
  while (next) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ ...where, ...next }),
    );
    yield [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    next = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
}
