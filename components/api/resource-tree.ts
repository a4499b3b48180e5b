import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Route, segments, slug } from "./routes.ts";

/** One API resource for every segment of every path. @returns resource ids by path */
export function createResourceTree(
  name: string,
  restApi: aws.apigateway.RestApi,
  routes: readonly Route[],
  opts: pulumi.CustomResourceOptions,
): ReadonlyMap<string, pulumi.Output<string>> {
  const ids = new Map<string, pulumi.Output<string>>([["", restApi.rootResourceId]]);
  for (const { path } of routes) {
    const parts = segments(path);
    for (let depth = 1; depth <= parts.length; depth++) {
      const prefix = parts.slice(0, depth).map((part) => `/${part}`);
      const here = prefix.join("");
      if (ids.has(here)) continue;
      const resource = new aws.apigateway.Resource(
        `${name}-path-${slug(here)}`,
        {
          restApi: restApi.id,
          parentId: ids.get(prefix.slice(0, -1).join(""))!,
          pathPart: parts[depth - 1]!,
        },
        opts,
      );
      ids.set(here, resource.id);
    }
  }
  return ids;
}
