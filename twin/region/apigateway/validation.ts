/** Request validators: required parameters and the JSON model of a body, checked before the function is called. */
import * as z from "zod";
import type { GraphResource } from "../../engine/graph.ts";
import { ofType, properties } from "./properties.ts";
import { Refusal } from "./refusal.ts";
import { type Exchange, header } from "./request.ts";

export interface Validation {
  /** "method.request.header.x" and the like. */
  readonly requiredParameters: readonly string[];
  /** By media type. */
  readonly models: ReadonlyMap<string, z.ZodType>;
}

const RequestValidator = z.object({
  validateRequestBody: z.boolean().nullish(),
  validateRequestParameters: z.boolean().nullish(),
});
const Model = z.object({ restApi: z.string(), name: z.string(), schema: z.string().nullish() });
export const validationInputs = {
  requestValidatorId: z.string().nullish(),
  requestParameters: z.record(z.string(), z.boolean()).nullish(),
  requestModels: z.record(z.string(), z.string()).nullish(),
};
const Inputs = z.object(validationInputs);

/** Reads models once; returns what a method of an API checks. */
export function readValidations(resources: readonly GraphResource[]) {
  const validators = new Map(
    ofType(resources, "aws:apigateway/requestValidator:RequestValidator").map((resource) => [
      resource.id,
      properties(resource, RequestValidator),
    ]),
  );
  const models = ofType(resources, "aws:apigateway/model:Model").map((resource) => {
    const { restApi, name, schema } = properties(resource, Model);
    const jsonSchema = JSON.parse(schema ?? "{}");
    return { restApi, name, schema: z.fromJSONSchema(jsonSchema, { defaultTarget: "draft-4" }) };
  });
  return (restApi: string, method: z.infer<typeof Inputs>): Validation => {
    const validator = validators.get(method.requestValidatorId ?? "");
    const named = validator?.validateRequestBody ? Object.entries(method.requestModels ?? {}) : [];
    return {
      requiredParameters: validator?.validateRequestParameters
        ? Object.entries(method.requestParameters ?? {}).flatMap(([name, required]) =>
            required ? [name] : [],
          )
        : [],
      models: new Map(
        named.flatMap(([mediaType, name]) => {
          const model = models.find((one) => one.restApi === restApi && one.name === name);
          return model ? [[mediaType, model.schema] as const] : [];
        }),
      ),
    };
  };
}

/** @throws Refusal BAD_REQUEST_PARAMETERS, BAD_REQUEST_BODY */
export function validate(
  validation: Validation,
  exchange: Exchange,
  pathParameters: Readonly<Record<string, string>>,
): void {
  const missing = validation.requiredParameters.flatMap((parameter) => {
    const [, kind, name = ""] = /^method\.request\.(path|header|querystring)\.(.+)$/.exec(parameter) ?? [];
    const value =
      kind === "path"
        ? pathParameters[name]
        : kind === "header"
          ? header(exchange, name)
          : exchange.query[name]?.[0];
    return value ? [] : [name];
  });
  if (missing.length > 0) {
    throw new Refusal("BAD_REQUEST_PARAMETERS", {
      message: `Missing required request parameters: [${missing.join(", ")}]`,
    });
  }
  const mediaType = (header(exchange, "content-type") ?? "application/json").split(";")[0]?.trim() ?? "";
  const model = validation.models.get(mediaType);
  if (!model) return;
  let body: unknown;
  try {
    body = JSON.parse(exchange.body.toString("utf8"));
  } catch {
    throw new Refusal("BAD_REQUEST_BODY", { validationError: "the body is no JSON" });
  }
  const parsed = model.safeParse(body);
  if (parsed.success) return;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`);
  throw new Refusal("BAD_REQUEST_BODY", { validationError: `[${problems.join(", ")}]` });
}
