/**
 * Preloaded into a program's process: spares Pulumi's SDK the work that no program's result depends on, two thirds of
 * its time. The TypeScript compiler and npm's arborist, which only closures need, load on first use. Debug messages,
 * which nobody reads and which hold whole bundles, stay unsent. Stack traces are Node's own, unmapped, and the SDK
 * takes none for each of its promises, which it would print for its own developers.
 */
import Module from "node:module";
import "./quick-strings.ts";

type Load = (request: string, parent: { filename?: string } | undefined, isMain: boolean) => object;

const onFirstUse = new Set(["typescript", "@npmcli/arborist"]);
const loader = Module as unknown as { _load: Load };
const load = loader._load;

loader._load = function leanly(request, parent, isMain) {
  const now = () => load.call(this, request, parent, isMain);
  if (!/[\\/]@pulumi[\\/]pulumi[\\/]/.test(parent?.filename ?? "")) return now();
  if (request === "source-map-support/register") return {};
  if (/(^|\/)log$/.test(request)) return Object.assign(now(), { debug: async () => {} });
  if (/(^|\/)debuggable$/.test(request)) return traceless(now());
  if (!onFirstUse.has(request)) return now();
  // The SDK has another copy to fall back on: a package that is missing must be missed at once.
  Module.createRequire(parent!.filename!).resolve(request);
  return deferred(now);
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
