/** All resources of a stack, and how one finds another. */
import type * as z from "zod";
import { type Resource, read } from "./rule.ts";
import { whenKnown } from "./unknown.ts";

/** Properties by which others refer to a resource. */
const identifiers = ["id", "arn", "name", "url", "bucket", "domainName", "keyId", "zoneId", "stageName"];

export class Stack {
  readonly resources: readonly Resource[];
  readonly #byType: ReadonlyMap<string, readonly Resource[]>;

  constructor(resources: readonly Resource[]) {
    this.resources = resources;
    this.#byType = Map.groupBy(resources, ({ type }) => type);
  }

  ofType(type: string): readonly Resource[] {
    return this.#byType.get(type) ?? [];
  }

  /** Visits each resource of a type; one of which a needed value is not known yet is passed over. */
  each<S extends z.ZodType>(
    type: string,
    props: S,
    visit: (props: z.output<S>, resource: Resource) => void,
  ): void {
    for (const resource of this.ofType(type)) whenKnown(() => visit(read(resource, props), resource));
  }

  /** Those resources of a type whose property refers to `to`. */
  referring(type: string, property: string | readonly string[], to: Resource): readonly Resource[] {
    return this.ofType(type).filter((resource) => refers(resource, property, to));
  }

  /** The resource of a type that a property refers to. */
  referred(from: Resource, property: string | readonly string[], type: string): Resource | undefined {
    return this.ofType(type).find((resource) => refers(from, property, resource));
  }

  /** Where most of the stack is. */
  get homeRegion(): string | undefined {
    const regions = this.resources.flatMap((resource) => regionOf(resource) ?? []);
    const [most] = [...Map.groupBy(regions, (region) => region)].sort(([, a], [, b]) => b.length - a.length);
    return most?.[0];
  }
}

/** Whether a property of one resource means another: by value and, while that is not known, by where the value comes from. */
export function refers(from: Resource, property: string | readonly string[], to: Resource): boolean {
  const path = typeof property === "string" ? [property] : property;
  const value = whenKnown(() => valueAt(from.props, path));
  const known = identifiersOf(to);
  if (typeof value === "string" && known.length > 0) return known.includes(value);
  // What a component of another language answers comes from the component: any of its resources may be meant.
  const candidates = new Set(withParents(to).map(({ urn }) => urn));
  return from.propertyDependencies?.[path[0]!]?.some(({ urn }) => candidates.has(urn)) ?? false;
}

function withParents(resource: Resource): Resource[] {
  return resource.parent ? [resource, ...withParents(resource.parent)] : [resource];
}

/** @returns undefined for what has no region, or none that is known yet */
export function regionOf(resource: Resource): string | undefined {
  const region = whenKnown(() => resource.props.region);
  if (typeof region === "string" && region) return region;
  const arn = whenKnown(() => resource.props.arn);
  return typeof arn === "string" ? arn.split(":")[3] || undefined : undefined;
}

function identifiersOf(resource: Resource): string[] {
  return identifiers.flatMap((property) => {
    const value = whenKnown(() => resource.props[property]);
    return typeof value === "string" && value ? [value] : [];
  });
}

function valueAt(props: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    props,
  );
}
