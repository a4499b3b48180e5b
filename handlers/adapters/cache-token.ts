/** What a function shows ElastiCache instead of a password: a signed request, good for a quarter of an hour. */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

interface Request {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** The SDK's own signer; its type leaves out what S3's links need, too. */
interface Presigner {
  presign(
    request: Request,
    options: {
      readonly signingService: string;
      readonly signingRegion: string;
      readonly expiresIn: number;
    },
  ): Promise<{ readonly query?: Readonly<Record<string, unknown>> }>;
}

/**
 * @param client any client of the SDK: its region and credentials sign.
 * @param cacheName of the replication group; user: the cache's user, who must be of authentication mode IAM.
 */
export async function cacheToken(
  client: Pick<DynamoDBDocumentClient, "config">,
  cacheName: string,
  user: string,
): Promise<string> {
  const signer = (await client.config.signer()) as unknown as Presigner;
  const request = {
    method: "GET",
    protocol: "https:",
    hostname: cacheName,
    path: "/",
    query: { Action: "connect", User: user },
    headers: { host: cacheName },
  };
  const { query = {} } = await signer.presign(request, {
    signingService: "elasticache",
    signingRegion: await client.config.region(),
    expiresIn: 900,
  });
  const url = new URL(`https://${cacheName}/`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url.href.replace("https://", "");
}
