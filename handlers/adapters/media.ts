/** The media bucket, written by a signed PUT: the S3 client would be 120 KiB of a bundle. Reading: media-links.ts. */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { S3RequestPresigner } from "@aws-sdk/s3-request-presigner";
import { objectUrl } from "./media-links.ts";

export interface MediaStore {
  /** Keys start with the tenant: "<clientId>/…". Writing the same object again changes nothing. */
  put(key: string, content: Uint8Array<ArrayBuffer>, contentType: string): Promise<void>;
}

const timeoutMs = 5_000;

/** @param client any client of the SDK: its region, credentials and hash sign the requests. */
export function openMediaStore(bucket: string, client: Pick<DynamoDBDocumentClient, "config">): MediaStore {
  const { region, credentials, sha256 } = client.config;
  const signer = new S3RequestPresigner({ region, credentials, sha256 });
  return {
    async put(key, content, contentType) {
      const url = objectUrl(bucket, await region(), key);
      const signed = await signer.presign(
        {
          method: "PUT",
          protocol: url.protocol,
          hostname: url.hostname,
          port: url.port ? Number(url.port) : undefined,
          path: url.pathname,
          query: {},
          headers: { host: url.host },
        },
        { expiresIn: 60 },
      );
      for (const [name, value] of Object.entries(signed.query ?? {}))
        url.searchParams.set(name, String(value));
      const reply = await fetch(url, {
        method: "PUT",
        headers: { "content-type": contentType },
        body: content,
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (reply.ok) return void (await reply.body?.cancel());
      throw new Error(`S3 answered ${reply.status} to a PUT of ${key} into ${bucket}: ${await reply.text()}`);
    },
  };
}
