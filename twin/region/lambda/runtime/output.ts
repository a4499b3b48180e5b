/** Log records as the Node.js runtime of Lambda writes them. */
import { format } from "node:util";
import type { WorkerMessage } from "../protocol.ts";

const levels = {
  debug: "DEBUG",
  error: "ERROR",
  info: "INFO",
  log: "INFO",
  trace: "TRACE",
  warn: "WARN",
} as const;

/**
 * `console` writes records with time, request id and level; the standard streams pass through as they are.
 * @param requestId of the running invocation; undefined while the function starts.
 */
export function captureOutput(
  post: (message: WorkerMessage) => void,
  logFormat: "Text" | "JSON",
  requestId: () => string | undefined,
): void {
  for (const [method, level] of Object.entries(levels))
    console[method as keyof typeof levels] = (...args: unknown[]) =>
      post({ kind: "record", text: record(logFormat, level, requestId(), args) });
  for (const stream of [process.stdout, process.stderr])
    stream.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
      post({ kind: "output", text: typeof chunk === "string" ? chunk : Buffer.from(chunk).toString() });
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof callback === "function") callback();
      return true;
    };
}

function record(
  logFormat: "Text" | "JSON",
  level: string,
  requestId: string | undefined,
  args: unknown[],
): string {
  const timestamp = new Date().toISOString();
  const message = format(...args);
  return logFormat === "JSON"
    ? JSON.stringify({ timestamp, level, requestId, message: args.length === 1 ? plain(args[0]) : message })
    : `${timestamp}\t${requestId ?? "undefined"}\t${level}\t${message}`;
}

function plain(value: unknown): unknown {
  if (value instanceof Error)
    return { errorType: value.name, errorMessage: value.message, stackTrace: value.stack?.split("\n") };
  try {
    JSON.stringify(value);
    return value;
  } catch {
    return format(value);
  }
}
