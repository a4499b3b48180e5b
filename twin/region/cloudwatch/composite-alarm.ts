/** The rule of a composite alarm: ALARM("a") OR (OK("b") AND NOT INSUFFICIENT_DATA("c")). */
import type { AlarmChange } from "../../events.ts";

type State = AlarmChange["state"];

export interface CompositeRule {
  readonly alarms: readonly string[];
  holds(stateOf: (alarm: string) => State): boolean;
}

type Test = (stateOf: (alarm: string) => State) => boolean;

const token =
  /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]*)"|([^\s")]+))\s*\)|(AND|OR|NOT|TRUE|FALSE)\b|([()]))/y;

/** @throws a sentence for a rule that is wrong. */
export function parseRule(text: string): CompositeRule {
  const alarms = new Set<string>();
  const tokens: (string | { readonly state: State; readonly alarm: string })[] = [];
  const end = text.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const from = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Error(`its rule is wrong at "${text.slice(from).trim()}"`);
    const [, state, quoted, bare, word, parenthesis] = match;
    // By name or by ARN.
    const alarm = (quoted ?? bare ?? "").replace(/^arn:aws:cloudwatch:[^:]*:[^:]*:alarm:/, "");
    if (state) {
      alarms.add(alarm);
      tokens.push({ state: state as State, alarm });
    } else tokens.push(word ?? parenthesis ?? "");
  }
  let at = 0;
  const accept = (word: string) => tokens[at] === word && ++at > 0;
  const either = (): Test => {
    const tests = [both()];
    while (accept("OR")) tests.push(both());
    return (stateOf) => tests.some((test) => test(stateOf));
  };
  const both = (): Test => {
    const tests = [one()];
    while (accept("AND")) tests.push(one());
    return (stateOf) => tests.every((test) => test(stateOf));
  };
  const one = (): Test => {
    if (accept("NOT")) {
      const test = one();
      return (stateOf) => !test(stateOf);
    }
    if (accept("TRUE")) return () => true;
    if (accept("FALSE")) return () => false;
    if (accept("(")) {
      const test = either();
      if (!accept(")")) throw new Error("its rule lacks a closing parenthesis");
      return test;
    }
    const next = tokens[at++];
    if (typeof next !== "object") throw new Error(`its rule is wrong at "${next ?? "its end"}"`);
    return (stateOf) => stateOf(next.alarm) === next.state;
  };
  const holds = either();
  if (at < tokens.length) throw new Error("its rule goes on where it should end");
  return { alarms: [...alarms], holds };
}
