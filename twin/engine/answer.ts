/** What AWS answers when it makes or reads a thing: its id, and the outputs beside the inputs. */
import { Refusal } from "./errors.ts";
import { nameInputs, nameProblem } from "./naming.ts";
import { ruleOf } from "./outputs/index.ts";
import type { Outputs } from "./outputs/rule.ts";
import type { Place } from "./place.ts";
import type { Registration } from "./registration.ts";

export interface Answer {
  readonly id: string;
  /** What the program left out: defaults, and the physical name. */
  readonly assumed: Outputs;
  /** Only AWS could know these. */
  readonly computed: Outputs;
  /** Names of outputs that are secret whatever went in. */
  readonly secret: readonly string[];
}

/**
 * @param inputs plain values.
 * @throws Refusal for a physical name that AWS does not take.
 */
export function answer(registration: Registration, inputs: Outputs, place: Place): Answer {
  const { type, name, readId, options } = registration;
  const rule = ruleOf(type);
  const { naming } = rule;
  const assumed: Outputs = {
    ...rule.defaults,
    ...(readId === undefined
      ? nameInputs(naming, inputs, name, place)
      : (rule.read?.(readId) ?? (naming && { [naming.property]: readId }))),
  };
  const known = { ...assumed, ...inputs };
  const problem = nameProblem(naming, known);
  if (problem) throw new Refusal(`${type} "${name}" is refused: ${problem}.`);
  const id = readId ?? options.importId ?? rule.id(known, place);
  return { id, assumed, computed: rule.outputs?.(known, place, id) ?? {}, secret: rule.secret ?? [] };
}
