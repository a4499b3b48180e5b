/** Runs one invocation from its name to its report. */
import { randomBytes, randomUUID } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Clock } from "../../clock.ts";
import type { Invocation, TwinEvents } from "../../events.ts";
import { AwsError } from "../aws-service.ts";
import type { Credentials } from "../types.ts";
import type { CodeFolder } from "./bundle.ts";
import { environmentOf } from "./environment.ts";
import type { Fleet, Lane } from "./fleet.ts";
import type { FunctionError } from "./protocol.ts";
import { endLines, initStartLine, startLine, timeoutLine } from "./report.ts";
import { InitFailure, type RunOutcome, Sandbox } from "./sandbox.ts";
import { bareName, type FunctionSettings } from "./settings.ts";

export interface InvokerOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  readonly events: TwinEvents;
  readonly functions: ReadonlyMap<string, FunctionSettings>;
  readonly fleet: Fleet;
  readonly code: CodeFolder;
  /** Called when a function starts, since the endpoint is up only after its services. */
  readonly endpoint: () => string;
  readonly credentialsFor: (roleArn: string) => Credentials;
  readonly dnsServer?: string;
  readonly variable?: (value: string) => string;
}

export interface Target {
  readonly fn: FunctionSettings;
  /** "" without one. */
  readonly qualifier: string;
  readonly version: string;
  readonly arn: string;
}

export interface Order {
  /** JSON */
  readonly payload: string;
  readonly trigger: Invocation["trigger"];
  readonly requestId?: string;
  readonly traceHeader?: string;
}

export interface Done {
  readonly requestId: string;
  /** JSON */
  readonly payload: string;
  readonly error?: FunctionError;
  /** The log lines of this invocation. */
  readonly lines: readonly string[];
}

const lanes: Readonly<Record<Invocation["trigger"], Lane>> = {
  api: "api",
  invoke: "nested",
  queue: "background",
  async: "background",
  schedule: "background",
};

export class Invoker {
  readonly #options: InvokerOptions;

  constructor(options: InvokerOptions) {
    this.#options = options;
  }

  /** By name, name:qualifier or ARN. @throws AwsError ResourceNotFoundException */
  resolve(reference: string, givenQualifier = ""): Target {
    const { region, accountId, functions } = this.#options;
    const name = bareName(reference);
    const named = reference.slice(reference.lastIndexOf(name) + name.length + 1);
    const qualifier = givenQualifier || named;
    const fn = functions.get(name);
    const own = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
    const arn = qualifier ? `${own}:${qualifier}` : own;
    const version = fn && versionOf(fn, qualifier);
    if (!fn || !version || (reference.startsWith("arn:") && !reference.startsWith(own)))
      throw new AwsError(
        "ResourceNotFoundException",
        `Function not found: ${reference.startsWith("arn:") ? reference : arn}`,
        404,
        { Type: "User" },
      );
    return { fn, qualifier, version, arn };
  }

  /** Writes a line into the function's log group. */
  note(fn: FunctionSettings, line: string): void {
    const { clock, events, region } = this.#options;
    const time = Math.floor(clock.now());
    events.emit("log", { region, logGroup: fn.logGroup, functionName: fn.name, time, line });
  }

  async run(target: Target, order: Order): Promise<Done> {
    const { fn } = target;
    const { clock, events, fleet, region } = this.#options;
    const requestId = order.requestId ?? randomUUID();
    const lines: string[] = [];
    const log = (line: string) => {
      lines.push(line);
      this.note(fn, line);
    };
    const now = () => new Date(clock.now()).toISOString();
    let initMs: number | undefined;
    let startedAt = performance.now();
    const invoke = async (sandbox: Sandbox): Promise<RunOutcome> => {
      log(startLine(fn, now(), requestId, target.version));
      startedAt = performance.now();
      return sandbox.run({
        requestId,
        payload: order.payload,
        timeoutMs: fn.timeoutSeconds * 1000,
        traceHeader: order.traceHeader ?? newTrace(clock.now()),
        context: {
          functionName: fn.name,
          functionVersion: target.version,
          invokedFunctionArn: target.arn,
          memoryLimitInMB: String(fn.memoryMb),
          logGroupName: fn.logGroup,
          logStreamName: sandbox.logStream,
        },
      });
    };
    const outcome = await fleet
      .with(
        fn,
        target.version,
        lanes[order.trigger],
        (started) => {
          log(initStartLine(fn, now()));
          return this.#start(target, log, started);
        },
        (lease) => {
          initMs = lease.initMs;
          lease.sandbox.log = log;
          return invoke(lease.sandbox);
        },
      )
      .catch((error: unknown): RunOutcome => {
        if (!(error instanceof InitFailure)) throw error;
        log(startLine(fn, now(), requestId, target.version));
        return { ok: false, error: error.error, usedMb: 0, timedOut: false };
      });
    const durationMs = performance.now() - startedAt;
    const errorType = outcome.ok ? undefined : outcome.error.errorType;
    const timedOut = !outcome.ok && outcome.timedOut;
    if (timedOut) log(timeoutLine(now(), requestId, fn.timeoutSeconds));
    for (const line of endLines(fn, now(), {
      requestId,
      durationMs,
      initMs,
      usedMb: outcome.usedMb,
      errorType,
      timedOut,
    }))
      log(line);
    events.emit("invocation", {
      region,
      functionName: fn.name,
      requestId,
      trigger: order.trigger,
      durationMs,
      cold: initMs !== undefined,
      ...(errorType && { error: errorType }),
    });
    return outcome.ok
      ? { requestId, payload: outcome.payload, lines }
      : { requestId, payload: JSON.stringify(outcome.error), error: outcome.error, lines };
  }

  async #start(
    target: Target,
    log: (line: string) => void,
    started: (sandbox: Sandbox) => void,
  ): Promise<Sandbox> {
    const { fn, version } = target;
    const { clock, code, credentialsFor, dnsServer, endpoint, region, variable } = this.#options;
    const logStream = logStreamOf(clock.now(), version);
    const module = code.moduleUrl(fn.code, fn.place.file);
    const { handler, logFormat } = fn;
    return Sandbox.start(
      {
        runtime: await code.runtime(),
        boot: {
          module: module.href,
          exportName: fn.place.exportName,
          handler,
          dnsServer,
          time: clock.shared,
          logFormat,
        },
        environment: environmentOf(fn, {
          region,
          endpoint: endpoint(),
          credentials: credentialsFor(fn.roleArn),
          version,
          logStream,
          taskRoot: path.dirname(fileURLToPath(module)),
          variable,
        }),
        memoryMb: fn.memoryMb,
        logStream,
        log,
      },
      started,
    );
  }
}

function versionOf(fn: FunctionSettings, qualifier: string): string | undefined {
  if (qualifier === "" || qualifier === "$LATEST") return "$LATEST";
  return fn.aliases.get(qualifier) ?? (qualifier === fn.version ? fn.version : undefined);
}

function logStreamOf(time: number, version: string): string {
  const day = new Date(time).toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[${version}]${randomBytes(16).toString("hex")}`;
}

function newTrace(time: number): string {
  const root = `1-${Math.floor(time / 1000).toString(16)}-${randomBytes(12).toString("hex")}`;
  return `Root=${root};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}
