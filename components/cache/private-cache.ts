/** The cache, and the network that it and its functions are in. */
import type * as pulumi from "@pulumi/pulumi";
import type { Configuration } from "../configuration.ts";
import { access } from "../functions/access.ts";
import { functionNames, usesCache } from "../functions/catalogue.ts";
import type { CacheAccess } from "../functions/functions.ts";
import type { PrivateService } from "../network/endpoints.ts";
import { Network } from "../network/network.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";
import type { Part } from "../tags.ts";
import { Cache } from "./cache.ts";

export interface PrivateCacheArgs {
  readonly configuration: Configuration;
  /** Encrypts what the cache keeps. */
  readonly keyArn: pulumi.Input<string>;
  readonly topics: AlertTopics;
  readonly part: Part;
}

export interface PrivateCache {
  readonly cache: Cache;
  readonly forFunctions: CacheAccess;
}

/** @returns undefined where the configuration turns the cache off: then nothing is in a network */
export function createPrivateCache(
  name: string,
  { configuration, keyArn, topics, part }: PrivateCacheArgs,
): PrivateCache | undefined {
  if (!configuration.cache) return undefined;
  const { prefix, region, nat = "single", cacheNodeType } = configuration;
  const network = new Network(
    `${name}-network`,
    { prefix, region, nat, callsInternet: true, services: calledServices() },
    part("network"),
  );
  const cache = new Cache(
    `${name}-cache`,
    {
      prefix,
      vpcId: network.vpcId,
      subnetIds: network.privateSubnetIds,
      callers: network.functionGroup.id,
      keyArn,
      topics,
      nodeType: cacheNodeType,
    },
    part("cache", "personal"),
  );
  return {
    cache,
    forFunctions: { url: cache.url, cacheName: cache.cacheName, network: network.forFunctions },
  };
}

/** What the functions in the network call, by what they may do. Tables and buckets have gateway endpoints. */
function calledServices(): PrivateService[] {
  const rows = functionNames.filter(usesCache).map((name) => access[name]);
  const called: Readonly<Record<PrivateService, boolean>> = {
    "bedrock-runtime": rows.some(({ models }) => models),
    lambda: rows.some(({ invokes }) => invokes?.length),
    secretsmanager: rows.some(({ secrets }) => secrets?.length),
    sqs: rows.some(
      ({ sends, setsAside, handsOver, probes, sendsToStores }) =>
        sendsToStores || [sends, setsAside, handsOver, probes].some((queues) => queues?.length),
    ),
  };
  return (Object.keys(called) as PrivateService[]).filter((service) => called[service]);
}
