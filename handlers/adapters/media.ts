/** The media bucket, written by a signed PUT. Reading: media-links.ts. */
import { openObjectSigner, type SigningClient } from "./signed-object.ts";

export interface MediaStore {
  /** Keys start with the tenant: "<clientId>/…". Writing the same object again changes nothing. */
  put(key: string, content: Uint8Array<ArrayBuffer>, contentType: string): Promise<void>;
}

const timeoutMs = 5_000;
const signedSeconds = 60;

export function openMediaStore(bucket: string, client: SigningClient): MediaStore {
  const sign = openObjectSigner(bucket, client);
  return {
    async put(key, content, contentType) {
      const url = await sign("PUT", key, signedSeconds);
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
