/** Metric math, as far as alarms use it: arithmetic, comparisons and functions over one value a period each. */

/** Undefined: no data in this period. */
export type Value = number | undefined;

/** What an expression reads its operands from. */
export interface Operands {
  value(id: string): Value;
  /** Values of the alarm's metrics, those whose id contains `part`. */
  metrics(part: string): readonly Value[];
  periodSeconds(id: string): number;
}

export type MetricExpression = (operands: Operands) => Value;

type Term = (operands: Operands) => Value | readonly Value[];

const token =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z]\w*)|"([^"]*)"|(==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],]))/y;

/** @throws a sentence for an expression that is wrong, or that the twin cannot work out. */
export function parseMath(text: string): MetricExpression {
  const tokens = tokenize(text);
  let at = 0;
  const fail = (why = "is wrong"): never => {
    throw new Error(`the expression "${text}" ${why} at "${tokens[at] ?? "its end"}"`);
  };
  const accept = (...options: string[]) => (options.includes(tokens[at] ?? "") ? tokens[at++] : undefined);
  const demand = (option: string) => accept(option) ?? fail();

  function binary(operand: () => Term, ...operators: string[]): Term {
    let left = operand();
    for (let operator = accept(...operators); operator; operator = accept(...operators)) {
      const [one, sign, other] = [left, operator, operand()];
      left = (operands) => apply(sign, single(one(operands)), single(other(operands)));
    }
    return left;
  }
  const logical = (): Term => binary(comparison, "&&", "||", "AND", "OR");
  const comparison = (): Term => binary(sum, "==", "!=", "<", ">", "<=", ">=");
  const sum = (): Term => binary(product, "+", "-");
  const product = (): Term => binary(power, "*", "/");
  const power = (): Term => binary(unary, "^");
  function unary(): Term {
    if (!accept("-")) return primary();
    const term = unary();
    return (operands) => apply("-", 0, single(term(operands)));
  }
  function list(end: string): Term[] {
    const terms: Term[] = [];
    while (!accept(end)) {
      terms.push(logical());
      if (tokens[at] !== end) demand(",");
    }
    return terms;
  }
  function primary(): Term {
    const next = tokens[at] ?? fail();
    if (accept("(")) {
      const term = logical();
      demand(")");
      return term;
    }
    if (accept("[")) {
      const terms = list("]");
      return (operands) => terms.map((term) => single(term(operands)));
    }
    at += 1;
    if (/^\d/.test(next)) return () => Number(next);
    if (/^[a-z]/.test(next)) return ({ value }) => value(next);
    if (!/^[A-Z]/.test(next)) {
      at -= 1;
      return fail();
    }
    demand("(");
    return call(next);
  }
  function call(name: string): Term {
    if (name === "METRICS") {
      const part = tokens[at]?.startsWith('"') ? (tokens[at++] ?? "").slice(1) : "";
      demand(")");
      return ({ metrics }) => metrics(part);
    }
    if (name === "PERIOD") {
      const id = tokens[at++] ?? fail();
      demand(")");
      return ({ periodSeconds }) => periodSeconds(id);
    }
    const apply = functions[name];
    if (!apply) {
      at -= 2;
      return fail("uses a function that the twin does not know");
    }
    const terms = list(")");
    return (operands) => apply(...terms.map((term) => term(operands)));
  }

  const term = logical();
  if (at < tokens.length) fail();
  return (operands) => {
    const value = single(term(operands));
    // CloudWatch has no infinity: a division by zero is no data.
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  };
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const from = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Error(`the expression "${text}" is wrong at "${text.slice(from).trim()}"`);
    const [, number, word, quoted, sign] = match;
    tokens.push(number ?? word ?? sign ?? `"${quoted}`);
  }
  return tokens;
}

function single(value: Value | readonly Value[]): Value {
  if (typeof value === "object") throw new Error("an array of metrics needs SUM, AVG, MIN or MAX around it");
  return value;
}

function apply(operator: string, left: Value, right: Value): Value {
  if (left === undefined || right === undefined) return undefined;
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "^":
      return left ** right;
    case "==":
      return Number(left === right);
    case "!=":
      return Number(left !== right);
    case "<":
      return Number(left < right);
    case ">":
      return Number(left > right);
    case "<=":
      return Number(left <= right);
    case ">=":
      return Number(left >= right);
    case "AND":
    case "&&":
      return Number(left !== 0 && right !== 0);
    default:
      return Number(left !== 0 || right !== 0);
  }
}

type Argument = Value | readonly Value[];

/** Over an array: what was measured counts, and nothing measured at all is no data. */
const aggregate = (combine: (values: number[]) => number) => (array: Argument) => {
  if (typeof array !== "object")
    throw new Error(
      "SUM, AVG, MIN and MAX of one metric go over time, which the twin's alarms do not; give an array",
    );
  const values = array.filter((value) => value !== undefined);
  return values.length > 0 ? combine(values) : undefined;
};
const mapped = (change: (value: number) => number) => (argument: Argument) => {
  const value = single(argument);
  return value === undefined ? undefined : change(value);
};

const functions: Readonly<Record<string, (...args: Argument[]) => Value | readonly Value[]>> = {
  SUM: aggregate((values) => values.reduce((sum, value) => sum + value, 0)),
  AVG: aggregate((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
  MIN: aggregate((values) => Math.min(...values)),
  MAX: aggregate((values) => Math.max(...values)),
  ABS: mapped(Math.abs),
  CEIL: mapped(Math.ceil),
  FLOOR: mapped(Math.floor),
  FILL: (argument, filling) =>
    typeof argument === "object"
      ? argument.map((value) => value ?? single(filling))
      : (argument ?? single(filling)),
  IF: (condition, then, otherwise) => {
    const test = single(condition);
    return test === undefined ? undefined : test === 0 ? otherwise : then;
  },
};
