/** Which API, stage and path a request means: by its Host header and the base-path mappings of that name. */
import * as z from "zod";
import type { GraphResource } from "../../engine/graph.ts";
import type { Api, Stage } from "./apis.ts";
import { ofType, properties } from "./properties.ts";

export interface Target {
  readonly api: Api;
  readonly stage: Stage;
  /** Path below the base path or stage: what the resource tree matches. */
  readonly resourcePath: string;
  /** Path as the proxy event gives it: without the stage of an execute-api name, with a mapping's base path. */
  readonly path: string;
}

const DomainName = z.object({ domainName: z.string() });
const BasePathMapping = z.object({
  domainName: z.string(),
  restApi: z.string(),
  stageName: z.string().nullish(),
  basePath: z.string().nullish(),
});

export function createDomains(region: string, resources: readonly GraphResource[], apis: readonly Api[]) {
  const names = new Set(
    ofType(resources, "aws:apigateway/domainName:DomainName").map((resource) =>
      properties(resource, DomainName).domainName.toLowerCase(),
    ),
  );
  const mappings = ofType(resources, "aws:apigateway/basePathMapping:BasePathMapping").map((resource) => {
    const mapping = properties(resource, BasePathMapping);
    const api = apis.find((one) => one.id === mapping.restApi);
    if (!api || !names.has(mapping.domainName.toLowerCase())) {
      throw new Error(
        `The twin cannot serve ${resource.urn}: it maps ${mapping.domainName} to API ${mapping.restApi}, and the stack does not have both in ${region}.`,
      );
    }
    return { ...mapping, api, parts: parts(mapping.basePath ?? "") };
  });

  /** Undefined when no API answers to the name and path: API Gateway then says Forbidden. */
  return function locate(host: string, path: string): Target | undefined {
    const name = (host.split(":")[0] ?? "").toLowerCase();
    const execute = apis.find((api) => name === `${api.id}.execute-api.${region}.amazonaws.com`);
    if (execute) return execute.executeApiDisabled ? undefined : belowStage(execute, parts(path), []);
    const asked = parts(path);
    const [mapping] = mappings
      .filter(
        (one) => one.domainName.toLowerCase() === name && one.parts.every((part, i) => part === asked[i]),
      )
      .sort((a, b) => b.parts.length - a.parts.length);
    if (!mapping) return undefined;
    const below = asked.slice(mapping.parts.length);
    if (!mapping.stageName) return belowStage(mapping.api, below, mapping.parts);
    const stage = mapping.api.stages.get(mapping.stageName);
    return stage && { api: mapping.api, stage, resourcePath: `/${below.join("/")}`, path };
  };
}

/** The first part names the stage, and is no part of the path that the function sees. */
function belowStage(api: Api, below: string[], base: readonly string[]): Target | undefined {
  const [name = "", ...rest] = below;
  const stage = api.stages.get(name);
  return (
    stage && { api, stage, resourcePath: `/${rest.join("/")}`, path: `/${[...base, ...rest].join("/")}` }
  );
}

function parts(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}
