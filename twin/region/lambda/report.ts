/** The lines that Lambda itself writes into a function's log group. */
import type { FunctionSettings } from "./settings.ts";

export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  /** Present after a cold start. */
  readonly initMs?: number;
  readonly usedMb: number;
  readonly errorType?: string;
  readonly timedOut: boolean;
}

export function initStartLine(fn: FunctionSettings, at: string): string {
  const runtime = fn.runtime.replace(/^nodejs(\d+)\.x$/, "nodejs:$1");
  return fn.logFormat === "JSON"
    ? platform(at, "initStart", {
        initializationType: "on-demand",
        phase: "init",
        runtimeVersion: `${runtime}.v1`,
        functionName: fn.name,
        functionVersion: fn.version,
      })
    : `INIT_START Runtime Version: ${runtime}.v1\tRuntime Version ARN: `;
}

export function startLine(fn: FunctionSettings, at: string, requestId: string, version: string): string {
  return fn.logFormat === "JSON"
    ? platform(at, "start", { requestId, version })
    : `START RequestId: ${requestId} Version: ${version}`;
}

export function timeoutLine(at: string, requestId: string, seconds: number): string {
  return `${at} ${requestId} Task timed out after ${seconds.toFixed(2)} seconds`;
}

/** END and REPORT; in JSON one record. */
export function endLines(fn: FunctionSettings, at: string, report: Report): string[] {
  const billed = Math.ceil(report.durationMs + (report.initMs ?? 0));
  const status = report.timedOut ? "timeout" : report.errorType ? "error" : "success";
  if (fn.logFormat === "JSON")
    return [
      platform(at, "report", {
        requestId: report.requestId,
        status,
        errorType: report.errorType,
        metrics: {
          durationMs: rounded(report.durationMs),
          billedDurationMs: billed,
          memorySizeMB: fn.memoryMb,
          maxMemoryUsedMB: report.usedMb,
          initDurationMs: report.initMs === undefined ? undefined : rounded(report.initMs),
        },
      }),
    ];
  const parts = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billed} ms`,
    `Memory Size: ${fn.memoryMb} MB`,
    `Max Memory Used: ${report.usedMb} MB`,
    ...(report.initMs === undefined ? [] : [`Init Duration: ${report.initMs.toFixed(2)} ms`]),
    ...(status === "timeout" ? ["Status: timeout"] : []),
    ...(status === "error" && report.errorType?.startsWith("Runtime.")
      ? [`Status: error\tError Type: ${report.errorType}`]
      : []),
  ];
  return [`END RequestId: ${report.requestId}`, `${parts.join("\t")}\t`];
}

function platform(time: string, type: string, record: Record<string, unknown>): string {
  return JSON.stringify({ time, type: `platform.${type}`, record });
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
