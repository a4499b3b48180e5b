/**
 * Property values as they travel between a program and its engine. Secrets, assets, resource references and output
 * values are objects marked by a signature (Pulumi, sdk/go/common/resource/properties.go).
 */
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { Asset } from "./graph.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

export type WireObject = Record<string, unknown>;

/** A program's asset or archive before its content is read: exactly one of the four is present. */
export interface WireAsset {
  readonly kind: "asset" | "archive";
  readonly path?: string;
  readonly text?: string;
  readonly uri?: string;
  readonly assets?: Readonly<Record<string, WireAsset>>;
}

export interface Plain {
  readonly value: Record<string, unknown>;
  readonly secretPaths: readonly (readonly string[])[];
}

/**
 * Plain values of a request's properties: secrets unwrapped (their places remembered), references to resources as the
 * id that a provider would see, assets through `readAsset`, nulls left out.
 */
export function plainProperties(raw: WireObject, readAsset: (asset: WireAsset) => Asset): Plain {
  const secretPaths: string[][] = [];
  const walk = (value: unknown, at: string[]): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...at, String(index)]));
    if (!isObject(value)) return value;
    switch (value[SIGNATURE]) {
      case SECRET:
        secretPaths.push(at);
        return walk(value.value, at);
      case OUTPUT:
        if (value.secret === true) secretPaths.push(at);
        return walk(value.value, at);
      case RESOURCE:
        return value.id || value.urn;
      case ASSET:
      case ARCHIVE:
        return readAsset(wireAsset(value));
      default:
        return mapObject(value, (item, key) => walk(item, [...at, key]));
    }
  };
  return { value: walk(raw, []) as Record<string, unknown>, secretPaths };
}

/**
 * The same properties as an engine gives them back: output values settled, secrets kept. References to resources become
 * ids, as a provider would see them, unless `keep` is "references": components and stacks hand those on.
 */
export function settledProperties(raw: WireObject, keep?: "references"): WireObject {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isObject(value)) return value;
    switch (value[SIGNATURE]) {
      case OUTPUT:
        return value.secret === true ? wireSecret(walk(value.value)) : walk(value.value);
      case SECRET:
        return wireSecret(walk(value.value));
      case RESOURCE:
        return keep ? value : value.id || value.urn;
      default:
        return mapObject(value, walk);
    }
  };
  return walk(raw) as WireObject;
}

export function wireSecret(value: unknown): WireObject {
  return { [SIGNATURE]: SECRET, value: value ?? null };
}

/** Without those assets and archives at the top that are in `others` too. */
export function withoutSameAssets(raw: WireObject, others: WireObject): WireObject {
  const isSame = ([name, value]: [string, unknown]) =>
    isObject(value) &&
    (value[SIGNATURE] === ASSET || value[SIGNATURE] === ARCHIVE) &&
    (value === others[name] || JSON.stringify(value) === JSON.stringify(others[name]));
  return Object.fromEntries(Object.entries(raw).filter((entry) => !isSame(entry)));
}

/** A resource as one of another's outputs. */
export function wireReference({ urn, id }: { readonly urn: string; readonly id: string }): WireObject {
  return { [SIGNATURE]: RESOURCE, urn, id };
}

/** Plain values as they travel to a policy pack: assets as what they hold. */
export function wireProperties(values: WireObject): WireObject {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, wireValue(value)]),
  );
}

function wireValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => wireValue(item ?? null));
  if (!isObject(value)) return value;
  if (!isPlainAsset(value)) return wireProperties(value);
  const assets = value.files.map(({ path, content }) => [path, wireText(path, content)]);
  return value.kind === "asset"
    ? assets[0]?.[1]
    : { [SIGNATURE]: ARCHIVE, hash: value.hash, assets: Object.fromEntries(assets) };
}

function wireText(path: string, content: Uint8Array): WireObject {
  const text = Buffer.from(content).toString("utf8");
  return { [SIGNATURE]: ASSET, ...(text ? { text } : { path }) };
}

function isPlainAsset(value: object): value is Asset {
  return "kind" in value && "hash" in value && "files" in value && Array.isArray(value.files);
}

export function isWireSecret(value: unknown): boolean {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

/** Top-level names under which a secret sits, at whatever depth. */
export function topLevelNames(paths: readonly (readonly string[])[]): string[] {
  return [...new Set(paths.flatMap((path) => path.slice(0, 1)))].sort();
}

/** URNs that output values inside the properties say they came from. */
export function outputDependencies(raw: WireObject): string[] {
  const urns = new Set<string>();
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    if (!isObject(value)) return;
    if (value[SIGNATURE] === OUTPUT && Array.isArray(value.dependencies))
      for (const urn of value.dependencies) urns.add(String(urn));
    Object.values(value).forEach(walk);
  };
  walk(raw);
  return [...urns];
}

export function structOf(value: WireObject): struct.Struct {
  return struct.Struct.fromJavaScript(withoutUndefined(value) as Record<string, struct.JavaScriptValue>);
}

/** Protobuf has no undefined: an absent property is an absent key. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutUndefined(item ?? null));
  if (!isObject(value)) return value;
  const present = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(present.map(([key, item]) => [key, withoutUndefined(item)]));
}

function wireAsset(value: WireObject): WireAsset {
  const assets = isObject(value.assets) ? value.assets : undefined;
  return {
    kind: value[SIGNATURE] === ASSET ? "asset" : "archive",
    ...(typeof value.path === "string" && { path: value.path }),
    ...(typeof value.text === "string" && { text: value.text }),
    ...(typeof value.uri === "string" && { uri: value.uri }),
    ...(assets && { assets: mapObject(assets, (item) => wireAsset(item as WireObject)) }),
  } as WireAsset;
}

function mapObject(value: WireObject, map: (item: unknown, key: string) => unknown): WireObject {
  const result: WireObject = {};
  for (const [key, item] of Object.entries(value))
    if (item !== null && item !== undefined) result[key] = map(item, key);
  return result;
}

function isObject(value: unknown): value is WireObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
