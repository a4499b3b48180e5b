/** Every type that the engine knows, and a plausible answer for every other. */
import type { Place } from "../place.ts";
import type { Outputs, TypeRule, TypeRules } from "./rule.ts";
import { sqs } from "./sqs.ts";

export const rules: TypeRules = { ...sqs };

/** An unknown type still gets an id, and an ARN of its service. */
export function ruleOf(type: string): TypeRule {
  return rules[type] ?? (type.startsWith("aws:") ? unknownAws(type) : unknownOther);
}

function unknownAws(type: string): TypeRule {
  const [, module = "", kind = ""] = type.split(":");
  const service = module.split("/")[0] ?? "";
  return {
    id: (inputs, place) => String(inputs.name ?? `${kind.toLowerCase()}-${place.hex(17)}`),
    outputs: (_inputs, place, id): Outputs => ({ arn: place.arn(service, `${kind.toLowerCase()}/${id}`) }),
  };
}

const unknownOther: TypeRule = { id: (_inputs: unknown, place: Place) => place.uuid() };
