/**
 * One JSON object a line, with the same fields in every function: timestamp, level, service, clientId, storeId,
 * conversationId, requestId, message, data. Phone, card and tax numbers are masked wherever they appear.
 */
import { LogFormatter, Logger, LogItem } from "@aws-lambda-powertools/logger";
import type { LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";
import { maskJson } from "./mask.ts";

export interface LogContext {
  readonly clientId?: string;
  readonly storeId?: string;
  readonly conversationId?: string;
  /** The invocation's id. */
  readonly requestId?: string;
  /** What follows one message through every stage. */
  readonly traceId?: string;
}

type Data = Readonly<Record<string, unknown>>;

export interface Log {
  debug(message: string, data?: Data): void;
  info(message: string, data?: Data): void;
  warn(message: string, data?: Data): void;
  /** An Error in `data` (under any key) is written with its name, message, stack and cause. */
  error(message: string, data?: Data): void;
  /** A log that also says these; this one stays as it is. */
  with(context: LogContext): Log;
}

/** The function's log; its service is POWERTOOLS_SERVICE_NAME. */
export function openLog(): Log {
  return logOf(new Logger({ logFormatter: new PlanFormatter() }), {});
}

function logOf(logger: Logger, context: LogContext): Log {
  const write = (level: "debug" | "info" | "warn" | "error") => (message: string, data?: Data) =>
    logger[level](message, data ? { ...context, data } : { ...context });
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    with: (more) => logOf(logger, { ...context, ...more }),
  };
}

class PlanFormatter extends LogFormatter {
  override formatAttributes(standard: UnformattedAttributes, extra: LogAttributes): LogItem {
    const { clientId, storeId, conversationId, requestId, traceId, data, ...rest } = extra;
    const line = {
      timestamp: this.formatTimestamp(standard.timestamp),
      level: standard.logLevel,
      service: standard.serviceName,
      clientId,
      storeId,
      conversationId,
      requestId,
      traceId: traceId ?? standard.xRayTraceId,
      message: standard.message,
      data: this.#plain({ ...(data as Data | undefined), ...rest }),
    };
    // Masked as it will be written: whatever a caller logs, and however deep, no such number gets out.
    return new LogItem({ attributes: maskJson(JSON.parse(JSON.stringify(line))) as LogAttributes });
  }

  #plain(data: Data): Data | undefined {
    const entries = Object.entries(data).map(([key, value]) => [
      key,
      value instanceof Error ? this.formatError(value) : value,
    ]);
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  }
}
