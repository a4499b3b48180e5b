/** Small resources for rules, and one way to spoil them. */
import type { Resource } from "../../../policies/support/rule.ts";

export const account = "123456789012";
export const here = "us-east-1";
export const there = "sa-east-1";

/** What a rule is tried on. */
export interface Case {
  /** Resources that comply. */
  readonly good: readonly Resource[];
  /** Each changes one property of them, and is caught. */
  readonly bad: readonly Spoil[];
}

export interface Spoil {
  /** Completes "catches …". */
  readonly what: string;
  /** Logical name of the resource. */
  readonly at: string;
  /** "replicas.0.kmsKeyArn"; "protect" is the option, "token" its type. */
  readonly path: string;
  readonly to: unknown;
  readonly says: RegExp;
}

export type Cases = Readonly<Record<string, Case>>;

export function spoil(what: string, at: string, path: string, to: unknown, says: RegExp): Spoil {
  return { what, at, path, to, says };
}

export function made(
  type: string,
  name: string,
  props: Readonly<Record<string, unknown>> = {},
  protect = false,
): Resource {
  const urn = `urn:pulumi:${here}::chatbot::${type}::${name}`;
  return { type, name, urn, props, opts: { protect } };
}

export function arn(service: string, rest: string, region = here): string {
  return `arn:aws:${service}:${region}:${account}:${rest}`;
}

/** The key that AWS owns for a service, which looks like one of ours. */
export function awsAlias(service: string): string {
  return arn("kms", `alias/aws/${service}`);
}

/** The resources with one property changed. */
export function spoiled(
  resources: readonly Resource[],
  { at, path, to }: Pick<Spoil, "at" | "path" | "to">,
): Resource[] {
  if (!resources.some(({ name }) => name === at)) throw new Error(`There is no resource "${at}" to spoil.`);
  return resources.map((resource) => {
    if (resource.name !== at) return resource;
    if (path === "protect") return { ...resource, opts: { protect: Boolean(to) } };
    if (path === "token") return { ...resource, type: String(to) };
    return { ...resource, props: withValue(resource.props, path.split("."), to) as Resource["props"] };
  });
}

/** A copy with another value at a path; undefined takes the property away. */
export function withValue(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const next = withValue((copy as Record<string, unknown>)[key], rest, to);
  if (next === undefined) delete (copy as Record<string, unknown>)[key];
  else (copy as Record<string, unknown>)[key] = next;
  return copy;
}

/** Tells each resource where its properties come from, as the engine knows it: from whatever has a value that they hold. */
export function linked(resources: readonly Resource[]): Resource[] {
  const copies = resources.map((resource) => ({
    ...resource,
    propertyDependencies: {} as Record<string, Resource[]>,
  }));
  for (const from of copies)
    for (const [property, value] of Object.entries(from.props)) {
      const sources = copies.filter((to) => to !== from && identifiersOf(to).some((id) => holds(value, id)));
      if (sources.length) from.propertyDependencies[property] = sources;
    }
  return copies;
}

/** Properties that only the provider knows before the resource is made. */
const computed = ["id", "arn", "url", "keyId", "invokeArn", "zoneId"];
const identifying = [...computed, "name", "bucket", "stageName"];

function identifiersOf({ props }: Resource): string[] {
  return identifying.flatMap((property) => {
    const value = props[property];
    return typeof value === "string" && value.length > 3 ? [value] : [];
  });
}

/** Whether a value is, or has in it, an identifier: whole, or inside a longer text when it is an ARN or URL. */
export function holds(value: unknown, identifier: string): boolean {
  if (typeof value === "string") {
    if (value === identifier) return true;
    return identifier.includes(":") && value.includes(identifier);
  }
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((inner) => holds(inner, identifier));
}
