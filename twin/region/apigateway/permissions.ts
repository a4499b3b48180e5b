/** Resource-based policies of functions: which service may invoke which function, and on whose behalf. */
import * as z from "zod";
import type { GraphResource } from "../../engine/graph.ts";
import { ofType, properties } from "./properties.ts";
import { wildcard } from "./wildcard.ts";

const Permission = z.object({
  action: z.string(),
  function: z.string(),
  principal: z.string(),
  qualifier: z.string().nullish(),
  sourceArn: z.string().nullish(),
});

export interface ServiceCall {
  /** "apigateway.amazonaws.com" */
  readonly principal: string;
  readonly sourceArn: string;
  /** Name, name:alias or ARN. */
  readonly functionName: string;
}

/** Function and qualifier, however the function was named. */
export function functionRef(name: string): { name: string; qualifier?: string } {
  const [bare, qualifier] = name.replace(/^arn:aws:lambda:[^:]*:[^:]*:function:/, "").split(":");
  return { name: bare ?? name, qualifier };
}

/** A permission on the function does not cover its alias, nor the other way round: AWS keeps a policy for each. */
export function servicePermissions(resources: readonly GraphResource[]): (call: ServiceCall) => boolean {
  const granted = ofType(resources, "aws:lambda/permission:Permission").map((resource) => {
    const permission = properties(resource, Permission);
    const target = functionRef(permission.function);
    return { ...permission, name: target.name, qualifier: permission.qualifier ?? target.qualifier };
  });
  return (call) => {
    const target = functionRef(call.functionName);
    return granted.some(
      (permission) =>
        permission.name === target.name &&
        permission.qualifier === target.qualifier &&
        permission.principal === call.principal &&
        wildcard(permission.action, "lambda:InvokeFunction", "i") &&
        (!permission.sourceArn || wildcard(permission.sourceArn, call.sourceArn)),
    );
  };
}
