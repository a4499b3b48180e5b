/** Preloaded into a program's process: its bundler asks the engine first (shared-builds.ts). */
import Module from "node:module";
import type * as esbuild from "esbuild";
import type { Built, FromEngine, FromProgram } from "./shared-builds.ts";

type Build = (options: esbuild.BuildOptions) => Promise<esbuild.BuildResult>;
type Load = (request: string, ...rest: unknown[]) => object;

const loader = Module as unknown as { _load: Load };
const load = loader._load;
const tell = (message: FromProgram) => process.send!(message);

loader._load = function sharing(request, ...rest) {
  const loaded = load.call(this, request, ...rest) as typeof esbuild;
  return /[\\/]esbuild[\\/]lib[\\/]main\.js$/.test(request)
    ? { ...loaded, build: shared(loaded.build) }
    : loaded;
};

function shared(build: Build): Build {
  return async (options) => {
    // Files that a build writes are its own program's affair.
    if (options.write !== false || options.metafile) return build(options);
    const key = JSON.stringify(options);
    const known = await ask(key);
    if (known) return revived(known);
    try {
      const result = await build(options);
      const { errors, warnings, outputFiles = [] } = result;
      const files = outputFiles.map(({ path, hash, contents }) => ({ path, hash, contents }));
      tell({ kind: "built", key, built: { errors, warnings, files } });
      return result;
    } catch (error) {
      tell({ kind: "built", key });
      throw error;
    }
  };
}

function ask(key: string): Promise<Built | undefined> {
  return new Promise((resolve) => {
    const listen = (message: FromEngine) => {
      if (message.key !== key) return;
      process.off("message", listen);
      resolve(message.built);
    };
    process.on("message", listen);
    tell({ kind: "wanted", key });
  });
}

function revived({ errors, warnings, files }: Built): esbuild.BuildResult {
  const outputFiles = files.map(
    (file): esbuild.OutputFile => ({
      ...file,
      get text() {
        return Buffer.from(file.contents).toString();
      },
    }),
  );
  return { errors, warnings, outputFiles, metafile: undefined, mangleCache: undefined };
}
