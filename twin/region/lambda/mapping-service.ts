/** Lambda's API of event source mappings: what is read and changed while they run. */
import { type AwsCall, AwsError, type AwsReply, type Permission } from "../aws-service.ts";
import type { MappingSettings } from "./mapping-settings.ts";

export interface MappingState extends MappingSettings {
  /** Twin time of the last change; undefined while it is as the graph has it. */
  readonly changedAt?: number;
}

export interface ChangeableMappings {
  find(uuid: string): MappingState | undefined;
  change(
    uuid: string,
    change: Partial<Pick<MappingSettings, "batchSize" | "maximumConcurrency">>,
  ): MappingState;
}

export interface MappingServiceOptions {
  readonly region: string;
  readonly accountId: string;
  readonly mappings: () => ChangeableMappings | undefined;
}

const actions: Readonly<Record<string, string>> = {
  GET: "lambda:GetEventSourceMapping",
  PUT: "lambda:UpdateEventSourceMapping",
};

/** The mapping that a call is about; undefined when it is about none. */
export function mappingOf(call: AwsCall): string | undefined {
  return /^\/2015-03-31\/event-source-mappings\/([^/]+)\/?$/.exec(call.path)?.[1];
}

export function mappingPermissions(
  uuid: string,
  call: AwsCall,
  options: MappingServiceOptions,
): Permission[] {
  const { region, accountId, mappings } = options;
  const known = mappings()?.find(uuid);
  return [
    {
      action: actions[call.method] ?? `lambda:${call.method}`,
      resource: `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${uuid}`,
      ...(known && { context: { "lambda:FunctionArn": known.functionName } }),
    },
  ];
}

export function handleMapping(uuid: string, call: AwsCall, options: MappingServiceOptions): AwsReply {
  const mappings = options.mappings();
  const known = mappings?.find(uuid);
  if (!mappings || !known)
    throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404, {
      Type: "User",
    });
  if (call.method === "GET") return reply(200, described(known, options, "Enabled"));
  if (call.method === "PUT")
    return reply(202, described(mappings.change(uuid, changeIn(call)), options, "Updating"));
  throw new AwsError(
    "UnknownOperationException",
    `The twin's Lambda reads and updates event source mappings; it has no ${call.method} of them.`,
    404,
  );
}

/** @throws AwsError for what AWS refuses, and for what the twin cannot change. */
function changeIn(call: AwsCall): Partial<Pick<MappingSettings, "batchSize" | "maximumConcurrency">> {
  const { ScalingConfig, BatchSize, ...others } = JSON.parse(call.body.toString() || "{}") as {
    readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
    readonly BatchSize?: number;
  };
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new AwsError(
      "InvalidParameterValueException",
      `The twin changes a mapping's ScalingConfig and BatchSize, not its ${other}.`,
    );
  const most = ScalingConfig?.MaximumConcurrency;
  if (most !== undefined && !(Number.isInteger(most) && most >= 2 && most <= 1000))
    throw new AwsError(
      "InvalidParameterValueException",
      `Value '${most}' at 'scalingConfig.maximumConcurrency' failed to satisfy constraint: Member must have value between 2 and 1000`,
    );
  return {
    // An empty ScalingConfig takes the limit away.
    ...(ScalingConfig && { maximumConcurrency: most }),
    ...(BatchSize !== undefined && { batchSize: BatchSize }),
  };
}

function described(mapping: MappingState, options: MappingServiceOptions, state: string): object {
  const { region, accountId } = options;
  const { functionName, maximumConcurrency } = mapping;
  return {
    UUID: mapping.uuid,
    EventSourceArn: mapping.queueArn,
    EventSourceMappingArn: `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${mapping.uuid}`,
    FunctionArn: functionName.startsWith("arn:")
      ? functionName
      : `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
    BatchSize: mapping.batchSize,
    ...(maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
    FunctionResponseTypes: mapping.reportsItemFailures ? ["ReportBatchItemFailures"] : [],
    LastModified: (mapping.changedAt ?? 0) / 1000,
    State: state,
    StateTransitionReason: "USER_INITIATED",
  };
}

function reply(status: number, body: object): AwsReply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
