/** What a rule is: plain data and one function, which CrossGuard and tests both can call. */
import * as z from "zod";
import type { RaisedQuotas } from "./raised-quotas.ts";
import type { Stack } from "./stack.ts";
import { NotKnownYet, notKnown, plain } from "./unknown.ts";

export type Level = "mandatory" | "advisory";

export interface About {
  /** Kebab-case, and the file's name. */
  readonly name: string;
  /** One sentence: what must hold. */
  readonly description: string;
  /** What happens where it does not hold. */
  readonly why: string;
  /** Where the requirement comes from. */
  readonly source: string;
  readonly level: Level;
  /** Of two regions, or of backups: a stack for development (`tags.profile` is "dev") may stand alone without. */
  readonly productionOnly?: boolean;
}

/** The part of CrossGuard's resource that rules read. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** A preview's throw for what is not known yet: `read` them. */
  readonly props: Readonly<Record<string, unknown>>;
  readonly opts: { readonly protect: boolean };
  /** CrossGuard tells stack rules only what a resource is a child of, and where its properties come from. */
  readonly parent?: Resource;
  readonly propertyDependencies?: Readonly<Record<string, readonly Resource[]>>;
  readonly provider?: { readonly props: Readonly<Record<string, unknown>> };
}

export interface Finding {
  /** Completes "<type> <name> …": "has no dead-letter queue". */
  readonly what: string;
  /** A sentence: what to change. */
  readonly mend: string;
  /** What exactly is exempted, for rules that judge several things of one resource: "xray:PutTraceSegments on *". */
  readonly subject?: string;
}

export type Report = (finding: Finding) => void;
/** `at` is undefined where the stack as a whole lacks something. */
export type ReportAt = (at: Resource | undefined, finding: Finding) => void;

export interface Judging {
  readonly now: Date;
  readonly raised: RaisedQuotas;
}

/** Judges one resource at a time, before it is made or changed. */
export interface ResourceRule extends About {
  readonly kind: "resource";
  /** Type tokens; undefined for every type. */
  readonly types: readonly string[] | undefined;
  readonly judge: (resource: Resource, report: Report, judging: Judging) => void;
}

/** Judges all resources of a stack together. */
export interface StackRule extends About {
  readonly kind: "stack";
  readonly judge: (stack: Stack, report: ReportAt, judging: Judging) => void | Promise<void>;
}

export type Rule = ResourceRule | StackRule;

export interface ResourceRuleArgs<S extends z.ZodType> extends About {
  /** @default every type */
  readonly types?: readonly string[];
  /** The properties that the rule reads; those it does not name are not touched, so that an unknown one does not matter. */
  readonly props: S;
  check(props: z.output<S>, report: Report, at: Judging & { readonly resource: Resource }): void;
}

export function resourceRule<S extends z.ZodType>(args: ResourceRuleArgs<S>): ResourceRule {
  const { types, props, check, ...about } = args;
  return {
    ...about,
    kind: "resource",
    types,
    judge: (resource, report, judging) => {
      if (about.productionOnly && areOfDevelopment([resource])) return;
      check(read(resource, props), report, { ...judging, resource });
    },
  };
}

export interface StackRuleArgs extends About {
  check(stack: Stack, report: ReportAt, judging: Judging): void | Promise<void>;
}

export function stackRule(args: StackRuleArgs): StackRule {
  const { check, ...about } = args;
  return {
    ...about,
    kind: "stack",
    judge: (stack, report, judging) =>
      about.productionOnly && areOfDevelopment(stack.resources) ? undefined : check(stack, report, judging),
  };
}

/** Whatever has tags says so: one resource alone cannot speak for a stack. */
function areOfDevelopment(resources: readonly Resource[]): boolean {
  let said = false;
  for (const resource of resources) {
    const { data } = Tagged.safeParse(plain(resource.props, ["tags"]));
    if (data && data.tags.profile !== "dev") return false;
    said ||= data !== undefined;
  }
  return said;
}

const Tagged = z.object({ tags: z.looseObject({ profile: z.unknown().optional() }) });

/**
 * The properties that a schema names.
 * @throws NotKnownYet when one of them is not known before the update
 * @throws a sentence when one has another form than the provider documents: better than judging what one misreads
 */
export function read<S extends z.ZodType>(resource: Resource, schema: S): z.output<S> {
  const given = plain(resource.props, schema instanceof z.ZodObject ? Object.keys(schema.shape) : undefined);
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  if (parsed.error.issues.some(({ path }) => leadsToUnknown(given, path))) throw new NotKnownYet();
  throw new Error(
    `${resource.type} "${resource.name}" is not of the form that this rule knows; see whether the provider changed it:\n${z.prettifyError(parsed.error)}`,
  );
}

function leadsToUnknown(given: unknown, path: readonly PropertyKey[]): boolean {
  let value = given;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return value === notKnown;
}
