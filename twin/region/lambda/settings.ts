/** The region's functions, from the graph; what AWS refuses when they are created is refused here. */
import * as z from "zod";
import type { Asset, GraphResource } from "../../engine/graph.ts";
import { findHandler, type HandlerPlace } from "./bundle.ts";

export interface FunctionSettings {
  readonly name: string;
  readonly arn: string;
  readonly runtime: string;
  readonly handler: string;
  readonly place: HandlerPlace;
  readonly code: Asset;
  readonly roleArn: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Reserved concurrency: guarantee and cap; undefined for the account's shared pool. */
  readonly reserved?: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly logGroup: string;
  readonly logFormat: "Text" | "JSON";
  /** The newest published version, or "$LATEST". */
  readonly version: string;
  /** Alias to version. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly deadLetterArn?: string;
  /** By qualifier; "" without one. */
  readonly asynchronous: ReadonlyMap<string, AsyncSettings>;
}

export interface AsyncSettings {
  readonly maxAttempts: number;
  readonly maxAgeSeconds: number;
  readonly onFailureArn?: string;
  readonly onSuccessArn?: string;
}

export const defaultAsync: AsyncSettings = { maxAttempts: 3, maxAgeSeconds: 21_600 };

const functionInputs = z.object({
  handler: z.string().optional(),
  runtime: z.string().optional(),
  role: z.string(),
  code: z.custom<Asset>((value) => (value as Asset | undefined)?.files !== undefined).optional(),
  memorySize: z.int().min(128).max(10_240).default(128),
  timeout: z.int().min(1).max(900).default(3),
  reservedConcurrentExecutions: z.int().min(-1).default(-1),
  environment: z.object({ variables: z.record(z.string(), z.string()).default({}) }).optional(),
  deadLetterConfig: z.object({ targetArn: z.string() }).optional(),
  loggingConfig: z
    .object({ logGroup: z.string().optional(), logFormat: z.enum(["Text", "JSON"]).default("Text") })
    .optional(),
});

const invokeConfigInputs = z.object({
  functionName: z.string(),
  qualifier: z.string().optional(),
  maximumEventAgeInSeconds: z.int().min(60).max(21_600).default(21_600),
  maximumRetryAttempts: z.int().min(0).max(2).default(2),
  destinationConfig: z
    .object({
      onFailure: z.object({ destination: z.string() }).optional(),
      onSuccess: z.object({ destination: z.string() }).optional(),
    })
    .optional(),
});

const reservedVariables = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]);

/** @throws Error with a sentence for each function that cannot be created, or that the twin cannot run. */
export function functionSettings(resources: readonly GraphResource[]): FunctionSettings[] {
  const problems: string[] = [];
  const all: FunctionSettings[] = [];
  for (const resource of resources) {
    if (resource.type !== "aws:lambda/function:Function" || resource.external) continue;
    try {
      all.push(settingsOf(resource, resources));
    } catch (error) {
      problems.push(`Function ${nameOf(resource)}: ${(error as Error).message}.`);
    }
  }
  if (problems.length) throw new Error(problems.join("\n"));
  return all;
}

function settingsOf(resource: GraphResource, resources: readonly GraphResource[]): FunctionSettings {
  const name = nameOf(resource);
  const inputs = check(functionInputs, resource.inputs);
  const { runtime, handler, code } = inputs;
  if (!runtime?.startsWith("nodejs"))
    throw new Error(
      `its runtime is ${runtime ?? "an image"}, and the twin runs Node.js functions from archives only`,
    );
  if (!code?.files.length)
    throw new Error("it has no code in the graph: give it an AssetArchive or a FileArchive");
  const variables = inputs.environment?.variables ?? {};
  checkVariables(variables);
  return {
    name,
    arn: String(resource.outputs.arn),
    runtime,
    handler: handler ?? "",
    place: findHandler(code, handler ?? ""),
    code,
    roleArn: inputs.role,
    memoryMb: inputs.memorySize,
    timeoutSeconds: inputs.timeout,
    reserved: inputs.reservedConcurrentExecutions < 0 ? undefined : inputs.reservedConcurrentExecutions,
    variables,
    logGroup: inputs.loggingConfig?.logGroup ?? `/aws/lambda/${name}`,
    logFormat: inputs.loggingConfig?.logFormat ?? "Text",
    version: resource.inputs.publish ? String(resource.outputs.version ?? "1") : "$LATEST",
    aliases: aliasesOf(name, resources),
    deadLetterArn: inputs.deadLetterConfig?.targetArn,
    asynchronous: asyncOf(name, resources),
  };
}

function nameOf(resource: GraphResource): string {
  return String(resource.outputs.name ?? resource.inputs.name);
}

/** The bare function name of a name, "name:qualifier" or ARN. */
export function bareName(reference: string): string {
  return reference.replace(/^(arn:aws:lambda:[^:]*:)?(\d{12}:)?function:/, "").split(":")[0]!;
}

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(variables).filter((key) => reservedVariables.has(key));
  if (reserved.length)
    throw new Error(
      `its environment sets ${reserved.join(", ")}, which Lambda reserves (InvalidParameterValueException)`,
    );
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > 4096)
    throw new Error(
      `its environment takes ${bytes} bytes, and Lambda allows 4096 (InvalidParameterValueException)`,
    );
}

function aliasesOf(name: string, resources: readonly GraphResource[]): Map<string, string> {
  return new Map(
    resources
      .filter(
        (alias) =>
          alias.type === "aws:lambda/alias:Alias" && bareName(String(alias.inputs.functionName)) === name,
      )
      .map((alias) => [
        String(alias.outputs.name ?? alias.inputs.name),
        String(alias.inputs.functionVersion),
      ]),
  );
}

function asyncOf(name: string, resources: readonly GraphResource[]): Map<string, AsyncSettings> {
  return new Map(
    resources
      .filter((config) => config.type === "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")
      .map((config) => check(invokeConfigInputs, config.inputs))
      .filter((config) => bareName(config.functionName) === name)
      .map((config) => [
        config.qualifier ?? "",
        {
          maxAttempts: config.maximumRetryAttempts + 1,
          maxAgeSeconds: config.maximumEventAgeInSeconds,
          onFailureArn: config.destinationConfig?.onFailure?.destination,
          onSuccessArn: config.destinationConfig?.onSuccess?.destination,
        },
      ]),
  );
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(
    `${issue?.path.join(".") || "its inputs"}: ${issue?.message} (InvalidParameterValueException)`,
  );
}
