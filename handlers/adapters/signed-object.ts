/** URLs of the media bucket's objects, signed for one method. No S3 client: it is 100 KiB, a signer is 5. */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { S3RequestPresigner } from "@aws-sdk/s3-request-presigner";

/** Any client of the SDK: its region, credentials and hash sign. */
export type SigningClient = Pick<DynamoDBDocumentClient, "config">;

/** A URL that lets its holder do this to the object for `seconds`; the role's own rights end it earlier. */
export type SignObject = (method: "GET" | "PUT", key: string, seconds: number) => Promise<URL>;

export function openObjectSigner(bucket: string, client: SigningClient): SignObject {
  const { region, credentials, sha256 } = client.config;
  const signer = new S3RequestPresigner({ region, credentials, sha256 });
  return async (method, key, seconds) => {
    const url = objectUrl(bucket, await region(), key);
    const signed = await signer.presign(
      {
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        port: url.port ? Number(url.port) : undefined,
        path: url.pathname,
        query: {},
        headers: { host: url.host },
      },
      { expiresIn: seconds },
    );
    for (const [name, value] of Object.entries(signed.query ?? {})) {
      url.searchParams.set(name, String(value));
    }
    return url;
  };
}

/** Where the SDK would look: AWS's own host, or the endpoint that its environment variables name. */
function objectUrl(bucket: string, region: string, key: string): URL {
  const path = key.split("/").map(encodeURIComponent).join("/");
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  return new URL(
    endpoint
      ? `${endpoint.replace(/\/$/, "")}/${bucket}/${path}`
      : `https://${bucket}.s3.${region}.amazonaws.com/${path}`,
  );
}
