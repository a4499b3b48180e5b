/** CloudWatch Logs filter patterns: JSON comparisons in braces, or words of the text. */

/** Whether a log line matches; `json` is the line parsed, undefined when it is no JSON object. */
export type Matcher = (line: string, json: Readonly<Record<string, unknown>> | undefined) => boolean;

/** @throws a sentence for a pattern that the twin does not know. */
export function parsePattern(pattern: string): Matcher {
  const text = pattern.trim();
  if (text.startsWith("{")) return parseJsonPattern(text);
  if (text.startsWith("["))
    throw new Error(
      `the pattern ${text} is space-delimited, which the twin does not read; match JSON or words`,
    );
  return parseWords(text);
}

/** "a b" both, "?a ?b" any, "-a" not; quotes keep spaces, %…% is a regular expression. */
function parseWords(text: string): Matcher {
  const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|(\S+))/g)].map(
    ([, sign = "", quoted, regex, word]) => {
      const phrase = quoted?.replace(/\\(.)/g, "$1") ?? word ?? "";
      const expression = regex === undefined ? undefined : new RegExp(regex);
      return { sign, found: (line: string) => (expression ? expression.test(line) : line.includes(phrase)) };
    },
  );
  const signed = (sign: string) => terms.filter((term) => term.sign === sign);
  const [all, any, none] = [signed(""), signed("?"), signed("-")];
  return (line) =>
    all.every(({ found }) => found(line)) &&
    (any.length === 0 || any.some(({ found }) => found(line))) &&
    !none.some(({ found }) => found(line));
}

type Test = (json: unknown) => boolean;

const token =
  /\s*(?:(\$(?:\.[\w-]+|\[\d+\]|\['[^']*'\]|\["[^"]*"\])*)|(&&|\|\||!=|<=|>=|[(){}=<>])|"((?:[^"\\]|\\.)*)"|%([^%]+)%|([^\s(){}=<>!&|"]+))/y;

interface Token {
  readonly kind: "selector" | "symbol" | "text" | "regex" | "word";
  readonly text: string;
}

function parseJsonPattern(pattern: string): Matcher {
  const tokens = tokenize(pattern);
  let at = 0;
  const peek = () => tokens[at];
  const fail = (): never => {
    throw new Error(`the pattern ${pattern} is wrong at "${peek()?.text ?? "its end"}"`);
  };
  const next = () => tokens[at++] ?? fail();
  const symbol = (text: string) => {
    if (peek()?.kind !== "symbol" || peek()?.text !== text) return false;
    at += 1;
    return true;
  };
  const demand = (text: string) => symbol(text) || fail();

  function either(): Test {
    const tests = [both()];
    while (symbol("||")) tests.push(both());
    return (json) => tests.some((test) => test(json));
  }
  function both(): Test {
    const tests = [one()];
    while (symbol("&&")) tests.push(one());
    return (json) => tests.every((test) => test(json));
  }
  function one(): Test {
    if (symbol("(")) {
      const inner = either();
      demand(")");
      return inner;
    }
    const selector = next();
    if (selector.kind !== "selector") {
      at -= 1;
      return fail();
    }
    return comparison(selectorOf(selector.text));
  }
  function comparison(select: (json: unknown) => unknown): Test {
    const operator = next();
    if (operator.kind === "word") {
      const word = operator.text.toUpperCase();
      if (word === "EXISTS") return (json) => select(json) !== undefined;
      const operand = next().text.toUpperCase();
      if (word === "NOT" && operand === "EXISTS") return (json) => select(json) === undefined;
      const literal = { TRUE: true, FALSE: false, NULL: null }[operand];
      if (word === "IS" && literal !== undefined) return (json) => select(json) === literal;
      at -= 2;
      return fail();
    }
    return compare(select, operator.text, next());
  }

  demand("{");
  const test = either();
  demand("}");
  if (peek()) fail();
  return (_, json) => json !== undefined && test(json);
}

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  const end = pattern.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const from = token.lastIndex;
    const match = token.exec(pattern);
    if (!match) throw new Error(`the pattern ${pattern} is wrong at "${pattern.slice(from).trim()}"`);
    const [, selector, sign, text, regex, word] = match;
    if (selector !== undefined) tokens.push({ kind: "selector", text: selector });
    else if (sign !== undefined) tokens.push({ kind: "symbol", text: sign });
    else if (text !== undefined) tokens.push({ kind: "text", text: text.replace(/\\(.)/g, "$1") });
    else if (regex !== undefined) tokens.push({ kind: "regex", text: regex });
    else tokens.push({ kind: "word", text: word ?? "" });
  }
  return tokens;
}

/** "$.a.b[0]" */
export function selectorOf(path: string): (json: unknown) => unknown {
  const steps = [...path.matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/g)].map(
    ([, name, index, single, double]) => name ?? index ?? single ?? double ?? "",
  );
  return (json) =>
    steps.reduce<unknown>(
      (value, step) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, step)
          ? (value as Record<string, unknown>)[step]
          : undefined,
      json,
    );
}

/** A field that is not there compares with nothing, not even by !=. */
function compare(select: (json: unknown) => unknown, operator: string, operand: Token): Test {
  const number = operand.kind === "word" && operand.text.trim() !== "" ? Number(operand.text) : Number.NaN;
  const equals = equalTo(operand, number);
  switch (operator) {
    case "=":
      return (json) => equals(select(json));
    case "!=":
      return (json) => select(json) !== undefined && !equals(select(json));
    case "<":
    case ">":
    case "<=":
    case ">=": {
      if (Number.isNaN(number)) throw new Error(`${operator} compares with a number, not "${operand.text}"`);
      return (json) => {
        const value = select(json);
        if (typeof value !== "number") return false;
        if (operator === "<") return value < number;
        if (operator === ">") return value > number;
        return operator === "<=" ? value <= number : value >= number;
      };
    }
  }
  throw new Error(`"${operator}" is no comparison`);
}

function equalTo(operand: Token, number: number): (value: unknown) => boolean {
  if (operand.kind === "regex") {
    const regex = new RegExp(operand.text);
    return (value) => typeof value === "string" && regex.test(value);
  }
  if (!Number.isNaN(number)) return (value) => value === number;
  if (!operand.text.includes("*")) return (value) => value === operand.text;
  const parts = operand.text.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const wildcard = new RegExp(`^${parts.join(".*")}$`, "s");
  return (value) => typeof value === "string" && wildcard.test(value);
}
