/** What the parts of a region offer one another and the rest of the twin. */
import type { AlarmChange, Invocation, LogLine, QueueDepth } from "../events.ts";
import type { AwsService } from "./aws-service.ts";

/** A function's answer, or the error as Lambda reports it. */
export type InvokeOutcome =
  | { readonly ok: true; readonly requestId: string; readonly payload: unknown }
  | {
      readonly ok: false;
      readonly requestId: string;
      /** The thrown error's name; "Sandbox.Timedout", "Runtime.OutOfMemory", "Runtime.ExitError". */
      readonly errorType: string;
      readonly errorMessage: string;
    };

/** Lambda as the region's other parts use it. Functions are named as AWS does: name, name:alias or ARN. */
export interface Functions {
  /** Waits for the answer. @throws AwsError ResourceNotFoundException, TooManyRequestsException */
  invoke(name: string, payload: unknown, trigger: Invocation["trigger"]): Promise<InvokeOutcome>;
  /** Accepts the event and retries it as Lambda does: twice, then the function's on-failure destination. */
  invokeAsync(name: string, payload: unknown, trigger: Invocation["trigger"]): void;
}

/** SQS as the region's other parts use it. Queues are named by URL, ARN or name. */
export interface Queues {
  readonly service: AwsService;
  send(
    queue: string,
    message: {
      body: string;
      groupId?: string;
      deduplicationId?: string;
      /** Message attributes of type String. */
      attributes?: Readonly<Record<string, string>>;
    },
  ): void;
  depths(): QueueDepth[];
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface FunctionState {
  readonly name: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly warm: number;
  readonly busy: number;
}

export interface AlarmState extends AlarmChange {
  readonly since: number;
}

export interface MetricPoint {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit?: string;
  /** Twin time, milliseconds since the epoch. */
  readonly time: number;
  readonly value: number;
}

/** One AWS region, built from one stack's graph and from what the peer's stack replicates to it. */
export interface Region {
  readonly name: string;
  /** The region's AWS endpoint: AWS_ENDPOINT_URL of its functions. */
  readonly endpoint: string;
  /** API Gateway's listener: it serves the region's custom domains by their Host header. */
  readonly apiOrigin: string;
  readonly dark: boolean;
  /** May do everything, as the account's operator. */
  readonly operator: Credentials;
  /** "127.0.0.1:<port>" of each replication group, by its name. */
  readonly caches: Readonly<Record<string, string>>;
  /** What the holder of an IAM role or user of the graph signs with; a name or an ARN, and a session's tags. */
  credentialsOf(principal: string, tags?: Readonly<Record<string, string>>): Credentials;
  invoke(name: string, payload: unknown): Promise<InvokeOutcome>;
  functions(): FunctionState[];
  queues(): QueueDepth[];
  alarms(): AlarmState[];
  metrics(): readonly MetricPoint[];
  /** Newest last. */
  logs(): readonly LogLine[];
  /** Dark: nobody reaches it, nothing in it runs, what it stored stays. */
  setDark(dark: boolean): Promise<void>;
  stop(): Promise<void>;
}
