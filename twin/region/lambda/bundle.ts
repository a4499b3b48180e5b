/** A function's code: from the graph's archive onto disk, where a worker can import it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Asset } from "../../engine/graph.ts";

export interface HandlerPlace {
  /** Path inside the archive. */
  readonly file: string;
  readonly exportName: string;
}

/**
 * Where "index.handler" is in the archive.
 * @throws Error a sentence, without naming the function, when the file or its export is not there.
 */
export function findHandler(code: Asset, handler: string): HandlerPlace {
  const folder = handler.slice(0, handler.lastIndexOf("/") + 1);
  const [, module, exportName] = /^([^.]+)\.(.+)$/.exec(handler.slice(folder.length)) ?? [];
  if (!module || !exportName)
    throw new Error(`its handler "${handler}" does not read <file>.<export>, as "index.handler" does`);
  const candidates = [".js", ".mjs", ".cjs"].map((extension) => folder + module + extension);
  const found = candidates
    .map((candidate) => code.files.find((file) => file.path === candidate))
    .find((file) => file !== undefined);
  if (!found)
    throw new Error(
      `its handler "${handler}" needs ${candidates.join(" or ")}, and its code holds ${code.files.map((file) => file.path).join(", ") || "no file"}`,
    );
  const name = exportName.split(".")[0]!;
  if (!mayExport(Buffer.from(found.content).toString(), name, found.path.endsWith(".mjs")))
    throw new Error(`its handler "${handler}" is missing: ${found.path} exports no "${name}"`);
  return { file: found.path, exportName };
}

/** Read from the text, since running it is the worker's business; what cannot be decided that way is let through. */
function mayExport(source: string, name: string, esm: boolean): boolean {
  const declared = new RegExp(`export\\s+(async\\s+)?(const|let|var|class|function\\s*\\*?)\\s*${name}\\b`);
  const listed = [...source.matchAll(/export\s*\{([^}]*)\}/g)].some(([, list]) =>
    list?.split(",").some(
      (item) =>
        item
          .trim()
          .split(/\s+as\s+/)
          .at(-1) === name,
    ),
  );
  const isModule =
    esm || /\bexport\s*[{*]|\bexport\s+(const|let|var|class|async|function|default)\b/.test(source);
  if (!isModule) return new RegExp(`\\b${name}\\b`).test(source);
  return declared.test(source) || listed || /export\s*\*\s*from/.test(source);
}

/** A folder for the code of a region's functions, written on first use. */
export class CodeFolder {
  #made: string | undefined;
  readonly #written = new Set<string>();
  #runtimeUrl: Promise<URL> | undefined;

  /** file: URL of a file of the archive. */
  moduleUrl(code: Asset, file: string): URL {
    const root = path.join(this.#dir, code.hash);
    if (!this.#written.has(code.hash)) {
      this.#written.add(code.hash);
      for (const { path: name, content } of code.files) {
        const target = path.join(root, name);
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, content);
      }
    }
    return pathToFileURL(path.join(root, file));
  }

  /** file: URL of the worker's own code. */
  runtime(): Promise<URL> {
    this.#runtimeUrl ??= workerRuntime().then((code) => {
      const file = path.join(this.#dir, "runtime.mjs");
      writeFileSync(file, code);
      return pathToFileURL(file);
    });
    return this.#runtimeUrl;
  }

  readonly remove = (): void => {
    process.off("exit", this.remove);
    if (this.#made) rmSync(this.#made, { recursive: true, force: true });
  };

  get #dir(): string {
    if (!this.#made) {
      this.#made = mkdtempSync(path.join(tmpdir(), "twin-lambda-"));
      // Also when the process ends without stopping the region.
      process.on("exit", this.remove);
    }
    return this.#made;
  }
}

let built: Promise<Uint8Array> | undefined;

/** The worker's own code, as one file of plain JavaScript: a worker starts 40 ms sooner than from TypeScript. */
export function workerRuntime(): Promise<Uint8Array> {
  built ??= build({
    entryPoints: [fileURLToPath(new URL("./runtime/main.ts", import.meta.url))],
    write: false,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    logLevel: "silent",
  }).then(({ outputFiles }) => outputFiles[0]!.contents);
  return built;
}
