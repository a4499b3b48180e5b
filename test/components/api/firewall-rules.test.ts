import { expect } from "chai";
import { firewallRules, matchesRoutes } from "../../../components/api/firewall-rules.ts";
import { type Route, routes } from "../../../components/api/routes.ts";

const limits = { requestsPerAddress: 2000, requestsPerProviderAddress: 150_000, maximumBodyBytes: 65_536 };
const rules = firewallRules(routes, "live", limits);
const ruleNamed = (name: string) => rules.find((rule) => rule.name === name)!;

/** Judges a request as the firewall would, for the statements that route rules are made of. */
// biome-ignore lint/suspicious/noExplicitAny: the provider's types are nested inputs; the values here are plain.
function matches(statement: any, method: string, path: string): boolean {
  if (statement.orStatement)
    return statement.orStatement.statements.some((one: unknown) => matches(one, method, path));
  if (statement.andStatement)
    return statement.andStatement.statements.every((one: unknown) => matches(one, method, path));
  if (statement.notStatement) return !matches(statement.notStatement.statement, method, path);
  if (statement.byteMatchStatement) return statement.byteMatchStatement.searchString === method;
  return new RegExp(statement.regexMatchStatement.regexString).test(path);
}

function deepest(statement: unknown): number {
  const nested = Object.entries(statement as Record<string, { statement?: unknown; statements?: unknown[] }>)
    .filter(([kind]) => /^(and|or|not)Statement$/.test(kind))
    .flatMap(([, { statement: one, statements }]) => statements ?? [one]);
  return nested.length ? 1 + Math.max(...nested.map(deepest)) : 0;
}

describe("the API's firewall rules", () => {
  const stops = ruleNamed("unexpected-routes");
  const blocked = (method: string, path: string) => matches(stops.statement, method, path);

  it("let every route of the table through, with and without the stage in the path", () => {
    for (const { method, path } of routes) {
      const real = path.replace(/\{[^}]+\}/g, "client_bella_napoli");
      expect(blocked(method, real), `${method} ${real}`).to.equal(false);
      expect(blocked(method, `/live${real}`), `${method} /live${real}`).to.equal(false);
    }
  });

  it("stop a path that no route has, a longer one, and a route's path with another method", () => {
    const probes = [
      ["GET", "/wp-login.php"],
      ["POST", "/webhook"],
      ["POST", "/webhook/client_a/more/than/that"],
      ["GET", "/webhook/client_a"],
      ["POST", "/health"],
      ["GET", "/health/.env"],
    ] as const;
    for (const [method, path] of probes) expect(blocked(method, path), `${method} ${path}`).to.equal(true);
  });

  it("do not hold a provider, whose few addresses carry every tenant, to the limit of one peer", () => {
    const limit = (name: string) =>
      // biome-ignore lint/suspicious/noExplicitAny: see above.
      (ruleNamed(name).statement as any).rateBasedStatement;
    const counts = (name: string, method: string, path: string) =>
      matches(limit(name).scopeDownStatement, method, path);
    expect(counts("address-rate", "POST", "/webhook/twilio/client_a")).to.equal(false);
    expect(counts("provider-address-rate", "POST", "/webhook/twilio/client_a")).to.equal(true);
    expect(counts("address-rate", "POST", "/pos/client_a/orders/1/status")).to.equal(true);
    expect(counts("provider-address-rate", "POST", "/pos/client_a/orders/1/status")).to.equal(false);
    expect(limit("address-rate").limit).to.equal(2000);
    expect(limit("provider-address-rate").limit).to.equal(150_000);
  });

  it("only count what AWS's common set thinks of a body: customers write those", () => {
    // biome-ignore lint/suspicious/noExplicitAny: see above.
    const common = (ruleNamed("common").statement as any).managedRuleGroupStatement;
    const counted = common.ruleActionOverrides.map(({ name }: { name: string }) => name);
    expect(counted).to.include.members(["SizeRestrictions_BODY", "CrossSiteScripting_BODY"]);
    expect(counted.every((name: string) => name.endsWith("_BODY"))).to.equal(true);
  });

  it("stay within what the provider and WAF take: three levels, 512 characters a pattern", () => {
    for (const { name, statement } of rules) expect(deepest(statement), name as string).to.be.at.most(3);
    for (const pattern of JSON.stringify(rules).matchAll(/"regexString":"([^"]+)"/g))
      expect(pattern[1]!.length).to.be.at.most(512);
  });

  it("need no choice between methods where all routes have the same one", () => {
    const posts: Route[] = routes.filter((route) => route.method === "POST");
    expect(matchesRoutes(posts, "live")).to.have.keys("andStatement");
  });
});
