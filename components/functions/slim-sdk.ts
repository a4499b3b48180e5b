/** Leaves out of a bundle what the AWS SDK carries and no function of ours can reach. */
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Plugin } from "esbuild";

/**
 * An esbuild plugin. Measured on AIConversation: 491 kB without it, 360 with it.
 * @param root the project's root, where handlers/ is.
 */
export function slimSdk(root: string): Plugin {
  return {
    name: "slim-sdk",
    setup(build) {
      const named = exceptionsNamedIn(path.join(root, "handlers"));
      build.onLoad({ filter: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/[^/]+\.js$/ }, async (file) => ({
        contents: slimSchemas(await readFile(file.path, "utf8"), named),
        loader: "js",
      }));
      // Clients import their package.json for its version.
      build.onLoad({ filter: /@aws-sdk\/[^/]+\/package\.json$/ }, async (file) => {
        const { version } = JSON.parse(await readFile(file.path, "utf8")) as { version: string };
        return { contents: JSON.stringify({ version }), loader: "json" };
      });
    },
  };
}

/**
 * Makes the schemas of operations that nobody calls removable.
 * - `{ [_e]: … }` might run code, for all that a bundler knows; `{ "error": … }` cannot.
 * - An error's class is registered so that the client can throw it. Without its class an error has the same name,
 *   message and status: only `instanceof` tells the difference, so the classes that handlers name stay.
 */
export function slimSchemas(source: string, namedExceptions: ReadonlySet<string>): string {
  const constants = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]),
  );
  return source
    .replace(/\[(_\w+)\]:/g, (key, name) => (constants.has(name) ? `${constants.get(name)}:` : key))
    .replace(/^n\d+_registry\.registerError\(\w+\$, (\w+)\);$/gm, (line, exception) =>
      namedExceptions.has(exception) ? line : "",
    );
}

function exceptionsNamedIn(folder: string): ReadonlySet<string> {
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const names = sources.flatMap(
    (name) => readFileSync(path.join(folder, name), "utf8").match(/\b[A-Z]\w*(?:Exception|Error)\b/g) ?? [],
  );
  return new Set(names);
}
