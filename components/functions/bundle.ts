/** Bundles a Lambda payload in memory while the program runs. The same sources give the same bytes anywhere. */
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { build } from "esbuild";

const projectRoot = path.resolve(import.meta.dirname, "../..");

/** CommonJS packages inside an ES module still ask for Node's own modules by `require`. */
const requireBanner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/**
 * The minified ES module of one handler: an entry file and all that it imports, the AWS SDK included.
 * @param entry from the project's root: "handlers/webhook/index.ts".
 * @param root the project's root: where `entry` and node_modules are.
 * @throws when esbuild finds an import that does not resolve, or a syntax error; its message names file and line.
 */
export async function bundleHandler(entry: string, root: string = projectRoot): Promise<string> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: "index.mjs",
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
      "@aws-sdk/credential-provider-node": path.join(root, "handlers/adapters/environment-credentials.ts"),
    },
    banner: { js: requireBanner },
    legalComments: "none",
    sourcemap: false,
    logLevel: "silent",
  });
  return result.outputFiles[0]!.text;
}

/** What `aws.lambda.Function` takes as `code`; its handler is "index.handler". */
export async function handlerArchive(entry: string): Promise<pulumi.asset.AssetArchive> {
  const code = await bundleHandler(entry);
  return new pulumi.asset.AssetArchive({ "index.mjs": new pulumi.asset.StringAsset(code) });
}
