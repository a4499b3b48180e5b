/**
 * AWS WAF on a stage, as far as a laptop can be honest about it: rate per address, sizes, and matches on the path,
 * method, query, headers or body. Managed rule groups, IP sets, geography, SQL-injection and script detection are
 * Amazon's own data and are not simulated: such a statement never matches.
 */
import * as z from "zod";
import type { Clock } from "../../clock.ts";
import type { GraphResource } from "../../engine/graph.ts";
import { ofType, properties } from "./properties.ts";
import { Refusal } from "./refusal.ts";
import { type Exchange, header } from "./request.ts";

const marker = z.looseObject({}).nullish();
const FieldToMatch = z.object({
  uriPath: marker,
  queryString: marker,
  method: marker,
  body: marker,
  singleHeader: z.object({ name: z.string() }).nullish(),
});
const field = {
  fieldToMatch: FieldToMatch.nullish(),
  textTransformations: z.array(z.object({ priority: z.number(), type: z.string() })).nullish(),
};

interface Statement {
  readonly rateBasedStatement?: {
    readonly limit: number;
    readonly evaluationWindowSec?: number | null;
    readonly scopeDownStatement?: Statement | null;
  } | null;
  readonly sizeConstraintStatement?: (Field & { comparisonOperator: string; size: number }) | null;
  readonly byteMatchStatement?: (Field & { positionalConstraint: string; searchString: string }) | null;
  readonly regexMatchStatement?: (Field & { regexString: string }) | null;
  readonly notStatement?: { readonly statement: Statement } | null;
  readonly andStatement?: { readonly statements: readonly Statement[] } | null;
  readonly orStatement?: { readonly statements: readonly Statement[] } | null;
}

interface Field {
  readonly fieldToMatch?: z.infer<typeof FieldToMatch> | null;
  readonly textTransformations?: readonly { readonly priority: number; readonly type: string }[] | null;
}

const Statement: z.ZodType<Statement> = z.lazy(() =>
  z.object({
    rateBasedStatement: z
      .object({
        limit: z.number(),
        evaluationWindowSec: z.number().nullish(),
        scopeDownStatement: Statement.nullish(),
      })
      .nullish(),
    sizeConstraintStatement: z
      .object({ ...field, comparisonOperator: z.string(), size: z.number() })
      .nullish(),
    byteMatchStatement: z
      .object({ ...field, positionalConstraint: z.string(), searchString: z.string() })
      .nullish(),
    regexMatchStatement: z.object({ ...field, regexString: z.string() }).nullish(),
    notStatement: z.object({ statement: Statement }).nullish(),
    andStatement: z.object({ statements: z.array(Statement) }).nullish(),
    orStatement: z.object({ statements: z.array(Statement) }).nullish(),
  }),
);

const Block = z.object({ customResponse: z.object({ responseCode: z.number() }).nullish() }).nullish();
const WebAcl = z.object({
  arn: z.string(),
  defaultAction: z.object({ allow: marker, block: Block }),
  rules: z
    .array(
      z.object({
        name: z.string(),
        priority: z.number(),
        /** Absent for rule groups, whose own rules act. */
        action: z.object({ allow: marker, block: Block, count: marker }).nullish(),
        statement: Statement,
      }),
    )
    .nullish(),
});
const Association = z.object({ resourceArn: z.string(), webAclArn: z.string() });

