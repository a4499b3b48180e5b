/** Lambda proxy integration: the call, its time limit, and the answer that it must give. */
import { validateHeaderName, validateHeaderValue } from "node:http";
import * as z from "zod";
import type { Functions, InvokeOutcome } from "../types.ts";
import type { Stage } from "./apis.ts";
import { Refusal } from "./refusal.ts";
import { isBinary } from "./request.ts";

/** Strict: API Gateway calls any other key a malformed answer. */
const ProxyAnswer = z.strictObject({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()]))).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** What API Gateway keeps for itself, and the name under which it passes the function's value on. */
const remapped = new Set([
  "connection",
  "content-length",
  "date",
  "server",
  "trailer",
  "transfer-encoding",
  "www-authenticate",
  "x-amzn-requestid",
]);

/** Function code runs at the machine's own pace however fast the twin's clock is. */
const leastBudgetRealMs = 5_000;

/** "arn:aws:lambda:…:function:name:alias" out of an invocation URI. */
export function functionOf(uri: string, stage: Stage): string {
  const filled = uri.replace(
    /\$\{stageVariables\.(\w+)\}/g,
    (_, name: string) => stage.variables[name] ?? "",
  );
  return /\/functions\/(.+)\/invocations$/.exec(filled)?.[1] ?? filled;
}

/** @throws Refusal INTEGRATION_TIMEOUT, INTEGRATION_FAILURE, BAD_GATEWAY */
export async function callFunction(
  functions: Functions,
  functionName: string,
  event: unknown,
  limit: { readonly timeoutMs: number; readonly speed: number },
): Promise<unknown> {
  const budget = Math.max(limit.timeoutMs / limit.speed, Math.min(limit.timeoutMs, leastBudgetRealMs));
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Refusal("INTEGRATION_TIMEOUT", { why: `no answer within ${limit.timeoutMs} ms` })),
      budget,
    );
  });
  try {
    const outcome: InvokeOutcome = await Promise.race([
      // A throttled or missing function is API Gateway's own failure: 500, not 502.
      functions.invoke(functionName, event, "api").catch((error: Error) => {
        throw new Refusal("INTEGRATION_FAILURE", { why: error.message });
      }),
      timeout,
    ]);
    if (!outcome.ok)
      throw new Refusal("BAD_GATEWAY", { why: `${outcome.errorType}: ${outcome.errorMessage}` });
    return outcome.payload;
  } finally {
    clearTimeout(timer);
  }
}

/** @throws Refusal BAD_GATEWAY */
export function replyOf(
  payload: unknown,
  accept: string | undefined,
  binaryMediaTypes: readonly string[],
): Reply {
  const parsed = ProxyAnswer.safeParse(payload);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Refusal("BAD_GATEWAY", {
      why: `Malformed Lambda proxy response: ${issue?.path.join(".")} ${issue?.message}`,
    });
  }
  const answer = parsed.data;
  const headers = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of Object.entries(answer.headers ?? {}))
    headers.set(name.toLowerCase(), { name, values: [String(value)] });
  // Where both maps give a header, the multi-value one counts.
  for (const [name, values] of Object.entries(answer.multiValueHeaders ?? {}))
    headers.set(name.toLowerCase(), { name, values: values.map(String) });
  if (!headers.has("content-type"))
    headers.set("content-type", { name: "Content-Type", values: ["application/json"] });
  for (const { name, values } of headers.values()) {
    try {
      validateHeaderName(name);
      for (const value of values) validateHeaderValue(name, value);
    } catch (error) {
      throw new Refusal("BAD_GATEWAY", {
        why: `Malformed Lambda proxy response: ${(error as Error).message}`,
      });
    }
  }
  // Only a client that asks for a binary type gets bytes; anyone else reads the base64 text.
  const decode = answer.isBase64Encoded && isBinary(accept ?? "", binaryMediaTypes);
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(
      [...headers.values()].map(({ name, values }) => [
        remapped.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name,
        values.length === 1 ? (values[0] ?? "") : values,
      ]),
    ),
    body: Buffer.from(answer.body ?? "", decode ? "base64" : "utf8"),
  };
}
