/** A function's environment: the graph's variables and what Lambda sets; nothing of the host's. */
import type { Credentials } from "../types.ts";
import type { FunctionSettings } from "./settings.ts";

export interface Surroundings {
  readonly region: string;
  /** AWS_ENDPOINT_URL */
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly version: string;
  readonly logStream: string;
  readonly taskRoot: string;
  /** @default the value as the graph has it */
  readonly variable?: (value: string) => string;
}

export function environmentOf(fn: FunctionSettings, around: Surroundings): Record<string, string> {
  const { variable = (value) => value } = around;
  return {
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    ...Object.fromEntries(Object.entries(fn.variables).map(([name, value]) => [name, variable(value)])),
    _HANDLER: fn.handler,
    LAMBDA_TASK_ROOT: around.taskRoot,
    AWS_REGION: around.region,
    AWS_DEFAULT_REGION: around.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: around.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: around.logStream,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_ACCESS_KEY_ID: around.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: around.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: around.credentials.sessionToken,
    AWS_ENDPOINT_URL: around.endpoint,
  };
}
