/** A region's cache, as AIConversation sees it. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { openCache } from "../../handlers/adapters/cache.ts";
import type { Twin } from "../../twin/twin.ts";
import { testLog } from "../handlers/support/fakes.ts";
import { regionOf } from "./journey/orders.ts";

export function cacheOf(twin: Twin, region: string) {
  const find = (type: string, name: string) =>
    twin.graph.stacks[region]!.resources.find((one) => one.type === type && one.name === name)!;
  const role = String(find("aws:iam/role:Role", "AIConversation-role").outputs.arn);
  const user = String(find("aws:elasticache/user:User", "chatbot-cache-user").inputs.userName);
  const [[name, address] = []] = Object.entries(regionOf(twin, region).caches);
  const { config } = DynamoDBDocumentClient.from(
    new DynamoDBClient({ region, credentials: regionOf(twin, region).credentialsOf(role) }),
  );
  return openCache({
    url: `redis://${user}@${address}`,
    name,
    client: { config: { ...config, signer: () => signsAt(twin, config) } as typeof config },
    clock: () => new Date(twin.clock.now()),
    log: testLog().log,
  });
}

type Config = DynamoDBDocumentClient["config"];
type Presigner = { presign(request: unknown, options: object): Promise<unknown> };

/** By the twin's clock, as functions sign: the cache takes a token for a quarter of an hour of it. */
async function signsAt(twin: Twin, config: Config): Promise<Awaited<ReturnType<Config["signer"]>>> {
  const signer = (await config.signer()) as unknown as Presigner;
  const presign: Presigner["presign"] = (request, options) =>
    signer.presign(request, { ...options, signingDate: new Date(twin.clock.now()) });
  return { presign } as never;
}
