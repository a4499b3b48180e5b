/** IAM's text patterns: `*`, `?` and policy variables, whose values are always taken literally. */

/** Condition keys of a request, by name; AWS compares the names without regard to case. */
export type RequestContext = Readonly<Record<string, string | readonly string[] | undefined>>;

export function contextValue(context: RequestContext, key: string): string | readonly string[] | undefined {
  const direct = context[key];
  if (direct !== undefined) return direct;
  const wanted = key.toLowerCase();
  const name = Object.keys(context).find((candidate) => candidate.toLowerCase() === wanted);
  return name === undefined ? undefined : context[name];
}

const escapes: Readonly<Record<string, string>> = { "*": "*", "?": "?", $: "$" };

/** The value of `${…}`: an escape, a context key, or that key's default; undefined when there is none. */
function variable(expression: string, context: RequestContext): string | undefined {
  if (expression in escapes) return escapes[expression];
  const [key = "", fallback] = expression.split(/,\s*/, 2);
  const value = contextValue(context, key.trim());
  const first = typeof value === "string" ? value : value?.[0];
  return first ?? fallback?.trim().replace(/^'(.*)'$/, "$1");
}

const VARIABLE = /\$\{([^}]*)\}/;

/** The text with its variables filled in; undefined when one of them has no value in this request. */
export function fill(text: string, context: RequestContext): string | undefined {
  if (!VARIABLE.test(text)) return text;
  let missing = false;
  const filled = text.replace(new RegExp(VARIABLE, "g"), (_, expression: string) => {
    const value = variable(expression, context);
    if (value === undefined) missing = true;
    return value ?? "";
  });
  return missing ? undefined : filled;
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const compiled = new Map<string, RegExp>();

/** Whether the whole value fits the pattern. A variable without a value fits nothing. */
export function fits(pattern: string, value: string, context: RequestContext, ignoreCase = false): boolean {
  const cacheKey = `${ignoreCase ? "i" : ""}:${pattern}`;
  let expression = compiled.get(cacheKey);
  if (!expression) {
    let missing = false;
    const source = pattern.replace(/\$\{([^}]*)\}|\*|\?|[^*?$]+|\$/g, (piece, name: string | undefined) => {
      if (name === undefined) return piece === "*" ? ".*" : piece === "?" ? "." : escapeRegExp(piece);
      const filled = variable(name, context);
      if (filled === undefined) missing = true;
      return escapeRegExp(filled ?? "");
    });
    if (missing) return false;
    expression = new RegExp(`^${source}$`, ignoreCase ? "si" : "s");
    if (!VARIABLE.test(pattern)) compiled.set(cacheKey, expression);
  }
  return expression.test(value);
}
