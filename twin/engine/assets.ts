/** Reads the content of a program's assets and archives, and hashes it. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { messageOf, Refusal } from "./errors.ts";
import type { Asset, AssetFile } from "./graph.ts";
import type { WireAsset } from "./wire.ts";

/**
 * @param baseDir what relative paths start from: the program's own folder.
 * @throws Refusal when a file is missing, or the asset is of a kind that needs the network.
 */
export function readAsset(asset: WireAsset, baseDir: string): Asset {
  const files =
    asset.kind === "asset" ? [assetFile(asset, baseDir, "")] : archiveFiles(asset, baseDir).sort(byPath);
  return { kind: asset.kind, hash: hashOf(files), files };
}

function assetFile(asset: WireAsset, baseDir: string, name: string): AssetFile {
  if (asset.text !== undefined) return file(name, Buffer.from(asset.text));
  if (asset.path !== undefined)
    return file(
      name || path.basename(asset.path),
      reading(asset.path, () => readFileSync(path.resolve(baseDir, asset.path!))),
    );
  // An empty StringAsset loses its text on the way: Pulumi's wire format drops nothing else.
  if (asset.uri === undefined) return file(name, Buffer.alloc(0));
  throw new Refusal(`The asset ${asset.uri} is on the network; the twin reads local files and texts only.`);
}

function archiveFiles(archive: WireAsset, baseDir: string): AssetFile[] {
  if (archive.uri !== undefined)
    throw new Refusal(`The archive ${archive.uri} is on the network; the twin reads local files only.`);
  if (archive.path !== undefined) return archiveOnDisk(archive.path, path.resolve(baseDir, archive.path));
  return Object.entries(archive.assets ?? {}).flatMap(([name, part]) =>
    part.kind === "asset"
      ? [assetFile(part, baseDir, name)]
      : archiveFiles(part, baseDir).map((inner) => ({ ...inner, path: `${name}/${inner.path}` })),
  );
}

function archiveOnDisk(shown: string, location: string): AssetFile[] {
  if (reading(shown, () => statSync(location)).isDirectory())
    return readdirSync(location, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((full) => file(path.relative(location, full).split(path.sep).join("/"), readFileSync(full)));
  if (!/\.(zip|jar)$/.test(shown))
    throw new Refusal(`The archive ${shown} is neither a folder nor a .zip; the twin cannot open it.`);
  const entries = reading(shown, () => unzipSync(readFileSync(location)));
  return Object.entries(entries)
    .filter(([name]) => !name.endsWith("/"))
    .map(([name, content]) => file(name, content));
}

function reading<T>(shown: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Refusal(`The asset ${shown} cannot be read: ${messageOf(error)}.`);
  }
}

function file(name: string, content: Uint8Array): AssetFile {
  return { path: name, bytes: content.byteLength, content };
}

function hashOf(files: readonly AssetFile[]): string {
  const hash = createHash("sha256");
  for (const { path: name, bytes, content } of files) hash.update(`${name}\0${bytes}\0`).update(content);
  return hash.digest("hex");
}

function byPath(a: AssetFile, b: AssetFile): number {
  return a.path < b.path ? -1 : 1;
}
