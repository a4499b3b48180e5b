/** What the twin and a function's worker tell each other. */
import type { SharedTime } from "../../clock.ts";

/** A function's error as Lambda reports it to callers. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** How a worker starts. */
export interface Boot {
  /** file: URL of the module that holds the handler. */
  readonly module: string;
  /** "handler", or a path of properties: "api.handler". */
  readonly exportName: string;
  /** As the graph names it: "index.handler". */
  readonly handler: string;
  /** "127.0.0.1:<port>": what the default resolver asks. Undefined: the host's own servers. */
  readonly dnsServer?: string;
  readonly time: SharedTime;
  readonly logFormat: "Text" | "JSON";
}

export interface InvokeOrder {
  readonly requestId: string;
  /** JSON */
  readonly payload: string;
  readonly timeoutMs: number;
  readonly traceHeader: string;
  readonly context: {
    readonly functionName: string;
    readonly functionVersion: string;
    readonly invokedFunctionArn: string;
    readonly memoryLimitInMB: string;
    readonly logGroupName: string;
    readonly logStreamName: string;
  };
}

export type WorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "initError"; readonly error: FunctionError }
  /** A log record of its own, which may hold line breaks. */
  | { readonly kind: "record"; readonly text: string }
  /** What was written to standard output or error: lines, perhaps in pieces. */
  | { readonly kind: "output"; readonly text: string }
  | { readonly kind: "result"; readonly payload: string; readonly usedMb: number }
  | { readonly kind: "error"; readonly error: FunctionError; readonly usedMb: number }
  /** The runtime ends after this one. */
  | { readonly kind: "fatal"; readonly error: FunctionError };
