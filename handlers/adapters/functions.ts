/** Other functions, invoked by Lambda's API. Names are `name:alias`. */
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { patience } from "./patience.ts";

export interface Functions {
  /**
   * Waits for the answer. Throws when the function cannot be invoked, throws, or takes longer than `timeoutMs`.
   * @param timeoutMs @default 20000
   */
  call<Answer>(name: string, payload: unknown, timeoutMs?: number): Promise<Answer>;
  /** Resolves when Lambda has accepted the event; it retries it by itself. */
  start(name: string, payload: unknown): Promise<void>;
}

const longestMs = 20_000;

export function openFunctions(): Functions {
  const client = new LambdaClient({
    // Each invocation is idempotent by its payload, so that a second try does no harm.
    maxAttempts: 2,
    requestHandler: patience(1_000, longestMs),
  });
  const invoke = (name: string, payload: unknown, type: "RequestResponse" | "Event", timeoutMs = longestMs) =>
    client.send(
      new InvokeCommand({ FunctionName: name, InvocationType: type, Payload: JSON.stringify(payload) }),
      { abortSignal: AbortSignal.timeout(timeoutMs) },
    );
  return {
    async call<Answer>(name: string, payload: unknown, timeoutMs?: number) {
      const reply = await invoke(name, payload, "RequestResponse", timeoutMs);
      const text = new TextDecoder().decode(reply.Payload);
      if (reply.FunctionError) throw new Error(`Function ${name} failed (${reply.FunctionError}): ${text}`);
      return JSON.parse(text) as Answer;
    },
    async start(name, payload) {
      await invoke(name, payload, "Event");
    },
  };
}
