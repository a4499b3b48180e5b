/** The media bucket, written. Reading is by link: see media-links.ts. */
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

export interface MediaStore {
  /** Keys start with the tenant: "<clientId>/…". Writing the same object again changes nothing. */
  put(key: string, content: Uint8Array, contentType: string): Promise<void>;
}

export function openMediaStore(bucket: string): MediaStore {
  const client = new S3Client({ requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000 } });
  return {
    async put(key, content, contentType) {
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, ContentType: contentType }),
      );
    },
  };
}
