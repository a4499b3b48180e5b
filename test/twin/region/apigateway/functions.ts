/** Functions that answer as a test says, and remember what they were asked. */
import type { Functions, InvokeOutcome } from "../../../../twin/region/types.ts";

export interface Call {
  readonly name: string;
  readonly payload: unknown;
  readonly trigger: string;
}

/** What tests look at in a REST proxy event or a REQUEST authorizer's event. */
export interface ProxyEvent {
  readonly type?: string;
  readonly methodArn?: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  readonly pathParameters: Readonly<Record<string, string>> | null;
  readonly requestContext: {
    readonly path: string;
    readonly requestId: string;
    readonly requestTime: string;
    readonly identity: Readonly<Record<string, unknown>>;
    readonly authorizer?: Readonly<Record<string, unknown>>;
  };
}

export interface FakeFunctions extends Functions {
  readonly calls: Call[];
  /** The payload of a call, as the event of a REST API. */
  event(index?: number): ProxyEvent;
}

/** By name:alias; a thrown error becomes the function's own error. */
export function fakeFunctions(
  bodies: Readonly<Record<string, (payload: ProxyEvent) => unknown | Promise<unknown>>>,
): FakeFunctions {
  const calls: Call[] = [];
  const run = async (arn: string, payload: unknown, trigger: string): Promise<InvokeOutcome> => {
    const name = arn.replace(/^.*:function:/, "");
    calls.push({ name, payload, trigger });
    const body = bodies[name];
    if (!body) throw new Error(`Function not found: ${name}`);
    try {
      return { ok: true, requestId: "r", payload: await body(payload as ProxyEvent) };
    } catch (error) {
      const { name: errorType, message: errorMessage } = error as Error;
      return { ok: false, requestId: "r", errorType, errorMessage };
    }
  };
  return {
    calls,
    event: (index = 0) => calls[index]?.payload as ProxyEvent,
    invoke: run,
    invokeAsync: (name, payload, trigger) => void run(name, payload, trigger),
  };
}

/** A TooManyRequestsException, as Lambda throws it before any code runs. */
export function throttledFunctions(): Functions {
  return {
    invoke: () => Promise.reject(new Error("Rate Exceeded.")),
    invokeAsync: () => {},
  };
}
