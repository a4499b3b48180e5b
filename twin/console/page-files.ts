/** The page as the browser gets it: one script bundled from page/, one style sheet, one document. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

export interface PageFile {
  readonly type: string;
  readonly body: string;
}

/** URL path → file. */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const folder = path.join(import.meta.dirname, "page");
  const [bundle, html, css] = await Promise.all([
    build({
      entryPoints: [path.join(folder, "app.tsx")],
      bundle: true,
      write: false,
      format: "esm",
      minify: true,
      target: "es2022",
      jsx: "automatic",
      jsxImportSource: "preact",
      logLevel: "silent",
    }),
    readFile(path.join(folder, "index.html"), "utf8"),
    readFile(path.join(folder, "page.css"), "utf8"),
  ]);
  return new Map([
    ["/", { type: "text/html; charset=utf-8", body: html }],
    ["/page.css", { type: "text/css; charset=utf-8", body: css }],
    ["/page.js", { type: "text/javascript; charset=utf-8", body: bundle.outputFiles[0]!.text }],
  ]);
}
