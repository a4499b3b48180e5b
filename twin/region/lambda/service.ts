/** Lambda's API, as @aws-sdk/client-lambda speaks it: Invoke, and event source mappings in mapping-service.ts. */
import { randomUUID } from "node:crypto";
import { type AwsCall, AwsError, type AwsReply, type AwsService } from "../aws-service.ts";
import type { AsyncInvocations } from "./asynchronous.ts";
import type { Done, Invoker, Target } from "./invoker.ts";
import {
  handleMapping,
  type MappingServiceOptions,
  mappingOf,
  mappingPermissions,
} from "./mapping-service.ts";
import { bareName } from "./settings.ts";

const largestSync = 6_291_456;
const largestAsync = 1_048_576;
const tailBytes = 4_096;

export interface LambdaServiceOptions extends MappingServiceOptions {
  readonly invoker: Invoker;
  readonly asynchronous: AsyncInvocations;
}

export function lambdaService(options: LambdaServiceOptions): AwsService {
  const { region, accountId } = options;
  return {
    name: "lambda",
    permissions(call) {
      const mapping = mappingOf(call);
      if (mapping) return mappingPermissions(mapping, call, options);
      const { reference, qualifier } = named(call) ?? { reference: "", qualifier: "" };
      const name = bareName(reference);
      const inline = reference.slice(reference.lastIndexOf(name) + name.length + 1);
      const suffix = qualifier || inline;
      const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}${suffix ? `:${suffix}` : ""}`;
      return [{ action: "lambda:InvokeFunction", resource: arn }];
    },
    async handle(call) {
      const mapping = mappingOf(call);
      return mapping ? handleMapping(mapping, call, options) : invoke(call, options);
    },
  };
}

async function invoke(call: AwsCall, { invoker, asynchronous }: LambdaServiceOptions): Promise<AwsReply> {
  const name = call.method === "POST" ? named(call) : undefined;
  if (!name)
    throw new AwsError(
      "UnknownOperationException",
      `The twin's Lambda has no ${call.method} ${call.path}.`,
      404,
    );
  const target = invoker.resolve(name.reference, name.qualifier);
  const type = String(call.headers["x-amz-invocation-type"] ?? "RequestResponse");
  const payload = payloadOf(call, type === "Event" ? largestAsync : largestSync);
  const traceHeader = call.headers["x-amzn-trace-id"];
  const order = { payload, traceHeader: typeof traceHeader === "string" ? traceHeader : undefined };
  if (type === "DryRun") return reply(204, randomUUID());
  if (type === "Event") return reply(202, asynchronous.accept(target, { ...order, trigger: "async" }));
  if (type !== "RequestResponse")
    throw new AwsError(
      "InvalidParameterValueException",
      `Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [DryRun, RequestResponse, Event]`,
    );
  const done = await invoker.run(target, { ...order, trigger: "invoke" });
  return answer(target, done, call.headers["x-amz-log-type"] === "Tail");
}

function answer(target: Target, done: Done, tail: boolean): AwsReply {
  const log = Buffer.from(done.lines.map((line) => `${line}\n`).join(""));
  return reply(
    200,
    done.requestId,
    {
      "x-amz-executed-version": target.version,
      ...(done.error && { "x-amz-function-error": "Unhandled" }),
      ...(tail && { "x-amz-log-result": log.subarray(-tailBytes).toString("base64") }),
    },
    done.payload,
  );
}

function payloadOf(call: AwsCall, limit: number): string {
  if (call.body.byteLength > limit)
    throw new AwsError(
      "RequestTooLargeException",
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      413,
    );
  const text = call.body.toString() || "{}";
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new AwsError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${(error as Error).message}`,
      400,
      { Type: "User" },
    );
  }
}

function named(call: AwsCall): { reference: string; qualifier: string } | undefined {
  const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/.exec(call.path)?.[1];
  return name
    ? { reference: decodeURIComponent(name), qualifier: call.query.get("Qualifier") ?? "" }
    : undefined;
}

function reply(
  status: number,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
  body = "",
): AwsReply {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": requestId, ...headers },
    body,
  };
}
