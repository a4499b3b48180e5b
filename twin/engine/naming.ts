/** Physical names: what the program gives, or what Pulumi makes of the logical name where it gives none. */
import type { Inputs, Naming } from "./outputs/rule.ts";
import type { Place } from "./place.ts";

/** The name's property and value, to be laid over the inputs; nothing where the type has no name. */
export function nameInputs(
  naming: Naming | undefined,
  inputs: Inputs,
  logicalName: string,
  place: Place,
): Record<string, string> {
  if (!naming || inputs[naming.property] !== undefined) return {};
  const suffix = naming.suffix?.(inputs) ?? "";
  const prefix = inputs[`${naming.property}Prefix`];
  if (prefix !== undefined) return { [naming.property]: `${prefix}${place.hex(26)}${suffix}` };
  const random = place.hex(7, "name");
  const room = naming.max - random.length - suffix.length - 1;
  const base = naming.form?.(logicalName) ?? logicalName;
  return { [naming.property]: `${base.slice(0, room)}-${random}${suffix}` };
}

/** A sentence when AWS would refuse the name. */
export function nameProblem(naming: Naming | undefined, inputs: Inputs): string | undefined {
  const name = naming && inputs[naming.property];
  if (!naming || typeof name !== "string") return undefined;
  if (name.length > naming.max)
    return `its ${naming.property} "${name}" has ${name.length} characters and AWS takes ${naming.max}`;
  const pattern = typeof naming.pattern === "function" ? naming.pattern(inputs) : naming.pattern;
  if (pattern && !pattern.test(name))
    return `its ${naming.property} "${name}" is not of the form that AWS takes (${pattern.source})`;
  return undefined;
}
