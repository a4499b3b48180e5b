/**
 * Preloaded into a program's process: Pulumi's SDK loads the TypeScript compiler and npm's arborist when it starts,
 * half a second of work, and needs them only to serialise closures. Here they load on first use instead.
 */
import Module from "node:module";

type Load = (request: string, parent: { filename?: string } | undefined, isMain: boolean) => object;

const deferred = new Set(["typescript", "@npmcli/arborist"]);
const loader = Module as unknown as { _load: Load };
const load = loader._load;

loader._load = function deferring(request, parent, isMain) {
  const now = () => load.call(this, request, parent, isMain);
  if (!deferred.has(request) || !/[\\/]@pulumi[\\/]pulumi[\\/]/.test(parent?.filename ?? "")) return now();
  // The SDK has another copy to fall back on: a package that is missing must be missed at once.
  Module.createRequire(parent!.filename!).resolve(request);
  return onFirstUse(now);
};

function onFirstUse(loadNow: () => object): object {
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
