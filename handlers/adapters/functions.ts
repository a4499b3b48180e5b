/** Other functions, invoked by Lambda's API. Names are `name:alias`. */
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";

export interface Functions {
  /** Waits for the answer. Throws when the function cannot be invoked, throws, or takes longer than 20 s. */
  call<Answer>(name: string, payload: unknown): Promise<Answer>;
  /** Resolves when Lambda has accepted the event; it retries it by itself. */
  start(name: string, payload: unknown): Promise<void>;
}

export function openFunctions(): Functions {
  const client = new LambdaClient({
    // Each invocation is idempotent by its payload, so that a second try does no harm.
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 20_000 },
  });
  const invoke = (name: string, payload: unknown, type: "RequestResponse" | "Event") =>
    client.send(
      new InvokeCommand({ FunctionName: name, InvocationType: type, Payload: JSON.stringify(payload) }),
    );
  return {
    async call<Answer>(name: string, payload: unknown) {
      const reply = await invoke(name, payload, "RequestResponse");
      const text = new TextDecoder().decode(reply.Payload);
      if (reply.FunctionError) throw new Error(`Function ${name} failed (${reply.FunctionError}): ${text}`);
      return JSON.parse(text) as Answer;
    },
    async start(name, payload) {
      await invoke(name, payload, "Event");
    },
  };
}
