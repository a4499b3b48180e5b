/** All resources of a stack, and how one finds another. */
import type * as z from "zod";
import { type Resource, read } from "./rule.ts";
import { whenKnown } from "./unknown.ts";

/** Properties by which others refer to a resource. */
const identifiers = ["id", "arn", "name", "url", "bucket", "domainName", "keyId", "zoneId", "stageName"];

/** A name, or the way to it through blocks and JSON. */
export type Property = string | readonly string[];

export class Stack {
  readonly resources: readonly Resource[];
  readonly #byType: ReadonlyMap<string, readonly Resource[]>;
  readonly #referrers = new Map<string, ReadonlyMap<string, ReadonlySet<Resource>>>();

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
  referring(type: string, property: Property, to: Resource): readonly Resource[] {
    const referrers = this.#referrersBy(type, property);
    const candidates = new Set(namesOf(to).flatMap((name) => [...(referrers.get(name) ?? [])]));
    return [...candidates].filter((resource) => refers(resource, property, to));
  }

  /** By all that the property may be understood by: worked out once, since there are as many of some types as stores. */
  #referrersBy(type: string, property: Property): ReadonlyMap<string, ReadonlySet<Resource>> {
    const key = [type, property].flat().join(" ");
    const known = this.#referrers.get(key);
    if (known) return known;
    const referrers = new Map<string, Set<Resource>>();
    for (const from of this.ofType(type))
      for (const name of saidBy(from, property))
        referrers.set(name, (referrers.get(name) ?? new Set()).add(from));
    this.#referrers.set(key, referrers);
    return referrers;
  }

  /** The resource of a type that a property refers to. */
  referred(from: Resource, property: Property, type: string): Resource | undefined {
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
export function refers(from: Resource, property: Property, to: Resource): boolean {
  const value = textOf(from, property);
  const known = identifiersOf(to);
  if (value !== undefined && known.length > 0) return known.includes(value);
  // What a component of another language answers comes from the component: any of its resources may be meant.
  const candidates = new Set(withParents(to).map(({ urn }) => urn));
  return sourcesOf(from, property).some((urn) => candidates.has(urn));
}

/** What may stand for a resource in another's property. */
function namesOf(to: Resource): string[] {
  return [...identifiersOf(to), ...withParents(to).map(({ urn }) => urn)];
}

/** What a property says, and where that comes from. */
function saidBy(from: Resource, property: Property): string[] {
  const value = textOf(from, property);
  return [...(value === undefined ? [] : [value]), ...sourcesOf(from, property)];
}

/** @returns undefined for what is no text, or not known yet */
function textOf(from: Resource, property: Property): string | undefined {
  const value = whenKnown(() => valueAt(from.props, [property].flat()));
  return typeof value === "string" ? value : undefined;
}

function sourcesOf(from: Resource, property: Property): string[] {
  return from.propertyDependencies?.[[property].flat()[0]!]?.map(({ urn }) => urn) ?? [];
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

/** A text on the way is a document in JSON. */
function valueAt(props: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const inner: unknown = typeof value === "string" && value ? JSON.parse(value) : value;
    return typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined;
  }, props);
}
