/** Bundles Lambda payloads in memory while the program runs. The same sources give the same bytes anywhere. */
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { build } from "esbuild";
import { leftOut } from "./left-out.ts";
import { slimSdk } from "./slim-sdk.ts";

const projectRoot = path.resolve(import.meta.dirname, "../..");

/** CommonJS packages inside an ES module still ask for Node's own modules by `require`. */
const requireBanner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/**
 * The minified ES modules of handlers, each with all that it imports, the AWS SDK included.
 * @param entries files that export `handler`, from the project's root: "handlers/webhook/index.ts".
 * @param root the project's root: where the entries and node_modules are.
 * @returns each entry's code, in the order of the entries.
 * @throws when esbuild finds an import that does not resolve, or a syntax error; its message names file and line.
 */
export async function bundleHandlers(
  entries: readonly string[],
  root: string = projectRoot,
): Promise<string[]> {
  const credentials = path.join(root, "handlers/adapters/environment-credentials.ts");
  const result = await build({
    absWorkingDir: root,
    entryPoints: [...entries],
    outbase: root,
    outdir: "bundles",
    write: false,
    bundle: true,
    minify: true,
    treeShaking: true,
    platform: "node",
    target: "node24",
    format: "esm",
    charset: "utf8",
    // The ES module build of each package is the one that can be tree-shaken.
    mainFields: ["module", "main"],
    conditions: ["module"],
    alias: {
      "@aws-sdk/credential-provider-node": credentials,
      "@aws-sdk/token-providers": credentials,
    },
    plugins: [slimSdk(root), leftOut(root)],
    banner: { js: requireBanner },
    legalComments: "none",
    sourcemap: false,
    logLevel: "silent",
  });
  return entries.map((entry) => {
    const output = path.join(root, "bundles", entry.replace(/\.ts$/, ".js"));
    return result.outputFiles.find((file) => file.path === output)!.text;
  });
}

interface Batch {
  readonly entries: string[];
  readonly codes: Promise<string[]>;
}
let next: Batch | undefined;

/**
 * What `aws.lambda.Function` takes as `code`; its handler is "index.handler". Functions that are made together are
 * bundled together, so that what they share is parsed once.
 */
export async function handlerArchive(entry: string): Promise<pulumi.asset.AssetArchive> {
  next ??= startBatch();
  const batch = next;
  const index = batch.entries.push(entry) - 1;
  const code = (await batch.codes)[index]!;
  return new pulumi.asset.AssetArchive({ "index.mjs": new pulumi.asset.StringAsset(code) });
}

function startBatch(): Batch {
  const entries: string[] = [];
  const codes = Promise.resolve().then(() => {
    next = undefined;
    return bundleHandlers(entries);
  });
  return { entries, codes };
}
