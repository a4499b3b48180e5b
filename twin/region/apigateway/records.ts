/** What a served request leaves behind: an event, an access-log line, and why it failed in the execution log. */
import type { Clock } from "../../clock.ts";
import type { TwinEvents } from "../../events.ts";
import { errorContext } from "./gateway-responses.ts";
import type { Reply } from "./integration.ts";
import type { Trace } from "./pipeline.ts";
import type { Refusal } from "./refusal.ts";
import { lookUp, type RequestHead } from "./request.ts";

export interface Served {
  readonly head: RequestHead;
  readonly trace: Trace;
  readonly reply: Reply;
  readonly refusal: Refusal | undefined;
  readonly durationMs: number;
}

export function createRecorder(region: string, clock: Clock, events: TwinEvents) {
  return function record({ head, trace, reply, refusal, durationMs }: Served): void {
    const { api, stage } = trace.target ?? {};
    events.emit("request", {
      region,
      method: head.httpMethod,
      path: head.path,
      status: reply.status,
      durationMs,
      apiName: api?.name,
      stage: stage?.name,
    });
    if (!api || !stage) return;
    const log = (logGroup: string, line: string) =>
      events.emit("log", { region, logGroup, functionName: api.name, time: clock.now(), line });
    if (stage.accessLog)
      log(
        stage.accessLog.logGroup,
        accessLogLine(stage.accessLog.format, {
          ...trace.context,
          authorizer: trace.context?.authorizer && { ...trace.context.authorizer, status: 200 },
          status: reply.status,
          responseLength: reply.body.length,
          responseLatency: Math.round(durationMs),
          integrationLatency: rounded(trace.integrationLatencyMs),
          integrationStatus: trace.integrationStatus,
          integration: { latency: rounded(trace.integrationLatencyMs), status: trace.functionStatus },
          xrayTraceId: head.traceId,
          error: refusal && errorContext(refusal),
        }),
      );
    if (stage.executionLogGroup && refusal?.why)
      log(
        stage.executionLogGroup,
        `(${head.requestId}) Execution failed with ${reply.status}: ${refusal.why}`,
      );
  };
}

/** A variable without a value is a dash, as in API Gateway. */
function accessLogLine(format: string, context: object): string {
  return format.replace(
    /\$context\.([A-Za-z]\w*(?:\.\w+)*)/g,
    (_, path: string) => lookUp(context, path) ?? "-",
  );
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value);
}
