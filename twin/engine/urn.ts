/** Builds and reads URNs: "urn:pulumi:<stack>::<project>::<parent types$type>::<name>". */

const STACK_TYPE = "pulumi:pulumi:Stack";

export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** URN of the parent; "" or the stack's own for a resource at the top. */
  readonly parent: string;
  readonly type: string;
  readonly name: string;
}

export function urnOf({ stack, project, parent, type, name }: UrnParts): string {
  const above = parent.split("::")[2] ?? "";
  const chain = above && above !== STACK_TYPE ? `${above}$${type}` : type;
  return `urn:pulumi:${stack}::${project}::${chain}::${name}`;
}

export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** "pkg:module:Type", each part present; the stack's own type fits too. */
export function isTypeToken(type: string): boolean {
  return /^[^:\s]+:[^:\s]+:[^:\s]+$/.test(type);
}
