/**
 * Preloaded into a program's process: spares Pulumi's SDK the work that no program's result depends on, most of its
 * time.
 * - The TypeScript compiler and npm's arborist, which only closures need, load on first use.
 * - Debug messages, which nobody reads and which hold whole bundles, stay unsent.
 * - Stack traces are Node's own, unmapped. The SDK takes none for each of its promises, which it would print for its
 *   own developers, and sends none of where each resource was made: this engine reads neither.
 * - A resource's outputs are made when the program asks for them (lazy-outputs.ts).
 */
import Module from "node:module";
import { type OutputModule, transferLazily } from "./lazy-outputs.ts";
import "./quick-strings.ts";

type Load = (request: string, parent: { filename?: string } | undefined, isMain: boolean) => object;

const onFirstUse = new Set(["typescript", "@npmcli/arborist"]);
const loader = Module as unknown as { _load: Load };
const load = loader._load;

loader._load = function leanly(request, parent, isMain) {
  const now = () => load.call(this, request, parent, isMain);
  const from = parent?.filename ?? "";
  if (!/[\\/]@pulumi[\\/]pulumi[\\/]/.test(from)) return now();
  if (request === "source-map-support/register") return {};
  const sdk = Module.createRequire(from);
  if (onFirstUse.has(request)) {
    // The SDK has another copy to fall back on: a package that is missing must be missed at once.
    sdk.resolve(request);
    return deferred(now);
  }
  switch (/^\.\.?\/(?:.*\/)?(log|debuggable|resource|rpc)$/.exec(request)?.[1]) {
    case "log":
      return Object.assign(now(), { debug: async () => {} });
    case "debuggable":
      return traceless(now());
    case "resource":
      return placeless(now());
    case "rpc":
      return lazy(now(), () => Module.createRequire(sdk.resolve(request))("../output"));
    default:
      return now();
  }
};

type Debuggable = { debuggablePromise?: ((...args: unknown[]) => unknown) & { traceless?: true } };

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

/** Two modules have this name; the other has no such class. */
function placeless(resource: { Resource?: { stackTrace(skip: number): unknown[] } }): object {
  if (resource.Resource) resource.Resource.stackTrace = () => [];
  return resource;
}

function lazy(rpc: { transferProperties?: unknown }, output: () => OutputModule): object {
  return rpc.transferProperties ? Object.assign(rpc, { transferProperties: transferLazily(output()) }) : rpc;
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
        return Reflect.get(loaded, key);
      },
    },
  );
}