/** Returns what judges a request by the stage's web ACL; a stage without one lets everything in. */
export function createWaf(resources: readonly GraphResource[], clock: Clock) {
  const acls = ofType(resources, "aws:wafv2/webAcl:WebAcl").map((resource) => properties(resource, WebAcl));
  const aclOf = new Map(
    ofType(resources, "aws:wafv2/webAclAssociation:WebAclAssociation").map((resource) => {
      const { resourceArn, webAclArn } = properties(resource, Association);
      return [resourceArn, acls.find((acl) => acl.arn === webAclArn)] as const;
    }),
  );
  /** Times of requests by rule and address. */
  const seen = new Map<string, number[]>();

  /** @throws Refusal WAF_FILTERED */
  return function judge(stageArn: string, exchange: Exchange): void {
    const acl = aclOf.get(stageArn);
    if (!acl) return;
    const rules = [...(acl.rules ?? [])].sort((a, b) => a.priority - b.priority);
    const deciding = rules.find(
      ({ name, action, statement }) =>
        action && !action.count && matches(statement, exchange, `${acl.arn} ${name}`),
    );
    refuse(deciding ? deciding.action?.block : acl.defaultAction.block);
  };

  function refuse(block: z.infer<typeof Block>): void {
    if (block) throw new Refusal("WAF_FILTERED", { status: block.customResponse?.responseCode });
  }

  function matches(statement: Statement, exchange: Exchange, rule: string): boolean {
    const { rateBasedStatement: rate, sizeConstraintStatement: size } = statement;
    const { byteMatchStatement: bytes, regexMatchStatement: regex } = statement;
    if (rate) return tooMany(rate, exchange, rule);
    if (size) return compare(Buffer.byteLength(fieldOf(size, exchange)), size.comparisonOperator, size.size);
    if (bytes) return position(fieldOf(bytes, exchange), bytes.positionalConstraint, bytes.searchString);
    if (regex) return new RegExp(regex.regexString).test(fieldOf(regex, exchange));
    if (statement.notStatement) return !matches(statement.notStatement.statement, exchange, rule);
    if (statement.andStatement)
      return statement.andStatement.statements.every((one) => matches(one, exchange, rule));
    return statement.orStatement?.statements.some((one) => matches(one, exchange, rule)) ?? false;
  }

  function tooMany(
    rate: NonNullable<Statement["rateBasedStatement"]>,
    exchange: Exchange,
    rule: string,
  ): boolean {
    if (rate.scopeDownStatement && !matches(rate.scopeDownStatement, exchange, rule)) return false;
    const key = `${rule} ${exchange.sourceIp}`;
    const since = clock.now() - (rate.evaluationWindowSec ?? 300) * 1000;
    const recent = (seen.get(key) ?? []).filter((time) => time > since);
    // One beyond the limit is all that the verdict needs to know.
    if (recent.length <= rate.limit) recent.push(clock.now());
    seen.set(key, recent);
    return recent.length > rate.limit;
  }
}

function fieldOf({ fieldToMatch, textTransformations }: Field, exchange: Exchange): string {
  const query = () =>
    new URLSearchParams(
      Object.entries(exchange.query).flatMap(([name, values]) => values.map((value) => [name, value])),
    ).toString();
  let text = exchange.path;
  if (fieldToMatch?.body) text = exchange.body.toString("latin1");
  else if (fieldToMatch?.queryString) text = query();
  else if (fieldToMatch?.method) text = exchange.httpMethod;
  else if (fieldToMatch?.singleHeader) text = header(exchange, fieldToMatch.singleHeader.name) ?? "";
  const ordered = [...(textTransformations ?? [])].sort((a, b) => a.priority - b.priority);
  return ordered.reduce((value, { type }) => {
    if (type === "LOWERCASE") return value.toLowerCase();
    return type === "URL_DECODE" ? decode(value) : value;
  }, text);
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function compare(value: number, operator: string, limit: number): boolean {
  if (operator === "GT") return value > limit;
  if (operator === "GE") return value >= limit;
  if (operator === "LT") return value < limit;
  if (operator === "LE") return value <= limit;
  return operator === "NE" ? value !== limit : value === limit;
}

function position(value: string, constraint: string, search: string): boolean {
  if (constraint === "EXACTLY") return value === search;
  if (constraint === "STARTS_WITH") return value.startsWith(search);
  if (constraint === "ENDS_WITH") return value.endsWith(search);
  if (constraint === "CONTAINS_WORD") return value.split(/\W+/).includes(search);
  return value.includes(search);
}
