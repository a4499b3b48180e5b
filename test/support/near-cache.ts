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
  return openCache({
    url: `redis://${user}@${address}`,
    name,
    client: DynamoDBDocumentClient.from(
      new DynamoDBClient({ region, credentials: regionOf(twin, region).credentialsOf(role) }),
    ),
    clock: () => new Date(),
    log: testLog().log,
  });
}
