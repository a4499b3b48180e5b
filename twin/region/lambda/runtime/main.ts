/** The Node.js runtime of Lambda, inside a worker thread: loads the handler once and answers one event at a time. */
import dns from "node:dns";
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import type { Boot, InvokeOrder, WorkerMessage } from "../protocol.ts";
import { functionError, LoadFailure, loadingError } from "./errors.ts";
import { captureOutput } from "./output.ts";
import { followClock } from "./time.ts";

type Handler = (event: unknown, context: unknown) => unknown;

const boot = workerData as Boot;
const port = parentPort!;
const post = (message: WorkerMessage) => port.postMessage(message);
let requestId: string | undefined;

followClock(boot.time);
captureOutput(post, boot.logFormat, () => requestId);
if (boot.dnsServer) {
  dns.setServers([boot.dnsServer]);
  dns.promises.setServers([boot.dnsServer]);
}
for (const [event, errorType] of [
  ["unhandledRejection", "Runtime.UnhandledPromiseRejection"],
  ["uncaughtException", undefined],
] as const)
  process.on(event, (thrown: unknown) => end(thrown, errorType));

try {
  const handler = await load();
  port.on("message", (order: InvokeOrder) => void answer(handler, order));
  post({ kind: "ready" });
} catch (thrown) {
  const error = loadingError(thrown);
  console.error(`Uncaught Exception \t${JSON.stringify(error)}`);
  post({ kind: "initError", error });
}

async function load(): Promise<Handler> {
  let found: unknown = await import(boot.module);
  for (const name of boot.exportName.split("."))
    found = (found as Record<string, unknown> | undefined)?.[name];
  if (found === undefined)
    throw new LoadFailure("Runtime.HandlerNotFound", `${boot.handler} is undefined or not exported`);
  if (typeof found !== "function")
    throw new LoadFailure("Runtime.HandlerNotFound", `${boot.handler} is not a function`);
  if (found.length >= 3)
    throw new LoadFailure(
      "Runtime.CallbackHandlerDeprecated",
      "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
    );
  return found as Handler;
}

async function answer(handler: Handler, order: InvokeOrder): Promise<void> {
  requestId = order.requestId;
  process.env._X_AMZN_TRACE_ID = order.traceHeader;
  const deadline = performance.now() + order.timeoutMs;
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: order.requestId,
    ...order.context,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
  try {
    const result = await handler(JSON.parse(order.payload), context);
    post({ kind: "result", payload: serialized(result), usedMb: usedMb() });
  } catch (thrown) {
    const error = functionError(thrown);
    console.error(`Invoke Error \t${JSON.stringify(error)}`);
    post({ kind: "error", error, usedMb: usedMb() });
  }
}

function serialized(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? "null";
  } catch {
    throw new Error("Unable to stringify response body");
  }
}

function end(thrown: unknown, errorType?: string): void {
  const error = functionError(thrown);
  const reported = errorType
    ? { ...error, errorType, errorMessage: `${error.errorType}: ${error.errorMessage}` }
    : error;
  console.error(
    `${errorType ? "Unhandled Promise Rejection" : "Uncaught Exception"} \t${JSON.stringify(reported)}`,
  );
  post({ kind: "fatal", error: reported });
  process.exit(128);
}

function usedMb(): number {
  return Math.ceil(getHeapStatistics().used_heap_size / 2 ** 20);
}
