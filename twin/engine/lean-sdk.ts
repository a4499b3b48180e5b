/**
 * Preloaded into a program's process: spares Pulumi's SDK the work that no program's result depends on, most of its
 * time. What it does without is in `leanly`, by module.
 */
import Module from "node:module";
import { type OutputModule, transferLazily } from "./lazy-outputs.ts";
import "./quick-strings.ts";

type Load = (request: string, parent: { filename?: string } | undefined, isMain: boolean) => object;

const loader = Module as unknown as { _load: Load };
const load = loader._load;

/** Needed for closures, for programs that run Pulumi, and for traces; each is loaded once something of it is used. */
const onFirstUse = new Set([
  "typescript",
  "@npmcli/arborist",
  "normalize-package-data",
  "@opentelemetry/api",
  "./automation",
]);

/** Modules of the SDK, by the last part of their name, and how each becomes lean; `near` loads what is beside it. */
const leanly: Readonly<Record<string, (loaded: object, near: (request: string) => object) => object>> = {
  // Nobody reads debug messages, and they hold whole bundles.
  log: (log) => Object.assign(log, { debug: async () => {} }),
  debuggable: traceless,
  resource: placeless,
  rpc: (rpc, near) =>
    "transferProperties" in rpc
      ? Object.assign(rpc, { transferProperties: transferLazily(near("../output") as OutputModule) })
      : rpc,
  settings: untraced,
};

loader._load = function lean(request, parent, isMain) {
  const now = () => load.call(this, request, parent, isMain);
  const from = parent?.filename ?? "";
  if (!/[\\/]@pulumi[\\/]pulumi[\\/]/.test(from)) return now();
  // Traces stay Node's own, unmapped.
  if (request === "source-map-support/register") return {};
  if (request === "./tracing") return silentTracing;
  if (onFirstUse.has(request)) {
    // The SDK has another copy to fall back on: a package that is missing must be missed at once.
    Module.createRequire(from).resolve(request);
    return deferred(now);
  }
  const change = leanly[/^\.\.?\/(?:.*\/)?(\w+)$/.exec(request)?.[1] ?? ""];
  const near = (name: string) => Module.createRequire(Module.createRequire(from).resolve(request))(name);
  return change ? change(now(), near) : now();
};

const silentSpan = { setAttribute() {}, addEvent() {}, end() {} };
/** The engine gives no address to send spans to. */
const silentTracing = { start() {}, stop() {}, newSpan: () => silentSpan };

/** Each call would carry the span that it belongs to. */
function untraced(settings: { grpcClientOptions?: object }): object {
  if (settings.grpcClientOptions) Object.assign(settings.grpcClientOptions, { interceptors: [] });
  return settings;
}

type Debuggable = { debuggablePromise?: ((...args: unknown[]) => unknown) & { traceless?: true } };

/** Without the stack trace of each promise, which the SDK would print for its own developers. */
function traceless(debuggable: Debuggable): object {
  const original = debuggable.debuggablePromise;
  if (!original || original.traceless) return debuggable;
  const withoutTrace = (...args: unknown[]) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return original(...args);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
  return Object.assign(debuggable, { debuggablePromise: Object.assign(withoutTrace, { traceless: true }) });
}

/** Without the files and lines that made each resource, which this engine does not read. */
function placeless(resource: { Resource?: { stackTrace(skip: number): unknown[] } }): object {
  if (resource.Resource) resource.Resource.stackTrace = () => [];
  return resource;
}

function deferred(loadNow: () => object): object {
  let loaded: object | undefined;
  return new Proxy(
    {},
    {
      get: (_target, key) => {
        // Compiled imports ask this first, and copy what does not answer true.
        if (key === "__esModule") return true;
        loaded ??= loadNow();
        return key === "default" && !("default" in loaded) ? loaded : Reflect.get(loaded, key);
      },
    },
  );
}
