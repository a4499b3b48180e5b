/** Bedrock's runtime: Converse over whatever model the region was given, with the faults that Bedrock can have. */
import { randomUUID } from "node:crypto";
import type { ConverseRequest, ConverseResponse } from "@aws-sdk/client-bedrock-runtime";
import type { Clock } from "../../clock.ts";
import { type AwsCall, AwsError, type AwsReply, type AwsService, type Permission } from "../aws-service.ts";
import { destinationsOf, findModel, parseReference } from "./models.ts";
import { invalid, readRequest } from "./request.ts";

/** Answers a request that Bedrock has accepted. */
export type ConverseBackend = (request: ConverseRequest) => Promise<ConverseResponse>;

export interface BedrockFaults {
  /** Every call is answered ThrottlingException. */
  readonly throttled: boolean;
  /** Every call is answered ServiceUnavailableException. */
  readonly unavailable: boolean;
  /** So many calls more are not throttled; undefined: any number of them. */
  readonly callsLeft?: number;
  /** Added to each answer, in twin time. */
  readonly latencyMs: number;
}

export interface BedrockOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  readonly converse: ConverseBackend;
}

export interface Bedrock {
  readonly service: AwsService;
  readonly faults: BedrockFaults;
  /** Changes what is given and leaves the rest. */
  setFaults(faults: Partial<BedrockFaults>): void;
}

export function createBedrock(options: BedrockOptions): Bedrock {
  let faults: BedrockFaults = { throttled: false, unavailable: false, latencyMs: 0 };
  return {
    get faults() {
      return faults;
    },
    setFaults(changed) {
      faults = { ...faults, ...changed };
    },
    service: {
      name: "bedrock",
      permissions: (call) => permissionsOf(call, options),
      handle(call) {
        const atThisCall = faults;
        const { callsLeft } = faults;
        if (callsLeft) faults = { ...faults, callsLeft: callsLeft - 1 };
        return converse(call, options, atThisCall);
      },
    },
  };
}

async function converse(
  call: AwsCall,
  { region, clock, converse: backend }: BedrockOptions,
  faults: BedrockFaults,
): Promise<AwsReply> {
  const startedAt = performance.now();
  const modelId = modelIdOf(call);
  if (!modelId)
    throw new AwsError(
      "UnknownOperationException",
      `The twin's Bedrock has Converse only, and no ${call.method} ${call.path}.`,
      404,
    );
  const model = findModel(parseReference(modelId), region, clock.now());
  const request = readRequest(modelId, call.body.toString());
  const maxTokens = request.inferenceConfig?.maxTokens ?? 0;
  if (maxTokens > model.mostOutputTokens)
    throw invalid(
      `The maximum tokens you requested exceeds the model limit of ${model.mostOutputTokens}. Try again with a maximum tokens value that is lower than ${model.mostOutputTokens}.`,
    );
  if (faults.latencyMs > 0) await clock.sleep(faults.latencyMs, call.signal);
  if (faults.unavailable)
    throw new AwsError("ServiceUnavailableException", "Bedrock is unable to process your request.", 503);
  if (faults.throttled || faults.callsLeft === 0)
    throw new AwsError("ThrottlingException", "Too many requests, please wait before trying again.", 429);
  const { output, stopReason, usage, trace, ...rest } = await backend(request).catch(refuseAsModel);
  return {
    status: 200,
    headers: { "content-type": "application/json", "x-amzn-requestid": randomUUID() },
    body: JSON.stringify({
      ...rest,
      output,
      stopReason,
      usage,
      metrics: { latencyMs: Math.round(performance.now() - startedAt) },
      trace,
    }),
  };
}

/** What the real Bedrock refused stays as it said it; anything else is the model's own failure. */
function refuseAsModel(error: Error & { $metadata?: { httpStatusCode?: number } }): never {
  const status = error.$metadata?.httpStatusCode;
  throw status
    ? new AwsError(error.name, error.message, status)
    : new AwsError("ModelErrorException", `The model failed: ${error.message}`, 424);
}

/**
 * Converse is allowed as InvokeModel. Through a profile, the profile itself and the model in each region that it may
 * choose; a global profile is checked against the model without a region.
 */
function permissionsOf(call: AwsCall, { region, accountId }: BedrockOptions): Permission[] {
  const reference = parseReference(modelIdOf(call) ?? "");
  const { modelId, profile, geography } = reference;
  const action = "bedrock:InvokeModel";
  const modelIn = (where: string) => `arn:aws:bedrock:${where}::foundation-model/${modelId}`;
  if (!profile) return [{ action, resource: modelIn(region) }];
  const profileArn = `arn:aws:bedrock:${region}:${accountId}:inference-profile/${profile}`;
  const through = { "bedrock:InferenceProfileArn": profileArn };
  const regions = [...new Set([region, ...destinationsOf(reference)])];
  return [
    { action, resource: profileArn },
    ...regions.map((where) => ({ action, resource: modelIn(where), context: through })),
    ...(geography === "global"
      ? [
          {
            action,
            resource: modelIn(""),
            context: { ...through, "aws:RequestedRegion": "unspecified" },
          },
        ]
      : []),
  ];
}

function modelIdOf(call: AwsCall): string | undefined {
  const id = /^\/model\/([^/]+)\/converse$/.exec(call.path)?.[1];
  return id && call.method === "POST" ? decodeURIComponent(id) : undefined;
}
